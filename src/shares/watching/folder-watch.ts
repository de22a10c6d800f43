/** What it means to watch a folder of a share, wherever it is. */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { HallwayError } from '../../base/errors.ts';

export interface FolderChange {
  /** Another one after each change; what it says is its owner's affair. At most 64 characters. */
  version: string;
  /** Something may have changed that nobody saw: what is known of the folder is to be read anew. */
  missed: boolean;
}

export interface FolderListener {
  /** Something directly in the folder is different. */
  changed: (change: FolderChange) => void;
  /** It is over, for this reason: nothing more will be told. Not called after `close`. */
  ended: (reason: HallwayError) => void;
}

export interface FolderWatch {
  /** The version of the folder when the watching began. */
  version: string;
  close: () => void;
}

/** A change is told so soon; … */
const FIRST_MS = 30;
/** … further ones after a pause, which grows while a folder goes on changing. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 700;

/** Makes a handful of calls of a storm of events. */
export class Gathering {
  readonly #clock: Clock;
  readonly #run: () => void;
  #timer: CancelTimer | undefined;
  #pause = PAUSE_MS;
  #last = -Infinity;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** `run` is called soon, and not again before its time. */
  hit(): void {
    if (this.#timer) return;
    const since = this.#clock.monotonic() - this.#last;
    this.#pause = since < 2 * this.#pause ? Math.min(LONGEST_PAUSE_MS, this.#pause * 2) : PAUSE_MS;
    this.#timer = this.#clock.after(Math.max(FIRST_MS, this.#pause - since), () => {
      this.#timer = undefined;
      this.#last = this.#clock.monotonic();
      this.#run();
    });
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
