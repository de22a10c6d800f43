/** Moments at which something is due, by name: one timer for the earliest. */
import type { CancelTimer, Clock } from '../base/clock.ts';

/** Longest that one timer is set for; a system timer cannot count more than 24 days. */
const LONGEST_MS = 24 * 3_600_000;

export class JobDeadlines {
  readonly #clock: Clock;
  readonly #due: (name: string) => void;
  readonly #times = new Map<string, number>();
  #timer: { at: number; cancel: CancelTimer } | undefined;

  constructor(clock: Clock, due: (name: string) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** In milliseconds since 1970; undefined: nothing is due. */
  set(name: string, at: number | undefined): void {
    if (this.#times.get(name) === at) return;
    if (at === undefined) this.#times.delete(name);
    else this.#times.set(name, at);
    this.#arm();
  }

  stop(): void {
    this.#times.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    let first = Number.POSITIVE_INFINITY;
    for (const at of this.#times.values()) first = Math.min(first, at);
    if (this.#timer?.at === first) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (first === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(LONGEST_MS, Math.max(0, first - this.#clock.now()));
    this.#timer = { at: first, cancel: this.#clock.after(wait, () => this.#ring()) };
  }

  #ring(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    const due = Array.from(this.#times).filter(([, at]) => at <= now);
    for (const [name] of due) this.#times.delete(name);
    for (const [name] of due) this.#due(name);
    this.#arm();
  }
}
