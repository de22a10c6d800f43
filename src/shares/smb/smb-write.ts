/**
 * Writes a stream into an open file of a server: chunks are gathered into buffers of at most 1 MiB,
 * several of which are under way at once, and hashed on the way.
 */
import type { Readable } from 'node:stream';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from '../buffer-pool.ts';
import { destroyOn, gather, type Gathered } from '../file-writer.ts';
import { type OpenFile, writeAt } from './tree-calls.ts';

const AT_ONCE = 4;

/** With `size`, fewer bytes are `transfer.interrupted` and more `request.too_large`. */
export async function writeSmbStream(
  file: OpenFile,
  source: Readable,
  options: { size?: number | undefined; signal?: AbortSignal | undefined },
): Promise<Gathered> {
  const { size, signal } = options;
  const {
    connection: { credits },
    negotiated,
  } = file.session;
  const writing = new Set<Promise<void>>();
  let failure: unknown;
  let filling = takeBuffer();

  const flush = async (view: Buffer, position: number): Promise<void> => {
    const buffer = filling;
    const work = writePieces(file, position, view, signal).then(
      () => giveBuffer(buffer),
      (error: unknown) => (failure ??= error),
    );
    const tracked: Promise<void> = work.then(() => void writing.delete(tracked));
    writing.add(tracked);
    filling = takeBuffer();
    if (writing.size >= AT_ONCE) await Promise.race(writing);
    if (failure) throw failure;
  };
  const room = Math.min(BUFFER_BYTES, credits.payload(negotiated.maxWrite));
  const release = destroyOn(signal, source);
  try {
    const gathered = await gather(source, { size, room }, { filling: () => filling, flush });
    await Promise.all(writing);
    if (failure) throw failure;
    return gathered;
  } finally {
    release();
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
