/** Whose multicast reached this PC, and when: what shows whether a network carries it. */
import type { Clock } from '../base/clock.ts';
import { dropOldest } from '../base/oldest.ts';
import type { Links } from './links.ts';

/** More senders than this are not told apart; the one silent longest is forgotten. */
const MAX_SENDERS = 1024;

export class Hearing {
  readonly #clock: Clock;
  /** Sender's address → when a packet came from there; the latest last. */
  readonly #heardAt = new Map<string, number>();

  constructor(options: { links: Links; clock: Clock }) {
    this.#clock = options.clock;
    options.links.events.on('up', (link) => {
      link.events.on('query', ({ from }) => this.#heard(from));
      link.events.on('response', ({ from }) => this.#heard(from));
    });
  }

  /** Milliseconds since anything came from one of the addresses; undefined if nothing did. */
  agoMs(addresses: readonly string[]): number | undefined {
    const times = addresses.flatMap((address) => this.#heardAt.get(address) ?? []);
    return times.length === 0 ? undefined : this.#clock.monotonic() - Math.max(...times);
  }

  clear(): void {
    this.#heardAt.clear();
  }

  #heard(from: string): void {
    this.#heardAt.delete(from);
    this.#heardAt.set(from, this.#clock.monotonic());
    dropOldest(this.#heardAt, MAX_SENDERS);
  }
}
