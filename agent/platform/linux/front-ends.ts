/** What ufw(8) and firewall-cmd(1) say about themselves. */
import type { Passage } from '../../../src/doctor/facts.ts';
import { MDNS_PORT } from '../../../src/net/ports.ts';

export interface FrontEnd {
  active: boolean;
  tcp: Passage;
  mdns: Passage;
}

/** `ufw status verbose`. Null if that is not what it is. */
export function parseUfw(text: string, tcpPort: number): FrontEnd | null {
  const status = /^Status: (\w+)/m.exec(text)?.[1];
  if (status === undefined) return null;
  if (status !== 'active') return { active: false, tcp: 'open', mdns: 'open' };
  const standard = /^Default: (\w+) \(incoming\)/m.exec(text)?.[1];
  const otherwise: Passage =
    standard === 'allow' ? 'open' : standard === undefined ? 'unknown' : 'closed';
  const rules = Array.from(
    text.matchAll(/^(\S+)( \(v6\))? +(ALLOW|DENY|REJECT|LIMIT)(?: IN)? +(.+)$/gm),
    ([, to = '', v6, action, from = '']) => ({
      to,
      v6,
      action,
      anyone: from.startsWith('Anywhere'),
    }),
  ).filter(({ v6 }) => v6 === undefined);
  const passes = (kind: 'tcp' | 'udp', port: number): Passage => {
    const rule = rules.find(({ to }) => to === 'Anywhere' || covers(to, kind, port));
    if (!rule) return otherwise;
    if (!rule.anyone) return 'unknown';
    return rule.action === 'ALLOW' || rule.action === 'LIMIT' ? 'open' : 'closed';
  };
  // ufw lets multicast DNS in by rules of its own (/etc/ufw/before.rules), unless one here forbids.
  const mdns = passes('udp', MDNS_PORT);
  const forbidden = rules.some(({ to }) => covers(to, 'udp', MDNS_PORT)) && mdns !== 'open';
  return { active: true, tcp: passes('tcp', tcpPort), mdns: forbidden ? mdns : 'open' };
}

/** `firewall-cmd --list-all`: the default zone. Null if that is not what it is. */
export function parseFirewalld(text: string, tcpPort: number): FrontEnd | null {
  const words = (key: string): string[] =>
    (new RegExp(`^\\s*${key}:[ \\t]*(.*)$`, 'm').exec(text)?.[1] ?? '')
      .split(/\s+/)
      .filter((word) => word !== '');
  const target = words('target')[0];
  if (target === undefined) return null;
  const ports = words('ports');
  const services = words('services');
  const open = (kind: 'tcp' | 'udp', port: number): Passage =>
    target === 'ACCEPT' || ports.some((one) => covers(one, kind, port)) ? 'open' : 'closed';
  return {
    active: true,
    tcp: open('tcp', tcpPort),
    mdns: services.includes('mdns') ? 'open' : open('udp', MDNS_PORT),
  };
}

/** `47470/tcp`, `47470`, `1025-65535/udp`, `80,443/tcp`, `5000:6000/tcp`. */
function covers(words: string, kind: string, port: number): boolean {
  const [ports = '', protocol = kind] = words.split('/');
  if (protocol !== kind || !/^[\d,:-]+$/.test(ports)) return false;
  return ports.split(',').some((part) => {
    const [from = '', to = from] = part.split(/[:-]/);
    return port >= Number(from) && port <= Number(to);
  });
}
