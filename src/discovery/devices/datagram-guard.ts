/**
 * What a datagram of SSDP or WS-Discovery must be before it is read: small, from a sender on the
 * adapter's own network that is not this PC, and within the budget of its sender and of all.
 */
import type { Clock } from '../../base/clock.ts';
import type { Adapter } from '../../net/adapters.ts';
import { isLoopback } from '../../net/ip-address.ts';
import { onLinkCheck } from '../packet-guard.ts';
import { SenderBudgets, WorkBudget } from '../../base/work-budget.ts';

/** SOAP over UDP 1.1 and UPnP have no bound of their own; what is real fits a few frames. */
const MAX_BYTES = 8192;
/** A router announces itself by some sixty datagrams in one go (UPnP Device Architecture 1.2.2). */
const SENDER = { burst: 200, perSecond: 20 };
const EVERYONE = { burst: 1000, perSecond: 100 };

export class DatagramGuard {
  readonly #clock: Clock;
  readonly #reach: (address: string) => string | undefined;
  readonly #own: ReadonlySet<string>;
  readonly #everyone: WorkBudget;
  readonly #senders = new SenderBudgets(SENDER);

  constructor(adapter: Adapter, clock: Clock) {
    this.#clock = clock;
    this.#reach = onLinkCheck(adapter);
    this.#own = new Set([...adapter.ipv4, ...adapter.ipv6].map(({ address }) => address));
    this.#everyone = new WorkBudget(EVERYONE, clock.monotonic());
  }

  /** The sender's address as it is dialled, or undefined where the datagram is to be dropped. */
  accepts(bytes: Uint8Array, from: string): string | undefined {
    const [plain = ''] = from.split('%');
    const sender = this.#reach(from);
    if (bytes.length === 0 || bytes.length > MAX_BYTES || sender === undefined) return undefined;
    // What is told in this PC's own name would make it ask itself; loopback has only that name.
    if (this.#own.has(plain) && !isLoopback(plain)) return undefined;
    const now = this.#clock.monotonic();
    if (!this.#senders.of(sender, now).takes(1, now)) return undefined;
    return this.#everyone.takes(1, now) ? sender : undefined;
  }

  /** True while the address is on this adapter's networks. */
  reaches(address: string): boolean {
    return this.#reach(address) !== undefined;
  }
}
