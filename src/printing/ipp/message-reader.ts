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
 * destroys the source too. `onHead` is told the first eight bytes, whatever
 * follows them. Throws `ipp.malformed`, having destroyed the source.
 */
export async function readMessage(
  source: Readable,
  limits: IppLimits = REQUEST_LIMITS,
  onHead?: (head: Buffer) => void,
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
      if (length < HEADER_BYTES && length + chunk.length >= HEADER_BYTES)
        onHead?.(held.subarray(0, HEADER_BYTES));
      length += chunk.length;
      if (length < needed && length <= limits.bytes) continue;
      const frame = findEnd(held, Math.min(length, limits.bytes), at);
      if (frame.complete) {
        const { message } = decodeMessage(held.subarray(0, frame.length), limits);
        return {
          message,
          document: new MessageDocument(held.subarray(frame.length, length), source, chunks),
        };
      }
      if (length >= limits.bytes || frame.needed > limits.bytes) throw malformed('it is too long');
      ({ at, needed } = frame);
    }
  } catch (error) {
    source.destroy();
    throw error;
  }
}

/** What follows the attributes. Whoever gives it up gives up the source, also while that is silent. */
class MessageDocument extends Readable {
  readonly #source: Readable;
  readonly #chunks: AsyncIterator<Buffer>;
  #first: Buffer;

  constructor(first: Buffer, source: Readable, chunks: AsyncIterator<Buffer>) {
    super();
    this.#first = first;
    this.#source = source;
    this.#chunks = chunks;
  }

  override _read(): void {
    const first = this.#first;
    this.#first = Buffer.alloc(0);
    if (first.length > 0) {
      this.push(first);
      return;
    }
    this.#chunks.next().then(
      ({ done, value }) => {
        if (!this.destroyed) this.push(done ? null : value);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#source.destroy();
    done(error);
  }
}
