/**
 * The roster: where this device reaches the other members now, told to those that it is linked to.
 * One member that is reached by address thus leads to all others.
 */
import type { RosterFrame } from '../api/peer.ts';
import type { Target } from '../net/tls-link.ts';
import type { PeerLink } from './peer-link.ts';

const MOST = 200;

/** As far as an address means the same to others: link-local ones are of one adapter only. */
export function rosterOf(links: readonly PeerLink[]): RosterFrame {
  const peers = links
    .map(({ device, target }) => ({ device, ...target }))
    .filter(({ host }) => /^[0-9a-fA-F.:]{2,45}$/.test(host) && !/^fe[89ab]/i.test(host))
    .slice(0, MOST);
  return { type: 'roster', peers };
}

/** `host:port`, with brackets around IPv6 (RFC 3986 section 3.2.2). */
export function formatTarget({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
