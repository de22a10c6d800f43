/** A share's files as pieces are read from them: into buffers that are there already. */
import { Writable } from 'node:stream';
import { sendFile } from '../../src/shares/file-stream.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import type { PieceFiles } from '../../src/transfer/manifest-maker.ts';

export function pieceFiles(files: Pick<FileSystem, 'stat' | 'read'>): PieceFiles {
  return {
    stat: (path) => files.stat(path),
    fill: async (path, range, into, signal) => {
      const { stream, etag } = await files.read(path, { range, signal });
      let length = 0;
      const taker = new Writable({
        // One buffer of the file system comes at a time, and is reused after this.
        write: (chunk: Buffer, _encoding, done) => {
          length += chunk.copy(into, length);
          done();
        },
      });
      await sendFile(stream, taker);
      return { etag, length };
    },
  };
}
