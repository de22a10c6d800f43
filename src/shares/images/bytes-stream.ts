/** A few bytes that are in memory already, as a stream. */
import { Readable } from 'node:stream';

export class BytesStream extends Readable {
  #bytes: Buffer | undefined;

  constructor(bytes: Buffer) {
    super();
    this.#bytes = bytes.length > 0 ? bytes : undefined;
  }

  override _read(): void {
    if (this.#bytes) this.push(this.#bytes);
    this.#bytes = undefined;
    this.push(null);
  }
}
