/** When a kept copy is looked at next: soon after a hint, but no peer makes it look all the time. */
import type { CancelTimer, Clock } from '../../base/clock.ts';

/** A large folder is read less often: reading it takes at most this part of the time. */
const LOOKS_PART = 0.05;
/** After a look that came to nothing: its source may be back. */
const MOST_AFTER_FAILURE_MS = 60_000;

export class LookTimer {
  readonly #clock: Clock;
  readonly #look: () => void;
  #next: { at: number; cancel: CancelTimer } | undefined;
  #notBefore = 0;
  #begun = 0;
  #read: number | undefined;

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  /** After `ms`, or when the pause is over. Endless calls do not put off what is to come. */
  soon(ms: number): void {
    const now = this.#clock.monotonic();
    const at = Math.max(now + ms, this.#notBefore);
    if (this.#next && this.#next.at <= at) return;
    this.cancel();
    const look = (): void => {
      this.#next = undefined;
      this.#look();
    };
    this.#next = { at, cancel: this.#clock.after(at - now, look) };
  }

  cancel(): void {
    this.#next?.cancel();
    this.#next = undefined;
  }

  begin(): void {
    this.cancel();
    this.#begun = this.#clock.monotonic();
    this.#read = undefined;
  }

  /** It is known what is there; what is fetched from now on is no look. */
  read(): void {
    this.#read ??= this.#clock.monotonic();
  }

  end(): void {
    const now = this.#clock.monotonic();
    const pause = ((this.#read ?? now) - this.#begun) / LOOKS_PART;
    this.#notBefore =
      now + (this.#read === undefined ? Math.min(pause, MOST_AFTER_FAILURE_MS) : pause);
  }
}
