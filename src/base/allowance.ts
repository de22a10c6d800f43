/** So much of something for each PC: a number at once, and then as fast as it grows again. */
import type { Clock } from './clock.ts';

export class Allowance {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #everyMs: number;
  readonly #of = new Map<string, { left: number; at: number }>();

  /** `most` at once; one more every `everyMs`. */
  constructor(clock: Clock, most: number, everyMs: number) {
    this.#clock = clock;
    this.#most = most;
    this.#everyMs = everyMs;
  }

  /** False where nothing is left. */
  take(whose: string): boolean {
    const now = this.#clock.monotonic();
    const before = this.#of.get(whose) ?? { left: this.#most, at: now };
    const left = Math.min(this.#most, before.left + (now - before.at) / this.#everyMs);
    this.#of.set(whose, { left: left < 1 ? left : left - 1, at: now });
    return left >= 1;
  }

  forget(whose: string): void {
    this.#of.delete(whose);
  }
}
