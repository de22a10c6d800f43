/**
 * Where a service may be reached: the senders of its packets, which were right a moment ago, before
 * the A and AAAA records, which are computed when it is announced and go stale.
 */
import { isIPv4 } from 'node:net';
import { dropOldest } from '../base/oldest.ts';
import type { Target } from '../net/tls-link.ts';

const MAX_SENDERS = 6;
const MAX_HINTS = 6;
/** Sightings this close are one: they do not change the order of IPv4 and IPv6. */
const SAME_MS = 10_000;

export class AddressList {
  readonly #senders = new Map<string, { address: Target; at: number }>();
  readonly #hints = new Map<string, Target>();

  /** A packet about the service came from here. `at`: forward-only milliseconds. */
  add(host: string, port: number, at: number): void {
    this.#senders.delete(host);
    this.#senders.set(host, { address: { host, port }, at });
    dropOldest(this.#senders, MAX_SENDERS);
  }

  /** Whether packets about the service came from here lately. */
  heardFrom(host: string): boolean {
    return this.#senders.has(host);
  }

  /** A record claims this address. */
  hint(host: string, port: number): void {
    this.#hints.delete(host);
    this.#hints.set(host, { host, port });
    dropOldest(this.#hints, MAX_HINTS);
  }

  best(): Target[] {
    const latest = Math.max(0, ...Array.from(this.#senders.values(), ({ at }) => at));
    const age = (at: number): number => Math.floor((latest - at) / SAME_MS);
    const senders = Array.from(this.#senders.values())
      .sort(
        (a, b) =>
          age(a.at) - age(b.at) ||
          Number(isIPv4(b.address.host)) - Number(isIPv4(a.address.host)) ||
          b.at - a.at,
      )
      .map(({ address }) => address);
    const hints = Array.from(this.#hints.values()).filter(({ host }) => !this.#senders.has(host));
    return [...senders, ...hints];
  }

  /** Equal for equal addresses, whatever their order. */
  signature(): string {
    return this.best()
      .map(({ host, port }) => `${host} ${port}`)
      .sort()
      .join();
  }
}
