/**
 * Bounds the connections of a door at which everybody comes from one address, as on loopback. When
 * there are too many, the one goes that has asked for nothing for longest: thousands that only
 * stand there keep no program out that has something to print.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class IdleConnections {
  readonly #max: number;
  /** Those without a request under way, the longest idle first. */
  readonly #idle = new Set<Socket>();
  #busy = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** For a plain HTTP server: TLS has sockets of its own. */
  guard(server: Server): void {
    server.prependListener('connection', (socket: Socket) => {
      this.#idle.add(socket);
      socket.once('close', () => this.#idle.delete(socket));
      if (this.#idle.size + this.#busy <= this.#max) return;
      const [oldest] = this.#idle;
      oldest?.destroy();
      if (oldest) this.#idle.delete(oldest);
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      if (!this.#idle.delete(socket)) return;
      this.#busy += 1;
      response.once('close', () => {
        this.#busy -= 1;
        if (!socket.destroyed) this.#idle.add(socket);
      });
    });
  }
}
