/**
 * Bytes on offer to a peer, who pulls them. A stream of known size passes through once; one of
 * unknown size is spooled first, and can then be read again.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ByteSource } from '../net/peer-transport.ts';
import { fileError, interrupted } from './file-error.ts';
import { chunksOf, writeStream } from './file-writer.ts';
import { BUFFER_BYTES } from './buffer-pool.ts';
import { temporaryName } from './upload-journal.ts';

/**
 * Offers a stream that is being received. It can be read once, from its beginning: a second
 * reader, or one that starts later, gets `transfer.interrupted`, and the upload fails as a whole.
 */
export function passOnce(source: Readable, size: number): ByteSource {
  let taken = false;
  return {
    size,
    once: true,
    read: (range) => {
      const whole = range === undefined || (range.start === 0 && range.end >= size - 1);
      if (taken || !whole) return failing();
      taken = true;
      // Not the source itself: a puller that breaks off must not destroy it.
      return Readable.from(exactly(source, size), {
        objectMode: false,
        highWaterMark: BUFFER_BYTES,
      });
    },
  };
}

/** Writes a stream to a file in `folder`, has it used, and removes it in any case. */
export async function spooled<T>(
  folder: string,
  source: Readable,
  options: { signal?: AbortSignal | undefined },
  use: (size: number, read: ByteSource['read']) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, temporaryName());
  try {
    const handle = await open(file, 'wx', 0o600);
    let bytes: number;
    try {
      ({ bytes } = await writeStream(handle, source, { signal: options.signal }));
    } finally {
      await handle.close();
    }
    return await use(bytes, (range) =>
      createReadStream(file, { ...range, highWaterMark: BUFFER_BYTES }),
    );
  } catch (error) {
    throw fileError(error);
  } finally {
    await rm(file, { force: true });
  }
}

async function* exactly(source: Readable, size: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunksOf(source)) {
    bytes += chunk.length;
    if (bytes > size) throw interrupted();
    yield chunk;
  }
  if (bytes < size) throw interrupted();
}

function failing(): Readable {
  return new Readable({
    read() {
      this.destroy(interrupted());
    },
  });
}
