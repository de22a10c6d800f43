/**
 * Ends a workgroup on the disk. A PC that is out goes at once, also if its disk has no room to note
 * that: then it is tried again until there is.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { NOT_KEPT } from './departure-notice.ts';
import type { SpentKey, WorkgroupStore } from '../workgroup-store.ts';

export interface End {
  notice: string | null;
  /** The key that never returns there. */
  spent: SpentKey | undefined;
}

const AGAIN_MS = 3000;

export class Ending {
  readonly #store: WorkgroupStore;
  readonly #clock: Clock;
  readonly #log: Log;
  #open: (End & { kept: () => void }) | undefined;
  #retry: CancelTimer | undefined;

  constructor(store: WorkgroupStore, clock: Clock, log: Log) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** Notes the end; `kept` is called once it stands on the disk, at once or much later. */
  begin(end: End, kept: () => void): void {
    this.#open = { ...end, kept };
    this.#attempt();
  }

  /** True while an end stands in memory only. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Why this PC is out; null if nobody put it out. */
  notice(): string | null {
    if (!this.#open) return this.#store.notice();
    return `${this.#open.notice ?? 'This PC left its workgroup.'} ${NOT_KEPT}`;
  }

  /** Notes now what is still open; throws what the disk says. */
  finish(): void {
    if (!this.#open) return;
    const { notice, spent, kept } = this.#open;
    this.#store.end(notice, spent);
    this.stop();
    kept();
  }

  stop(): void {
    this.#open = undefined;
    this.#retry?.();
    this.#retry = undefined;
  }

  #attempt(): void {
    this.#retry = undefined;
    try {
      this.finish();
    } catch (error) {
      this.#log.warn({ error }, 'the end of the workgroup could not be kept; trying again');
      this.#retry = this.#clock.after(AGAIN_MS, () => this.#attempt());
    }
  }
}
