/**
 * Where a member wants to go: `host:port` as CONNECT names it (RFC 9110 section 9.3.6), brought to the
 * one form in which it can be judged.
 */
import { isIP } from 'node:net';
import { HallwayError } from '../base/errors.ts';

export interface Destination {
  /** A name in ASCII without a last dot, or an address without brackets, as `URL` writes it. */
  host: string;
  /** It is an address, however it was written. */
  literal: boolean;
  port: number;
}

/** The web, and nothing else: no mail, no remote desktop, no file server. */
const PORTS: ReadonlySet<number> = new Set([80, 443]);
const MOST_CHARACTERS = 300;
const AUTHORITY = /^(\[[0-9a-f:.]{2,45}\]|[^\s:@/?#\\[\]]{1,255}):(\d{1,5})$/i;
/** RFC 6761, RFC 6762, RFC 8375, and ICANN for `internal`: names of a network of one's own. */
const OWN_NETWORK = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/;

/** Throws `internet.refused`. Nothing is looked up here. */
export function destinationOf(authority: string): Destination {
  const [, written = '', digits] =
    authority.length > MOST_CHARACTERS ? [] : (AUTHORITY.exec(authority) ?? []);
  if (written === '') throw refused('This is no address on the internet.');
  const port = Number(digits);
  if (!PORTS.has(port))
    throw refused('Only web pages are lent, at the ports 80 and 443.', { port });
  const host = hostOf(written);
  const literal = isIP(host) !== 0;
  if (!literal && (!host.includes('.') || OWN_NETWORK.test(host)))
    throw refused('This name is not on the internet but in a network of its own.');
  return { host, literal, port };
}

/**
 * As every browser reads it (WHATWG URL, host parsing): `0177.1`, `2130706433` and `0x7f.1` are
 * 127.0.0.1, `①` is 1, and `%6c` is l.
 */
function hostOf(written: string): string {
  let url: URL;
  try {
    url = new URL(`http://${written}/`);
  } catch {
    throw refused('This is no address on the internet.');
  }
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

export function refused(
  message: string,
  details?: Readonly<Record<string, unknown>>,
): HallwayError {
  return new HallwayError('internet.refused', message, { details });
}
