/** Addresses of doors as text: `host:port`, with brackets around IPv6 (RFC 3986 section 3.2.2). */
import type { Target } from './tls-link.ts';

const TARGET = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([\w.-]+))(?::(\d{1,5}))?$/;

export function formatTarget({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A host alone has the usual port. Undefined for what is no address. */
export function parseTarget(text: string, usualPort: number): Target | undefined {
  const [, ipv6, name, digits] = TARGET.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits ?? usualPort);
  return host && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
