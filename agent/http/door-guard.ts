/**
 * Keeps other web pages and other people's programs out of the local door: the Host must be ours
 * (DNS rebinding), a page of another origin may only navigate here, and the API wants a bearer.
 */
import type { IncomingMessage } from 'node:http';
import { HallwayError } from '../../src/base/errors.ts';
import { BEARER_PROTOCOL_PREFIX, EVENTS_PROTOCOL } from '../../src/api/events.ts';

/** Throws unless the request was made to this very address, at the port that is served. */
export function checkHost(request: IncomingMessage, port: number): void {
  const { host } = request.headers;
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}`) return;
  throw new HallwayError('request.misdirected', 'This address does not belong to Hallway.');
}

/** Throws for anything that a foreign page could make the browser send. */
export function checkOrigin(request: IncomingMessage, isPage: boolean): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const forbidden = new HallwayError(
    'request.forbidden',
    'Another web page may not use Hallway on this PC.',
  );
  if (origin !== undefined && origin !== `http://${request.headers.host}`) throw forbidden;
  if (site === undefined || site === 'same-origin') return;
  // A link or a typed address: a page that carries no data until somebody signed in.
  const navigation =
    isPage &&
    request.method === 'GET' &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document';
  if (navigation && (site === 'none' || site === 'cross-site' || site === 'same-site')) return;
  throw forbidden;
}

/**
 * For doors that no page has business at: throws, with this message, where the request bears a mark
 * that browsers put on what pages make them send (RFC 6454 section 7, Fetch Metadata).
 */
export function requireProgram({ headers }: IncomingMessage, message: string): void {
  const marked = Object.keys(headers).some((name) => name.startsWith('sec-fetch-'));
  if (headers.origin !== undefined || marked) throw new HallwayError('request.forbidden', message);
}

/** The token of `Authorization: Bearer …` (RFC 6750 section 2.1). */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer ([\w-]{20,128})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The token that a browser passes as a WebSocket subprotocol, since it cannot set headers. */
export function bearerOfUpgrade(request: IncomingMessage): string | undefined {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
  if (offered[0] !== EVENTS_PROTOCOL) return undefined;
  const carrier = offered.find((protocol) => protocol.startsWith(BEARER_PROTOCOL_PREFIX));
  return carrier?.slice(BEARER_PROTOCOL_PREFIX.length);
}

/** The policy of every page of the dashboard. `content`: origin of shown files of peers. */
export function pagePolicy(content: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' blob: ${content}`,
    `media-src 'self' blob: ${content}`,
    "connect-src 'self'",
    `frame-src ${content}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}
