/**
 * Holds writes back until this PC has compared notes with a peer after its start. A PC that was
 * restored from a backup has forgotten its newest statements; writing before it got them back
 * would be a second statement at one place, and put it out of the workgroup.
 */
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';

/** How long a person's action waits for the first exchange. */
const PATIENCE_MS = 10_000;

export class WriteGate {
  readonly #clock: Clock;
  readonly #waiting = new Map<() => void, () => void>();
  #open = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(): void {
    this.#open = true;
    for (const go of Array.from(this.#waiting.keys())) go();
  }

  /** Whoever waits is refused. */
  close(): void {
    this.#open = false;
    for (const refuse of Array.from(this.#waiting.values())) refuse();
  }

  /** Resolves when writing is safe; throws `peer.offline` after ten seconds. */
  pass(): Promise<void> {
    if (this.#open) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#waiting.delete(go);
        cancel();
        settle();
      };
      const go = () => end(resolve);
      const refuse = () => end(() => reject(tooEarly()));
      const cancel = this.#clock.after(PATIENCE_MS, refuse);
      this.#waiting.set(go, refuse);
    });
  }
}

function tooEarly(): HallwayError {
  return new HallwayError(
    'peer.offline',
    'Hallway has just started here and has not reached another PC of the workgroup yet.',
    { fix: 'Switch on another PC of the workgroup, or try again in a minute.' },
  );
}
