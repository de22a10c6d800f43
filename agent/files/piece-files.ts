/** A share's files as pieces are read from them: into buffers that are there already. */
import { Writable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import { FileStream, sendFile } from '../../src/shares/file-stream.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import type { PieceFiles } from '../../src/transfer/manifest-maker.ts';
import type { HashThreads } from './hash-threads.ts';

/** `threads`: hash files that are read from this PC's disk; without them nobody else does. */
export function pieceFiles(
  files: Pick<FileSystem, 'stat' | 'read'>,
  threads?: HashThreads,
): PieceFiles {
  return {
    ...(threads ? { hash: hashIn(files, threads) } : {}),
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

function hashIn(
  files: Pick<FileSystem, 'read'>,
  threads: HashThreads,
): NonNullable<PieceFiles['hash']> {
  return async (path, { etag, layout, from, idle, signal }, tell) => {
    // Opened by the share's file system, which checks containment and rights.
    const { stream, etag: found } = await files.read(path, { signal });
    if (!(stream instanceof FileStream)) {
      stream.on('error', () => {}).destroy();
      return false;
    }
    if (found !== etag) {
      stream.on('error', () => {}).destroy();
      throw new HallwayError('transfer.changed', 'The file was changed meanwhile.', {
        fix: 'Get it again.',
      });
    }
    await stream.lend((file, ended) =>
      threads.hash(
        { ...file, ...layout, from },
        { idle, signal: AbortSignal.any([signal, ended]), tell },
      ),
    );
    return true;
  };
}
