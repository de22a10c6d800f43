/**
 * Credits of a connection ([MS-SMB2] section 3.2.4.1.2): what a client may ask before it has an
 * answer. Each 64 KiB that a request carries costs one.
 */
import { malformed } from './hostile-bytes.ts';

export const CREDIT_BYTES = 65_536;
/** That this side tries to hold: enough for 16 MiB under way. */
const WANTED = 512;
const MOST = 8192;
/** Asked for at once, beside what a request costs. */
const STEP = 128;

interface Waiting {
  charge: number;
  go: () => void;
  reject: (error: unknown) => void;
}

export class Credits {
  /** True if the server takes requests of more than 64 KiB. */
  multi = false;
  readonly #waiting: Waiting[] = [];
  #free = 1;
  #outstanding = 0;

  chargeOf(payload: number): number {
    return this.multi ? Math.max(1, Math.ceil(payload / CREDIT_BYTES)) : 1;
  }

  /** The most bytes that one request may carry now, of `wanted`. */
  payload(wanted: number): number {
    if (!this.multi) return Math.min(wanted, CREDIT_BYTES);
    return Math.min(wanted, Math.max(1, this.#free + this.#outstanding) * CREDIT_BYTES);
  }

  get any(): boolean {
    return this.#free > 0;
  }

  /** Takes credits, once there are enough. */
  async take(charge: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#free >= charge) this.#free -= charge;
    else await new Promise<void>((go, reject) => void this.#waiting.push({ charge, go, reject }));
  }

  /** Counts a request as sent; how many credits it should ask for. */
  sent(charge: number): number {
    this.#outstanding += charge;
    return charge + Math.min(STEP, Math.max(0, WANTED - this.#free - this.#outstanding));
  }

  granted(credits: number): void {
    this.#free = Math.min(MOST, this.#free + credits);
  }

  answered(charge: number): void {
    this.#outstanding -= charge;
  }

  /** Lets one go on that waited longest, and soon the next. */
  serve(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const enough = this.#free >= first.charge;
      // Nothing is under way that could bring more.
      const hopeless = this.#outstanding === 0;
      if (!enough && !hopeless) return;
      this.#waiting.shift();
      if (!enough) first.reject(malformed());
      else {
        this.#free -= first.charge;
        first.go();
        // It counts as sent a moment later.
        if (this.#waiting.length > 0) setImmediate(() => this.serve());
        return;
      }
    }
  }

  end(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
