/** A relay between a client and a Samba that may change what the server says, packet by packet. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The packets to hand on instead of one; each is without its length. */
export type Change = (packet: Buffer) => Buffer[];

export class SmbRelay {
  readonly host = '127.0.0.1';
  port = 0;
  /** What is done to the server's packets now. */
  change: Change = (packet) => [packet];
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  async start(): Promise<void> {
    const server = createServer((client) => this.#relay(client));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #relay(client: Socket): void {
    const server = connect(this.#target.port, this.#target.host);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    client.on('data', (chunk) => server.write(chunk));
    let kept: Buffer = Buffer.alloc(0);
    server.on('data', (chunk: Buffer) => {
      kept = Buffer.concat([kept, chunk]);
      while (kept.length >= 4 && kept.length >= 4 + kept.readUInt32BE(0)) {
        const end = 4 + kept.readUInt32BE(0);
        for (const packet of this.change(Buffer.from(kept.subarray(4, end)))) {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(packet.length);
          client.write(Buffer.concat([length, packet]));
        }
        kept = kept.subarray(end);
      }
    });
  }
}
