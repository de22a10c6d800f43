/**
 * When many documents come in one after another, those that were taken wait a moment before they go
 * on: a program, and the person before it, waits for each to be taken; the printer has one already,
 * and gets another before it could have printed that.
 */
import { sleep, type Clock } from '../base/clock.ts';

/** Between two looks whether it is over, in ms, and the shortest pause that ends a rush. */
const CALM_MS = 15;
/** A pause so many times as long as the last ones between two documents ends it as well … */
const CALM_PAUSES = 3;
/** … and so long a pause always does, in ms. */
const LONG_MS = 200;
/** Meanwhile one document goes on in so many ms: no printer prints two in that time. */
const APART_MS = 500;
/** So long a rush goes first, in ms; then taking and sending share what there is. */
const PATIENCE_MS = 20_000;

export class IntakeRush {
  readonly #clock: Clock;
  #taking = 0;
  /** Of the documents that came without a long pause. */
  #count = 0;
  #begun = 0;
  #ended = Number.NEGATIVE_INFINITY;
  /** What passes between two documents, in ms. */
  #pause = 0;
  /** When one last went on. */
  #went = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a document. */
  async during<T>(take: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonic();
    if (this.#isCalm(LONG_MS)) {
      this.#count = this.#pause = 0;
      this.#begun = this.#went = now;
    } else if (this.#taking === 0) this.#pause += (now - this.#ended - this.#pause) / 2;
    this.#count += 1;
    this.#taking += 1;
    try {
      return await take();
    } finally {
      this.#taking -= 1;
      this.#ended = this.#clock.monotonic();
    }
  }

  /**
   * Resolves when a document may go on: no other comes, or none but the first has come, or it is time
   * for one, or the rush takes too long.
   */
  async over(signal: AbortSignal): Promise<void> {
    while (this.#count > 1 && !this.#isCalm(this.#calmMs()) && !signal.aborted) {
      const now = this.#clock.monotonic();
      if (now - this.#begun >= PATIENCE_MS) return;
      if (now - this.#went >= APART_MS) {
        this.#went = now;
        return;
      }
      await sleep(this.#clock, CALM_MS);
    }
  }

  #calmMs(): number {
    return Math.min(LONG_MS, Math.max(CALM_MS, CALM_PAUSES * this.#pause));
  }

  #isCalm(ms: number): boolean {
    return this.#taking === 0 && this.#clock.monotonic() - this.#ended >= ms;
  }
}
