/** A relay of connections that delays what it carries by random times, in order, in both directions. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class JitterRelay {
  /** Bytes that it carried. */
  carried = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** To a port of this machine; each piece is late by up to `jitterMs`. */
  constructor(port: number, jitterMs: number) {
    this.#server = createServer((near) => {
      const far = connect({ host: '127.0.0.1', port });
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.setNoDelay(true);
        this.#sockets.add(from);
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.on('error', () => to.destroy());
        this.#carry(from, to, jitterMs);
      }
    });
  }

  async start(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  #carry(from: Socket, to: Socket, jitterMs: number): void {
    let due = 0;
    from.on('data', (chunk: Buffer) => {
      this.carried += chunk.length;
      // Nothing overtakes what was before it.
      due = Math.max(due, performance.now() + Math.random() * jitterMs);
      setTimeout(() => to.writable && to.write(chunk), Math.max(0, due - performance.now()));
    });
    from.on('end', () => setTimeout(() => to.end(), jitterMs));
  }
}
