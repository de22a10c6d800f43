/** How often a printer is asked about a job. */

const FIRST_POLL_MS = 250;
const LAST_POLL_MS = 2000;
/** While other jobs wait for this one to end. */
const AWAITED_FIRST_MS = 125;
const AWAITED_LAST_MS = 750;
const SLOWEST_POLL_MS = 5000;
/** Open jobs at which polling becomes slower, so that a long queue costs no more than a short one. */
const POLLED_AT_FULL_SPEED = 16;

export class JobPace {
  readonly #polls = new Map<string, { state: string; wait: number }>();

  /** Milliseconds to wait: few after a change, then more. */
  next(id: string, state: string, awaited: boolean): number {
    const last = this.#polls.get(id);
    const longest = awaited ? AWAITED_LAST_MS : LAST_POLL_MS;
    const first = awaited ? AWAITED_FIRST_MS : FIRST_POLL_MS;
    const wait = last?.state === state ? Math.min(longest, last.wait * 1.5) : first;
    this.#polls.set(id, { state, wait });
    return Math.min(SLOWEST_POLL_MS, wait * Math.ceil(this.#polls.size / POLLED_AT_FULL_SPEED));
  }

  forget(id: string): void {
    this.#polls.delete(id);
  }
}
