/**
 * Keeps the bytes of one direction below a rate: a bucket of tokens with little in it, shared fairly
 * between those who wait (start-time fair queueing), so that who has more connections gets no more.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { Pace } from '../../base/pace.ts';

export interface Flow {
  /** All bytes of one transfer, or to one PC, have the same. */
  readonly key: string;
  /** A person waits for them: they get four times as much as others. */
  readonly urgent: boolean;
}

interface Waiting {
  readonly bytes: number;
  /** Its place among all, in bytes by weight. */
  readonly start: number;
  readonly go: () => void;
}

const URGENT = 4;
/** What may go at once after a pause. */
const BURST_S = 0.05;
const LEAST_BURST = 16 * 1024;
/** Bytes that are best asked for at once while there is a rate. */
export const SLICE_BYTES = 16 * 1024;
const SHORTEST_MS = 4;
/** Flows whose place is remembered. */
const MOST_FLOWS = 500;

export class Pacer {
  readonly #clock: Clock;
  #rate: number | null = null;
  #tokens = 0;
  #filledAt = 0;
  #waiting: Waiting[] = [];
  /** Where each flow goes on. */
  readonly #ends = new Map<string, number>();
  #virtual = 0;
  #timer: CancelTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bytes a second; null: no limit. Whoever waits goes at the new rate. */
  set rate(rate: number | null) {
    if (rate === this.#rate) return;
    this.#fill();
    this.#rate = rate;
    this.#tokens = Math.min(this.#tokens, this.#burst);
    this.#serve();
  }

  get rate(): number | null {
    return this.#rate;
  }

  /** How much of so many bytes is best sent at once. */
  slice(bytes: number): number {
    return this.#rate === null ? bytes : Math.min(bytes, SLICE_BYTES);
  }

  /** Undefined: so many bytes may go now. Otherwise when they may; also once `signal` is aborted. */
  wait(flow: Flow, bytes: number, signal?: AbortSignal): Promise<void> | undefined {
    if (this.#rate === null || bytes === 0) return undefined;
    this.#fill();
    const start = this.#place(flow, bytes);
    if (this.#waiting.length === 0 && this.#tokens > 0) {
      this.#tokens -= bytes;
      this.#virtual = start;
      return undefined;
    }
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        resolve();
      };
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiting: Waiting = { bytes, start, go };
      this.#waiting.push(waiting);
      signal?.addEventListener('abort', leave, { once: true });
      this.#serve();
    });
  }

  /** For the bytes of one flow alone. */
  of(flow: Flow): Pace {
    return { slice: (bytes) => this.slice(bytes), wait: (bytes) => this.wait(flow, bytes) };
  }

  /** Nobody waits any more. */
  stop(): void {
    this.rate = null;
  }

  get #burst(): number {
    return Math.max(LEAST_BURST, (this.#rate ?? 0) * BURST_S);
  }

  #place({ key, urgent }: Flow, bytes: number): number {
    const start = Math.max(this.#virtual, this.#ends.get(key) ?? 0);
    this.#ends.delete(key);
    this.#ends.set(key, start + bytes / (urgent ? URGENT : 1));
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > MOST_FLOWS && oldest !== undefined) this.#ends.delete(oldest);
    return start;
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    // After days it is more than fits in 32 bits.
    const grown = Math.floor(((now - this.#filledAt) * (this.#rate ?? 0)) / 1000);
    this.#filledAt = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + grown);
  }

  #serve(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#fill();
    while (this.#waiting.length > 0 && (this.#rate === null || this.#tokens > 0)) {
      let first = 0;
      for (const [at, { start }] of this.#waiting.entries())
        if (start < (this.#waiting[first]?.start ?? Infinity)) first = at;
      const [next] = this.#waiting.splice(first, 1);
      if (!next) break;
      this.#virtual = next.start;
      this.#tokens -= next.bytes;
      next.go();
    }
    if (this.#waiting.length === 0 || this.#rate === null) return;
    const ms = Math.ceil(((1 - this.#tokens) / this.#rate) * 1000);
    this.#timer = this.#clock.after(Math.max(SHORTEST_MS, ms), () => this.#serve());
  }
}
