/**
 * What a packet must be before any work is done for it. Multicast comes from anyone on the LAN: one
 * UDP packet can carry thousands of records, and decoding and answering them costs far more than
 * sending them.
 */
import type { Clock } from '../base/clock.ts';
import type { Adapter } from '../net/adapters.ts';
import { isLinkLocalIPv6, networkCheck } from '../net/ip-address.ts';
import { SenderBudgets, WorkBudget, type WorkLimit } from '../base/work-budget.ts';

export interface GuardLimits {
  /** RFC 6762 section 17: at most 9000 bytes with headers. */
  maxBytes: number;
  /** Questions and records of all sections. */
  maxRecords: number;
  /** Work is counted as records plus bytes / 100: what one sender, and all together, may cause. */
  sender: WorkLimit;
  everyone: WorkLimit;
}

export const GUARD_LIMITS: GuardLimits = {
  maxBytes: 9000,
  maxRecords: 200,
  // Enough for 250 PCs with five resources each that answer at once, or tell what they know. Reading
  // costs 1 µs for a unit, a worst packet 0.2 ms.
  sender: { burst: 10_000, perSecond: 1000 },
  everyone: { burst: 40_000, perSecond: 5000 },
};

const HEADER_BYTES = 12;

export class PacketGuard {
  readonly #clock: Clock;
  readonly #limits: GuardLimits;
  readonly #everyone: WorkBudget;
  readonly #senders: SenderBudgets;

  constructor(clock: Clock, limits: GuardLimits = GUARD_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
    this.#everyone = new WorkBudget(limits.everyone, clock.monotonic());
    this.#senders = new SenderBudgets(limits.sender);
  }

  /** Looks at nothing but the size, the header's counts and the sender's budget. */
  accepts(bytes: Uint8Array, from: string): boolean {
    if (bytes.length < HEADER_BYTES || bytes.length > this.#limits.maxBytes) return false;
    const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    const records = [4, 6, 8, 10].reduce((sum, at) => sum + header.getUint16(at), 0);
    if (records === 0 || records > this.#limits.maxRecords) return false;
    const now = this.#clock.monotonic();
    const cost = records + bytes.length / 100;
    const sender = this.#senders.of(from, now);
    if (!sender.has(cost, now) || !this.#everyone.has(cost, now)) return false;
    sender.take(cost);
    this.#everyone.take(cost);
    return true;
  }
}

/**
 * Tells whether an address is on one of the adapter's own networks (RFC 6762 section 11): the
 * address as it can be dialled, link-local ones with their scope, or undefined.
 */
export function onLinkCheck(adapter: Adapter): (address: string) => string | undefined {
  const isOnLink = networkCheck([...adapter.ipv4, ...adapter.ipv6]);
  return (address) => {
    const [plain = '', scope] = address.split('%');
    if (scope !== undefined && scope !== adapter.scope && scope !== adapter.name) return undefined;
    if (!isOnLink(plain)) return undefined;
    return isLinkLocalIPv6(plain) ? `${plain}%${adapter.scope}` : plain;
  };
}
