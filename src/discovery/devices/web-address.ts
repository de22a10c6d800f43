/**
 * Addresses to open, made of checked parts. What a device says about itself is taken only where it
 * leads to the device's own address; a scheme, host or password of its choice never gets through.
 */
import { isIP, isIPv4 } from 'node:net';
import type { NearbyFiles } from '../../model/nearby.ts';
import { isLinkLocalIPv6 } from '../../net/ip-address.ts';

const MAX_LENGTH = 1024;
const WEB_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** The address by which a device is known and opened: IPv4 before IPv6, if it has both. */
export function leadAddress(addresses: readonly string[]): string | undefined {
  return addresses.find((address) => isIPv4(address)) ?? addresses[0];
}

/** As it stands in a URL; undefined for link-local addresses, which no URL can name (RFC 3986). */
function urlHost(addresses: readonly string[]): string | undefined {
  const host = addresses.find((address) => isIPv4(address)) ?? addresses.find(isGlobal);
  if (host === undefined) return undefined;
  return isIPv4(host) ? host : `[${host}]`;
}

function isGlobal(address: string): boolean {
  return isIP(address) === 6 && !isLinkLocalIPv6(address) && !address.includes('%');
}

/** True where the URL's host is this address (`fe80::1%eth0` is written without its scope). */
function isAt(url: URL, address: string): boolean {
  const [plain = ''] = address.split('%');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && host === plain.toLowerCase();
}

/** A device's http address at its sender, as absolute or relative text; undefined for others. */
export function ownUrl(text: string, sender: string, base?: URL): URL | undefined {
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  const url = URL.parse(text, base?.href);
  if (!url || WEB_PORTS[url.protocol] === undefined || url.port === '0') return undefined;
  if (url.username !== '' || url.password !== '' || !isAt(url, sender)) return undefined;
  return url;
}

/**
 * A device's web page. What `text` says by a name (`printer.local`, `fritz.box`) leads to the
 * device's own address instead; null where it names another address.
 */
export function ownPage(text: string, addresses: readonly string[], base?: URL): string | null {
  const host = urlHost(addresses);
  if (text === '' || text.length > MAX_LENGTH || host === undefined) return null;
  const url = URL.parse(text, base?.href);
  if (!url || WEB_PORTS[url.protocol] === undefined || url.port === '0') return null;
  const named = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0;
  if (!named && !addresses.some((address) => isAt(url, address))) return null;
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${host}${port}${plainPath(url.pathname)}`;
}

/** Segments of a path, each harmless in a URL, a shell and a page; `.`, `..` and empty ones left out. */
export function plainPath(path: string): string {
  const segments = path
    .slice(0, MAX_LENGTH)
    .split('/')
    .filter((segment) => !['', '.', '..'].includes(segment))
    .map((segment) =>
      segment
        .split(/(%[0-9A-Fa-f]{2})/)
        .map((part, index) => (index % 2 === 1 ? part : encode(part)))
        .join(''),
    );
  return `/${segments.join('/')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

/** Null where only a link-local address is known. */
export function printerUri(
  scheme: 'ipp' | 'ipps',
  addresses: readonly string[],
  port: number,
  path: string,
): string | null {
  const host = urlHost(addresses);
  return host === undefined ? null : `${scheme}://${host}:${port}${plainPath(path)}`;
}

export function smbFiles(addresses: readonly string[]): NearbyFiles | null {
  const host = urlHost(addresses);
  return host === undefined ? null : { url: `smb://${host}/`, unc: `\\\\${uncHost(host)}` };
}

export function webDavFiles(
  secure: boolean,
  addresses: readonly string[],
  port: number,
  path: string,
): NearbyFiles | null {
  const host = urlHost(addresses);
  if (host === undefined) return null;
  const place = plainPath(path);
  const folders = place === '/' ? '' : decodeURIComponent(safePercent(place)).replaceAll('/', '\\');
  return {
    url: `${secure ? 'https' : 'http'}://${host}:${port}${place}`,
    unc: `\\\\${uncHost(host)}${secure ? '@SSL' : ''}@${port}\\DavWWWRoot${folders}`,
  };
}

/** Only what is letters once decoded: an escaped `\` or control would lead elsewhere. */
function safePercent(path: string): string {
  return /^(?:[\w./~-]|%20)*$/.test(path) ? path : '';
}

/** IPv6 in a UNC path (Windows' `ipv6-literal.net` names). */
function uncHost(host: string): string {
  return host.startsWith('[') ? `${host.slice(1, -1).replaceAll(':', '-')}.ipv6-literal.net` : host;
}
