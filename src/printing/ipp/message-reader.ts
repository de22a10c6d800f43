/**
 * Takes the message off the front of a byte stream and leaves its document as a stream. The
 * document's bytes are handed on as they come: never gathered, never made a string.
 */
import { Readable } from 'node:stream';
import { decodeMessage } from './decode.ts';
import { findEnd, HEADER_BYTES } from './frame.ts';
import { type IppLimits, malformed, REQUEST_LIMITS } from './limits.ts';
import type { IppMessage } from './types.ts';

/**
 * Reads up to the end of the attributes. `document` must be read to its end or destroyed, which
 * destroys the source too. Throws `ipp.malformed`, having destroyed the source.
 */
export async function readMessage(
  source: Readable,
  limits: IppLimits = REQUEST_LIMITS,
): Promise<{ message: IppMessage; document: Readable }> {
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  let held = Buffer.alloc(1024);
  let length = 0;
  let at = HEADER_BYTES;
  let needed = HEADER_BYTES + 1;
  try {
    for (;;) {
      const next = await chunks.next();
      if (next.done) throw malformed('it ends early');
      const chunk = Buffer.from(next.value);
      // Doubling keeps the copying linear when a message comes byte by byte.
      if (length + chunk.length > held.length)
        held = Buffer.concat(
          [held.subarray(0, length)],
          Math.max(held.length * 2, length + chunk.length),
        );
      chunk.copy(held, length);
      length += chunk.length;
      if (length < needed && length <= limits.bytes) continue;
      const frame = findEnd(held, Math.min(length, limits.bytes), at);
      if (frame.complete) {
        const { message } = decodeMessage(held.subarray(0, frame.length), limits);
        return { message, document: documentOf(held.subarray(frame.length, length), chunks) };
      }
      if (length >= limits.bytes || frame.needed > limits.bytes) throw malformed('it is too long');
      ({ at, needed } = frame);
    }
  } catch (error) {
    source.destroy();
    throw error;
  }
}

function documentOf(first: Buffer, chunks: AsyncIterator<Buffer>): Readable {
  async function* rest(): AsyncGenerator<Buffer> {
    try {
      if (first.length > 0) yield first;
      for (;;) {
        const next = await chunks.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await chunks.return?.();
    }
  }
  return Readable.from(rest(), { objectMode: false });
}
