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

  /**
   * Takes credits for a request that is sent at once, when there are enough. Rejects with
   * `host.protocol` where nothing is under way that could bring them.
   */
  take(charge: number): Promise<void> {
    return new Promise((go, reject) => {
      this.#waiting.push({ charge, go, reject });
      this.serve();
    });
  }

  /** How many credits a request should ask for that took `charge`. */
  asked(charge: number): number {
    return charge + Math.min(STEP, Math.max(0, WANTED - this.#free - this.#outstanding));
  }

  granted(credits: number): void {
    this.#free = Math.min(MOST, this.#free + credits);
  }

  answered(charge: number): void {
    this.#outstanding -= charge;
  }

  /** Lets those go on that waited longest, as far as the credits reach. */
  serve(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const enough = this.#free >= first.charge;
      if (!enough && this.#outstanding > 0) return;
      this.#waiting.shift();
      if (!enough) first.reject(malformed());
      else {
        this.#free -= first.charge;
        this.#outstanding += first.charge;
        first.go();
      }
    }
  }

  end(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
