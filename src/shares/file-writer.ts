/**
 * Writes a stream into an open file: small chunks are gathered into pooled buffers of 1 MiB, one
 * being written while the other fills, and hashed on the way.
 */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import { giveBack } from '../net/lent-buffers.ts';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from './buffer-pool.ts';
import { cancelled, fileError, interrupted, shareFull } from './file-error.ts';

/**
 * Resolves when all bytes were handed to the system (not yet synced). With `size`, fewer bytes are
 * `transfer.interrupted` and more `request.too_large`. `signal` destroys the source.
 */
export async function writeStream(
  handle: FileHandle,
  source: Readable,
  options: Omit<GatherBounds, 'room'> & { signal?: AbortSignal | undefined },
): Promise<Gathered> {
  const { size, most, signal, after } = options;
  let [filling, spare] = [takeBuffer(), takeBuffer()];
  let writing: Promise<void> = Promise.resolve();
  const release = destroyOn(signal, source);
  try {
    const gathered = await gather(
      source,
      { size, most, after },
      {
        filling: () => filling,
        flush: async (view, position) => {
          await writing;
          writing = writeFully(handle, view, position);
          // It is awaited later; meanwhile its failure must not count as unhandled.
          writing.catch(() => {});
          [filling, spare] = [spare, filling];
        },
      },
    );
    await writing;
    return gathered;
  } catch (error) {
    throw fileError(error);
  } finally {
    release();
    await writing.catch(() => {});
    giveBuffer(filling);
    giveBuffer(spare);
  }
}

export interface Gathered {
  bytes: number;
  /** SHA-256 in lower-case hex. */
  hash: string;
}

export interface GatherBounds {
  /** Fewer bytes are `transfer.interrupted`, more are `request.too_large`. */
  size?: number | undefined;
  /** More bytes than these are `share.full`. */
  most?: number | undefined;
  /** Bytes that are there already, and their hash, which goes on: what is counted begins with them. */
  after?: { bytes: number; hash: Hash } | undefined;
  /** Bytes of a buffer that are filled at most; all of it unless told. */
  room?: number | undefined;
}

export interface GatherSink {
  /** The buffer that is filled now. */
  filling: () => Buffer;
  /** Takes what is in it, for this position; there is another to fill when it resolves. */
  flush: (view: Buffer, position: number) => Promise<void>;
}

/** Gathers a stream's chunks into large buffers, and hashes it on the way. */
export async function gather(
  source: Readable,
  { size, most = Infinity, room = BUFFER_BYTES, after }: GatherBounds,
  { filling, flush }: GatherSink,
): Promise<Gathered> {
  const hash = after?.hash ?? createHash('sha256');
  let filled = 0;
  let bytes = after?.bytes ?? 0;
  const pass = async (): Promise<void> => {
    const view = filling().subarray(0, filled);
    hash.update(view);
    await flush(view, bytes - filled);
    filled = 0;
  };
  for await (const chunk of chunksOf(source)) {
    if (size !== undefined && bytes + chunk.length > size)
      throw new HallwayError('request.too_large', 'More bytes came than were announced.');
    if (bytes + chunk.length > most) throw shareFull();
    for (let offset = 0; offset < chunk.length; ) {
      const copied = Math.min(chunk.length - offset, room - filled);
      filling().set(chunk.subarray(offset, offset + copied), filled);
      offset += copied;
      filled += copied;
      bytes += copied;
      if (filled === room) await pass();
    }
    // All of it was copied.
    giveBack(chunk);
  }
  if (size !== undefined && bytes < size) throw interrupted();
  if (filled > 0) await pass();
  return { bytes, hash: hash.digest('hex') };
}

/** Destroys the source when the signal says so; call what it gives once that is over. */
export function destroyOn(signal: AbortSignal | undefined, source: Readable): () => void {
  const abort = (): void => {
    // What is under way fails at the same moment: then nobody listens to the source any more.
    source.on('error', () => {});
    source.destroy(abortReason(signal));
  };
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  return () => signal?.removeEventListener('abort', abort);
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
