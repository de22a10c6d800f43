/**
 * Writes a stream into an open file: small chunks are gathered into pooled buffers of 1 MiB, one
 * being written while the other fills, and hashed on the way.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from './buffer-pool.ts';
import { cancelled, fileError, interrupted, shareFull } from './file-error.ts';

/**
 * Resolves when all bytes were handed to the system (not yet synced). With `size`, fewer bytes are
 * `transfer.interrupted` and more `request.too_large`. `signal` destroys the source.
 */
export async function writeStream(
  handle: FileHandle,
  source: Readable,
  options: {
    size?: number | undefined;
    /** More bytes than these are `share.full`. */
    most?: number | undefined;
    signal?: AbortSignal | undefined;
  },
): Promise<{ bytes: number; hash: string }> {
  const { size, most = Infinity, signal } = options;
  const hash = createHash('sha256');
  let [filling, spare] = [takeBuffer(), takeBuffer()];
  let filled = 0;
  let bytes = 0;
  let writing: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    const view = filling.subarray(0, filled);
    hash.update(view);
    await writing;
    writing = writeFully(handle, view, bytes - filled);
    // It is awaited later; meanwhile its failure must not count as unhandled.
    writing.catch(() => {});
    [filling, spare] = [spare, filling];
    filled = 0;
  };
  const abort = (): void => void source.destroy(abortReason(signal));
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    for await (const chunk of chunksOf(source)) {
      if (size !== undefined && bytes + chunk.length > size)
        throw new HallwayError('request.too_large', 'More bytes came than were announced.');
      if (bytes + chunk.length > most) throw shareFull();
      for (let offset = 0; offset < chunk.length; ) {
        const copied = Math.min(chunk.length - offset, BUFFER_BYTES - filled);
        filling.set(chunk.subarray(offset, offset + copied), filled);
        offset += copied;
        filled += copied;
        bytes += copied;
        if (filled === BUFFER_BYTES) await flush();
      }
    }
    if (size !== undefined && bytes < size) throw interrupted();
    if (filled > 0) await flush();
    await writing;
    return { bytes, hash: hash.digest('hex') };
  } catch (error) {
    throw fileError(error);
  } finally {
    signal?.removeEventListener('abort', abort);
    await writing.catch(() => {});
    giveBuffer(filling);
    giveBuffer(spare);
  }
}

/** What aborted, as an error for a person. */
export function abortReason(signal: AbortSignal | undefined): HallwayError {
  return signal?.reason instanceof HallwayError ? signal.reason : cancelled();
}

/** The source's chunks; it is left standing when the loop ends early. */
export async function* chunksOf(source: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false }))
      yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
  } catch (error) {
    throw error instanceof HallwayError ? error : interrupted(error);
  }
}

async function writeFully(handle: FileHandle, view: Buffer, position: number): Promise<void> {
  for (let done = 0; done < view.length; ) {
    const { bytesWritten } = await handle.write(view, done, view.length - done, position + done);
    done += bytesWritten;
  }
}
