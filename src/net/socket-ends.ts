/** The two ends of a connection, read so that an adapter that has gone harms nothing. */
import type { Socket } from 'node:net';

export type SocketEnds = Pick<Socket, 'localAddress' | 'remoteAddress' | 'remotePort'>;

/**
 * Undefined where the adapter has gone since: the scope of a link-local address (RFC 4007) has no
 * name then, and Node throws. It remembers what it told once, so that whoever got an answer here
 * may read the socket itself from then on.
 */
export function endsOf(socket: SocketEnds): SocketEnds | undefined {
  try {
    const { localAddress, remoteAddress, remotePort } = socket;
    return { localAddress, remoteAddress, remotePort };
  } catch {
    return undefined;
  }
}
