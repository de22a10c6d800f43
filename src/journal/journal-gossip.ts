/**
 * Shows the others the newest entries of the journals: all that are known when a link stands, and the
 * own ones when this PC has written.
 */
import { swapJournals, type JournalFrame } from '../api/peer-talk.ts';
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId } from '../model/id.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import type { Journals } from './journals.ts';

export interface JournalGossipOptions {
  journals: Journals;
  transport: Pick<PeerTransport, 'call'>;
  isOnline: (device: DeviceId) => boolean;
  broadcast: (frame: JournalFrame) => void;
  clock: Clock;
  log: Log;
}

/** Entries written in this time are shown at once, the newest of them. */
const GATHER_MS = 1000;
/** Most that are shown at a time: see `JournalHeads`. */
const MAX_HEADS = 350;

export class JournalGossip implements Lifecycle {
  readonly #options: JournalGossipOptions;
  #showing: CancelTimer | undefined;
  #forget: (() => void) | undefined;
  /** Called when another PC has shown what it has seen. */
  swapped: () => void = () => {};

  constructor(options: JournalGossipOptions) {
    this.#options = options;
  }

  start(): void {
    const { journals, clock, broadcast } = this.#options;
    journals.load();
    this.#forget = journals.on('wrote', () => {
      this.#showing ??= clock.after(GATHER_MS, () => {
        this.#showing = undefined;
        const heads = journals.ownHeads();
        if (heads.length > 0) broadcast({ type: 'journal', heads });
      });
    });
  }

  stop(): void {
    this.#forget?.();
    this.#showing?.();
    this.#showing = undefined;
  }

  online(device: DeviceId): void {
    this.swap(device).catch((error: unknown) =>
      this.#options.log.debug({ device, error }, 'journals could not be compared'),
    );
  }

  /** Sees what `device` has seen, and the other way round. */
  async swap(device: DeviceId, timeoutMs?: number): Promise<void> {
    const { journals, transport } = this.#options;
    const body = { heads: journals.heads().slice(0, MAX_HEADS) };
    const seen = journals.seenOf(device);
    const { heads, own } = await transport.call(device, swapJournals, { body }, { timeoutMs });
    if (own !== undefined) journals.compare(device, seen, heads.slice(0, own));
    journals.saw(heads);
    this.swapped();
  }

  answer(heads: readonly string[]): { heads: string[]; own: number } {
    const { journals } = this.#options;
    const own = journals.ownHeads();
    const answer = { heads: journals.heads(own).slice(0, MAX_HEADS), own: own.length };
    journals.saw(heads);
    return answer;
  }

  heard(heads: readonly string[]): void {
    this.#options.journals.saw(heads);
  }
}
