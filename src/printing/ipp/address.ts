/** From a printer's URI to where its HTTP request goes (RFC 8010 section 4, RFC 7472). */
import { HallwayError } from '../../base/errors.ts';

/** Where a print server listens, whatever host its printers' URIs name. */
export type ServerAddress = { socketPath: string } | { host: string; port: number };

export interface HttpTarget {
  secure: boolean;
  server: ServerAddress;
  path: string;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'ipp:': 631,
  'ipps:': 631,
  'http:': 80,
  'https:': 443,
};

/** `server` overrides the host of the URI, e.g. the local CUPS on its domain socket. */
export function httpTarget(uri: string, server?: ServerAddress): HttpTarget {
  const url = URL.parse(uri);
  const port = url ? DEFAULT_PORTS[url.protocol] : undefined;
  if (!url || port === undefined || (url.hostname === '' && !server))
    throw new HallwayError('request.invalid', 'This is not the address of an IPP printer.', {
      fix: 'Addresses look like ipp://192.168.1.20/ipp/print.',
    });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    secure: !server && (url.protocol === 'ipps:' || url.protocol === 'https:'),
    server: server ?? { host, port: url.port === '' ? port : Number(url.port) },
    path: `${url.pathname === '' ? '/' : url.pathname}${url.search}`,
  };
}
