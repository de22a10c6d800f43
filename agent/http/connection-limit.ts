/** Bounds how many connections one address may hold, so that one PC cannot lock the others out. */
import type { Server, Socket } from 'node:net';

export class ConnectionLimit {
  readonly #max: number;
  readonly #counts = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  guard(server: Server): void {
    server.prependListener('connection', (socket: Socket) => {
      const address = socket.remoteAddress ?? '';
      const count = (this.#counts.get(address) ?? 0) + 1;
      if (count > this.#max) {
        socket.destroy();
        return;
      }
      this.#counts.set(address, count);
      socket.once('close', () => {
        const left = (this.#counts.get(address) ?? 1) - 1;
        if (left <= 0) this.#counts.delete(address);
        else this.#counts.set(address, left);
      });
    });
  }
}
