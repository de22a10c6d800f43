/**
 * Who reaches the printers that are opened to the LAN: whoever is on a network of an adapter that
 * is used, and nobody from beyond it, whatever addresses this PC has.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { HallwayError } from '../../src/base/errors.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import { isLinkLocalIPv6, networkCheck, plainAddress } from '../../src/net/ip-address.ts';
import { endsOf, type SocketEnds } from '../../src/net/socket-ends.ts';

/** Without its zone, which means something on this PC alone. */
function bare(address: string | undefined): string {
  return plainAddress((address ?? '').toLowerCase()).split('%')[0] ?? '';
}

/** Whether both ends of a connection are on a network of one of these adapters. */
function isOnLan(
  { localAddress, remoteAddress }: Pick<Socket, 'localAddress' | 'remoteAddress'>,
  adapters: readonly Adapter[],
): boolean {
  const [here, there] = [bare(localAddress), bare(remoteAddress)];
  return adapters.some(({ ipv4, ipv6 }) => {
    const own = [...ipv4, ...ipv6];
    if (!own.some(({ address }) => address.toLowerCase() === here)) return false;
    return isLinkLocalIPv6(there) || networkCheck(own)(there);
  });
}

/** Ends connections from elsewhere before a byte of theirs is read. */
export function guardLan(server: Server, adapters: () => readonly Adapter[]): void {
  server.prependListener('connection', (socket: Socket) => {
    const ends = endsOf(socket);
    if (!ends || !isOnLan(ends, adapters())) socket.destroy();
  });
}

/** How a guest's jobs are told apart. */
export function guestAddress(socket: SocketEnds): string {
  return bare(endsOf(socket)?.remoteAddress);
}

/**
 * The host that a request names, as it stands in an address; throws unless it is this PC, at this
 * port: by an own address, or by one of `names`.
 */
export function requireOwnHost(
  { headers }: Pick<IncomingMessage, 'headers'>,
  port: number,
  adapters: readonly Adapter[],
  names: readonly string[],
): string {
  const url = URL.parse(`http://${(headers.host ?? '').replace(/%[^\]]*\]/, ']')}`);
  const host = url?.hostname.toLowerCase().replace(/\.$/, '') ?? '';
  const own = adapters.flatMap(({ ipv4, ipv6 }) =>
    [...ipv4, ...ipv6].map(({ address }) => address.toLowerCase()),
  );
  const named = own.includes(host.replace(/^\[|\]$/g, '')) || names.includes(host);
  if (url && named && Number(url.port === '' ? 80 : url.port) === port && url.pathname === '/')
    return host;
  throw new HallwayError('request.misdirected', 'This address does not belong to Hallway.');
}
