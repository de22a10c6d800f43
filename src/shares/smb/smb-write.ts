/**
 * Writes a stream into an open file of a server: chunks are gathered into buffers of at most 1 MiB,
 * several of which are under way at once, and hashed on the way.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { HallwayError } from '../../base/errors.ts';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from '../buffer-pool.ts';
import { interrupted } from '../file-error.ts';
import { abortReason, chunksOf } from '../file-writer.ts';
import { type OpenFile, writeAt } from './tree-calls.ts';

const AT_ONCE = 4;

/** With `size`, fewer bytes are `transfer.interrupted` and more `request.too_large`. */
export async function writeSmbStream(
  file: OpenFile,
  source: Readable,
  options: { size?: number | undefined; signal?: AbortSignal | undefined },
): Promise<{ bytes: number; hash: string }> {
  const { size, signal } = options;
  const {
    connection: { credits },
    negotiated,
  } = file.session;
  const hash = createHash('sha256');
  const writing = new Set<Promise<void>>();
  let failure: unknown;
  let filling = takeBuffer();
  let filled = 0;
  let bytes = 0;

  const flush = async (): Promise<void> => {
    const buffer = filling;
    const view = buffer.subarray(0, filled);
    hash.update(view);
    const work = writePieces(file, bytes - filled, view, signal).then(
      () => giveBuffer(buffer),
      (error: unknown) => (failure ??= error),
    );
    const tracked: Promise<void> = work.then(() => void writing.delete(tracked));
    writing.add(tracked);
    filling = takeBuffer();
    filled = 0;
    if (writing.size >= AT_ONCE) await Promise.race(writing);
    if (failure) throw failure;
  };
  const most = Math.min(BUFFER_BYTES, credits.payload(negotiated.maxWrite));
  const abort = (): void => {
    // What is under way fails at the same moment: then nobody listens to the source any more.
    source.on('error', () => {});
    source.destroy(abortReason(signal));
  };
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    for await (const chunk of chunksOf(source)) {
      if (size !== undefined && bytes + chunk.length > size)
        throw new HallwayError('request.too_large', 'More bytes came than were announced.');
      for (let offset = 0; offset < chunk.length; ) {
        const copied = Math.min(chunk.length - offset, most - filled);
        filling.set(chunk.subarray(offset, offset + copied), filled);
        offset += copied;
        filled += copied;
        bytes += copied;
        if (filled === most) await flush();
      }
    }
    if (size !== undefined && bytes < size) throw interrupted();
    if (filled > 0) await flush();
    await Promise.all(writing);
    if (failure) throw failure;
    return { bytes, hash: hash.digest('hex') };
  } finally {
    signal?.removeEventListener('abort', abort);
    // What is under way still reads from its buffer.
    await Promise.all(writing);
    giveBuffer(filling);
  }
}

/** As large as the server takes now: credits may have become fewer. */
async function writePieces(
  file: OpenFile,
  start: number,
  data: Buffer,
  signal: AbortSignal | undefined,
): Promise<void> {
  const {
    connection: { credits },
    negotiated,
  } = file.session;
  for (let at = 0; at < data.length; ) {
    const length = Math.min(data.length - at, credits.payload(negotiated.maxWrite));
    await writeAt(file, start + at, data.subarray(at, at + length), signal);
    at += length;
  }
}
