/**
 * The bytes of a request as a stream that may be given up. To destroy a request of Node's is to
 * end its connection, and with it the answer that says why; this lets the rest of the bytes run
 * into nothing, so that even a caller who is still sending reads the answer.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import { own } from '../../src/net/own-memory.ts';

/** Room for what arrives between two reads. */
const BUFFER_BYTES = 256 * 1024;

export class RequestBody extends Readable {
  readonly headers: IncomingHttpHeaders;
  readonly #request: IncomingMessage;
  #listening = false;
  #received = 0;

  constructor(request: IncomingMessage) {
    super({ highWaterMark: BUFFER_BYTES });
    this.headers = request.headers;
    this.#request = request;
  }

  /** Bytes that came so far. */
  get received(): number {
    return this.#received;
  }

  override _read(): void {
    if (!this.#listening) this.#listen();
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#request.resume();
    done(error);
  }

  #listen(): void {
    this.#listening = true;
    // Its end is seen by whoever reads it; once nobody does, it is nobody's concern.
    this.on('error', () => {});
    const request = this.#request;
    request.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      if (!this.destroyed && !this.push(own(chunk))) request.pause();
    });
    request.once('end', () => {
      if (!this.destroyed) this.push(null);
    });
    const broken = (cause?: Error): void => {
      if (request.complete) return;
      const message = 'The connection broke before the end.';
      this.destroy(new HallwayError('transfer.interrupted', message, { cause }));
    };
    request.once('error', broken);
    request.once('close', broken);
    if (request.destroyed) broken();
  }
}
