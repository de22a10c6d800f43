/** The multicast links of this PC: one for each adapter and address family, made anew on change. */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { Adapter } from '../net/adapters.ts';
import { MulticastLink } from './multicast.ts';
import type { GuardLimits } from './packet-guard.ts';

/** A link that cannot be opened (port 5353 taken for itself by a program) is tried again. */
const RETRY_FIRST_MS = 2000;
const RETRY_LAST_MS = 60_000;

export interface LinksEvents {
  up: MulticastLink;
  down: MulticastLink;
}

interface Wanted {
  adapter: Adapter;
  family: 4 | 6;
  link: MulticastLink | undefined;
  retry: CancelTimer | undefined;
  delayMs: number;
}

export class Links {
  readonly events = new Emitter<LinksEvents>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: GuardLimits | undefined;
  readonly #wanted = new Map<string, Wanted>();

  constructor(options: { clock: Clock; log: Log; limits?: GuardLimits | undefined }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#limits = options.limits;
  }

  /** Links that are open. */
  open(): MulticastLink[] {
    return Array.from(this.#wanted.values(), ({ link }) => link).filter((link) => !!link);
  }

  /** Opens and closes links so that they fit the adapters; settles when each was tried once. */
  async use(adapters: readonly Adapter[]): Promise<void> {
    const wanted = new Map<string, Wanted>();
    for (const adapter of adapters)
      for (const family of [4, 6] as const)
        if ((family === 4 ? adapter.ipv4 : adapter.ipv6).length > 0)
          wanted.set(keyOf(adapter, family), {
            adapter,
            family,
            link: undefined,
            retry: undefined,
            delayMs: RETRY_FIRST_MS,
          });
    for (const [key, entry] of Array.from(this.#wanted))
      if (!wanted.has(key)) {
        this.#wanted.delete(key);
        this.#close(entry);
      }
    const fresh = Array.from(wanted).filter(([key]) => !this.#wanted.has(key));
    for (const [key, entry] of fresh) this.#wanted.set(key, entry);
    await Promise.all(fresh.map(([key, entry]) => this.#open(key, entry)));
  }

  async #open(key: string, entry: Wanted): Promise<void> {
    const { adapter, family } = entry;
    const link = new MulticastLink({ adapter, family, clock: this.#clock, limits: this.#limits });
    const about = { adapter: adapter.name, family };
    try {
      await link.open();
    } catch (error) {
      link.close();
      const level = entry.delayMs === RETRY_FIRST_MS ? 'warn' : 'debug';
      this.#log[level]({ ...about, error }, 'multicast is not possible on this adapter now');
      this.#retry(key, entry);
      return;
    }
    if (this.#wanted.get(key) !== entry) {
      link.close();
      return;
    }
    entry.link = link;
    entry.delayMs = RETRY_FIRST_MS;
    link.events.on('failed', (error) => {
      this.#log.debug({ ...about, error }, 'multicast failed');
      this.#close(entry);
      this.#retry(key, entry);
    });
    this.#log.debug({ ...about }, 'multicast is ready');
    this.events.emit('up', link);
  }

  #retry(key: string, entry: Wanted): void {
    if (this.#wanted.get(key) !== entry) return;
    entry.retry?.();
    entry.retry = this.#clock.after(entry.delayMs, () => void this.#open(key, entry));
    entry.delayMs = Math.min(entry.delayMs * 2, RETRY_LAST_MS);
  }

  #close(entry: Wanted): void {
    entry.retry?.();
    entry.retry = undefined;
    const { link } = entry;
    entry.link = undefined;
    if (!link) return;
    this.events.emit('down', link);
    link.close();
  }
}

/** A link is made anew when this changes: it gives all addresses of its adapter. */
function keyOf({ name, scope, ipv4, ipv6 }: Adapter, family: 4 | 6): string {
  return JSON.stringify([family, name, scope, ipv4, ipv6]);
}
