/** Where the browser of another PC may be looked for in a call. */
import { networkInterfaces } from 'node:os';
import { isLinkLocalIPv6, isLoopback, plainAddress } from '../../src/net/ip-address.ts';
import type { Target } from '../../src/net/tls-link.ts';

/** Each candidate becomes as many. */
const MOST = 6;

/**
 * At which the PC has proven its key: of its link now, and of those before. `link`: undefined while
 * there is none. A PC that is reached over loopback is this very machine, whose browsers are at the
 * addresses of its adapters.
 */
export function callAddresses(link: Target | undefined, known: readonly Target[]): string[] {
  if (!link) return [];
  const hosts = [link, ...known].map(({ host }) => plainAddress(host));
  const here = isLoopback(hosts[0] ?? '') ? [...ownAddresses(), '127.0.0.1'] : [];
  const all = [...here, ...hosts.filter((host) => !isLoopback(host))];
  // A description of a session has no way to name the adapter of a link-local address.
  return Array.from(new Set(all.filter((host) => !isLinkLocalIPv6(host)))).slice(0, MOST);
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
}
