/**
 * Which addresses a sweep asks: the small networks that this PC itself is in, never beyond them.
 * Larger ones than a /22 only as far as the /24 around the own address.
 */
import type { AdapterKind } from '../../model/adapter.ts';
import type { Adapter } from '../../net/adapters.ts';
import { isLoopback, toAddress, toNumber } from '../../net/ip-address.ts';

const SMALLEST_PREFIX = 22;
const AROUND_PREFIX = 24;
/** Adapters behind which there is no office to ask, even where the person chose to use them. */
const NEVER: ReadonlySet<AdapterKind> = new Set(['loopback', 'virtual', 'tunnel']);
/** Addresses of one sweep, over all networks. */
const MOST = 2044;

/** Nearest to the own address first: a router gives out neighbouring ones. */
export function sweepPlan(adapters: readonly Adapter[]): string[] {
  const networks = adapters.filter(({ kind }) => !NEVER.has(kind)).flatMap(({ ipv4 }) => ipv4);
  const own = new Set(networks.map(({ address }) => address));
  const hosts = new Set<string>();
  for (const { address, prefix } of networks) {
    // Two PCs on one wire have no network to search; self-assigned ones are a /16 by chance.
    if (prefix > 30 || isLoopback(address)) continue;
    for (const host of hostsAround(address, prefix)) if (!own.has(host)) hosts.add(host);
  }
  return Array.from(hosts).slice(0, MOST);
}

/** The adapters' networks as one text: what was swept is not swept again because a cable moved. */
export function networksOf(adapters: readonly Adapter[]): string {
  return adapters
    .flatMap(({ ipv4 }) => ipv4.map(({ address, prefix }) => `${address}/${prefix}`))
    .sort()
    .join();
}

function hostsAround(address: string, prefix: number): string[] {
  const own = toNumber(address);
  const bits = 32 - (prefix < SMALLEST_PREFIX ? AROUND_PREFIX : prefix);
  const size = 2 ** bits;
  const first = Math.floor(own / size) * size;
  // The first address of a network is its name and the last one everybody's.
  const hosts = Array.from({ length: size - 2 }, (_, i) => first + 1 + i);
  return hosts
    .filter((host) => host !== own && host % 256 !== 0 && host % 256 !== 255)
    .sort((a, b) => Math.abs(a - own) - Math.abs(b - own) || a - b)
    .map(toAddress);
}
