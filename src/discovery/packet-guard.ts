/**
 * What a packet must be before any work is done for it. Multicast comes from anyone on the LAN: one
 * UDP packet can carry thousands of records, and decoding and answering them costs far more than
 * sending them.
 */
import { BlockList, isIP } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Adapter } from '../net/adapters.ts';

export interface GuardLimits {
  /** RFC 6762 section 17: at most 9000 bytes with headers. */
  maxBytes: number;
  /** Questions and records of all sections. */
  maxRecords: number;
  /** Work is counted as records plus bytes / 100: what one sender, and all together, may cause. */
  sender: { burst: number; perSecond: number };
  everyone: { burst: number; perSecond: number };
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
const MAX_SENDERS = 512;

/** A budget that refills with time. */
export class Bucket {
  readonly #limit: { burst: number; perSecond: number };
  #left: number;
  #at: number;

  constructor(limit: { burst: number; perSecond: number }, now: number) {
    this.#limit = limit;
    this.#left = limit.burst;
    this.#at = now;
  }

  has(cost: number, now: number): boolean {
    const refill = ((now - this.#at) / 1000) * this.#limit.perSecond;
    this.#left = Math.min(this.#limit.burst, this.#left + refill);
    this.#at = now;
    return this.#left >= cost;
  }

  take(cost: number): void {
    this.#left -= cost;
  }
}

export class PacketGuard {
  readonly #clock: Clock;
  readonly #limits: GuardLimits;
  readonly #everyone: Bucket;
  readonly #senders = new Map<string, Bucket>();

  constructor(clock: Clock, limits: GuardLimits = GUARD_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
    this.#everyone = new Bucket(limits.everyone, clock.monotonic());
  }

  /** Looks at nothing but the size, the header's counts and the sender's budget. */
  accepts(bytes: Uint8Array, from: string): boolean {
    if (bytes.length < HEADER_BYTES || bytes.length > this.#limits.maxBytes) return false;
    const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    const records = [4, 6, 8, 10].reduce((sum, at) => sum + header.getUint16(at), 0);
    if (records === 0 || records > this.#limits.maxRecords) return false;
    const now = this.#clock.monotonic();
    const cost = records + bytes.length / 100;
    const sender = this.#sender(from, now);
    if (!sender.has(cost, now) || !this.#everyone.has(cost, now)) return false;
    sender.take(cost);
    this.#everyone.take(cost);
    return true;
  }

  #sender(from: string, now: number): Bucket {
    let bucket = this.#senders.get(from);
    if (bucket) return bucket;
    if (this.#senders.size >= MAX_SENDERS) {
      const [oldest] = this.#senders.keys();
      if (oldest !== undefined) this.#senders.delete(oldest);
    }
    this.#senders.set(from, (bucket = new Bucket(this.#limits.sender, now)));
    return bucket;
  }
}

/**
 * Tells whether an address is on one of the adapter's own networks (RFC 6762 section 11): the
 * address as it can be dialled, link-local ones with their scope, or undefined.
 */
export function onLinkCheck(adapter: Adapter): (address: string) => string | undefined {
  const networks = new BlockList();
  for (const { address, prefix } of adapter.ipv4)
    networks.addSubnet(address, Math.min(prefix, 32), 'ipv4');
  for (const { address, prefix } of adapter.ipv6)
    networks.addSubnet(address, Math.min(prefix, 128), 'ipv6');
  return (address) => {
    const [plain = '', scope] = address.split('%');
    if (scope !== undefined && scope !== adapter.scope && scope !== adapter.name) return undefined;
    const family = isIP(plain);
    if (family === 0 || !networks.check(plain, family === 6 ? 'ipv6' : 'ipv4')) return undefined;
    return LINK_LOCAL.test(plain) ? `${plain}%${adapter.scope}` : plain;
  };
}

/** fe80::/10 (RFC 4291 section 2.5.6). */
const LINK_LOCAL = /^fe[89ab][0-9a-f]:/i;
