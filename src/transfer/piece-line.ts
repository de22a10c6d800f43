/**
 * Pieces go out to few at a time: a line that is shared by all who ask brings each piece late, in
 * many small parts. The others wait in their order; whoever got a piece has something to give.
 */
import type { Clock } from '../base/clock.ts';

/** Answers under way at the same time. */
const AT_ONCE = 4;
/** An answer that takes longer goes on, and the next begins beside it: nobody holds all others up. */
const LONGEST_MS = 2000;

export class PieceLine {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `work` when it is its turn. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    };
    const forget = this.#clock.after(LONGEST_MS, end);
    try {
      return await work();
    } finally {
      forget();
      end();
    }
  }
}
