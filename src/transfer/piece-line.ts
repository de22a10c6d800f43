/**
 * Pieces go out to few at a time: a line that is shared by all who ask brings each piece late, in
 * many small parts. The others wait, each PC for its turn; whoever got a piece has something to give.
 */
import type { Clock } from '../base/clock.ts';
import type { DeviceId } from '../model/id.ts';

/** Answers under way at the same time. */
const AT_ONCE = 4;
/** An answer that takes longer goes on, and the next begins beside it: nobody holds all others up. */
const LONGEST_MS = 2000;

export class PieceLine {
  readonly #clock: Clock;
  /** Who waits, by who asks: each has its turn, however much it asks for. */
  readonly #waiting = new Map<DeviceId, (() => void)[]>();
  #running = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `work` when it is the turn of `device`; whoever gave up meanwhile is for `work` to see. */
  async use<T>(device: DeviceId, work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#wait(device, resolve));
    else this.#running += 1;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      const next = this.#next();
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

  #wait(device: DeviceId, turn: () => void): void {
    const line = this.#waiting.get(device);
    if (line) line.push(turn);
    else this.#waiting.set(device, [turn]);
  }

  /** Of whoever had no turn for longest. */
  #next(): (() => void) | undefined {
    for (const [device, line] of this.#waiting) {
      this.#waiting.delete(device);
      const next = line.shift();
      if (line.length > 0) this.#waiting.set(device, line);
      return next;
    }
    return undefined;
  }
}
