/**
 * Bounds what one neighbour may hold open, so that it cannot lock the others out: connections of
 * one address, and connections of everybody that have proven nothing yet.
 */
import { isIPv6, type Server, type Socket } from 'node:net';
import { endsOf } from '../../src/net/socket-ends.ts';

export class ConnectionLimit {
  readonly #max: number;
  readonly #counts = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  guard(server: Server): void {
    server.prependListener('connection', (socket: Socket) => {
      const ends = endsOf(socket);
      if (!ends) {
        socket.destroy();
        return;
      }
      const neighbour = neighbourOf(ends.remoteAddress ?? '');
      const count = (this.#counts.get(neighbour) ?? 0) + 1;
      if (count > this.#max) {
        socket.destroy();
        return;
      }
      this.#counts.set(neighbour, count);
      socket.once('close', () => {
        const left = (this.#counts.get(neighbour) ?? 1) - 1;
        if (left <= 0) this.#counts.delete(neighbour);
        else this.#counts.set(neighbour, left);
      });
    });
  }
}

/** Who counts as one: any PC has a whole IPv6 /64 of addresses to itself. */
export function neighbourOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const behind = tail === '' ? [] : tail.split(':');
    while (groups.length + behind.length < 8) groups.push('0');
    groups.push(...behind);
  }
  return groups.slice(0, 4).join(':');
}

/**
 * Connections that have not proven a key yet. When there are too many, the oldest goes: whoever is
 * honest needs milliseconds, so a member gets in while somebody floods the port.
 */
export class UnprovenConnections {
  readonly #max: number;
  readonly #sockets = new Set<Socket>();

  constructor(max: number) {
    this.#max = max;
  }

  guard(server: Server): void {
    server.prependListener('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      if (this.#sockets.size <= this.#max) return;
      const [oldest] = this.#sockets;
      this.#sockets.delete(oldest ?? socket);
      oldest?.destroy();
    });
  }

  /** The connection proved a key. `port` and `address` are the other side's. */
  proven(address: string | undefined, port: number | undefined): void {
    for (const socket of this.#sockets) {
      const ends = endsOf(socket);
      if (ends && ends.remotePort === port && ends.remoteAddress === address) {
        this.#sockets.delete(socket);
        return;
      }
    }
  }
}
