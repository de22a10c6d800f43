/** A file's bytes on their way out, with somebody listening in. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

const READ_BUFFER = 1024 * 1024;

/** The bytes of `path`, from `start` on; `onChunk` hears each buffer as it is taken. */
export function fileSource(path: string, onChunk: (chunk: Buffer) => void, start = 0): Readable {
  const file = createReadStream(path, { start, highWaterMark: READ_BUFFER });
  const tapped = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      onChunk(chunk);
      yield chunk;
    }
  };
  return Readable.from(tapped(), { objectMode: false, highWaterMark: READ_BUFFER });
}
