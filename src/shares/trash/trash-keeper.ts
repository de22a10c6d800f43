/** Looks after the trash of every share: at the start, and each hour. */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';

const EVERY_MS = 3_600_000;

export interface TrashKeeperOptions {
  /** Those whose folder or drive is there. */
  shares: () => readonly { tend(): Promise<void> }[];
  clock: Clock;
  log: Log;
}

export class TrashKeeper implements Lifecycle {
  readonly #options: TrashKeeperOptions;
  #timer: CancelTimer | undefined;
  #tending: Promise<void> = Promise.resolve();

  constructor(options: TrashKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= this.#options.clock.every(EVERY_MS, () => this.#tend());
    this.#tend();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  /** When everything that was begun is done. */
  idle(): Promise<void> {
    return this.#tending;
  }

  #tend(): void {
    const { shares, log } = this.#options;
    this.#tending = this.#tending.then(async () => {
      for (const share of shares())
        await share
          .tend()
          .catch((error: unknown) => log.warn({ error }, 'a trash could not be looked after'));
    });
  }
}
