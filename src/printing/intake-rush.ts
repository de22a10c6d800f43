/**
 * When many documents come in one after another, those that were taken wait a moment before they go
 * on: a program, and the person before it, waits for each to be taken; the printer has one already.
 */
import { sleep, type Clock } from '../base/clock.ts';

/** A pause between two documents that ends a rush, in ms. */
const CALM_MS = 15;
/** So long a rush goes first, in ms; then taking and sending share what there is. */
const PATIENCE_MS = 2500;

export class IntakeRush {
  readonly #clock: Clock;
  #taking = 0;
  /** Of the documents that came without a pause. */
  #count = 0;
  #begun = 0;
  #ended = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a document. */
  async during<T>(take: () => Promise<T>): Promise<T> {
    if (this.#isCalm()) {
      this.#count = 0;
      this.#begun = this.#clock.monotonic();
    }
    this.#count += 1;
    this.#taking += 1;
    try {
      return await take();
    } finally {
      this.#taking -= 1;
      this.#ended = this.#clock.monotonic();
    }
  }

  /** Resolves when no document comes, or none but the first has come, or the rush takes too long. */
  async over(signal: AbortSignal): Promise<void> {
    while (this.#count > 1 && !this.#isCalm() && !signal.aborted) {
      if (this.#clock.monotonic() - this.#begun >= PATIENCE_MS) return;
      await sleep(this.#clock, CALM_MS);
    }
  }

  #isCalm(): boolean {
    return this.#taking === 0 && this.#clock.monotonic() - this.#ended >= CALM_MS;
  }
}
