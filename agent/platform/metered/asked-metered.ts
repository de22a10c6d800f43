/** Asks the system now and then, where it does not tell by itself. */
import type { CancelTimer, Clock } from '../../../src/base/clock.ts';
import type { Metered } from '../../../src/transfer/manners/manners.ts';

/** A PowerShell takes seconds. */
const ASK_MS = 5 * 60_000;

export class AskedMetered implements Metered {
  now: boolean | undefined;
  onChange: (() => void) | undefined;
  readonly #ask: () => Promise<boolean | undefined>;
  readonly #clock: Clock;
  #timer: CancelTimer | undefined;

  constructor(ask: () => Promise<boolean | undefined>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** Nobody waits for the first answer. */
  start(): void {
    this.#timer = this.#clock.every(ASK_MS, () => void this.#look());
    void this.#look();
  }

  stop(): void {
    this.#timer?.();
    this.onChange = undefined;
  }

  async #look(): Promise<void> {
    const now = await this.#ask().catch(() => undefined);
    if (now === this.now) return;
    this.now = now;
    this.onChange?.();
  }
}
