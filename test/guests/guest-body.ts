/** What a guest sends, as the door hands it on: bytes that come when a test lets them. */
import { Readable } from 'node:stream';
import type { GuestBody } from '../../agent/guests/guest-visit.ts';

export class ComingBody extends Readable implements GuestBody {
  received = 0;

  constructor() {
    super();
    // As at the door: that it broke is seen by whoever reads it.
    this.on('error', () => {});
  }

  override _read(): void {}

  /** These come now. */
  come(bytes: number): this {
    this.received += bytes;
    this.push(Buffer.alloc(bytes, 1));
    return this;
  }

  /** No more comes. */
  whole(): this {
    this.push(null);
    return this;
  }
}
