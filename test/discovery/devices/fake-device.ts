/** A device on loopback that hears the group's questions, says what it is told to, and serves HTTP. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter } from '../../../src/net/adapters.ts';

const GROUP = '239.255.255.250';
export const HERE = '127.0.0.1';

export const LOOPBACK: Adapter = {
  name: 'lo',
  kind: 'loopback',
  mac: undefined,
  ipv4: [{ address: HERE, prefix: 8 }],
  ipv6: [],
  scope: 'lo',
};

/** A port that no other program on this machine speaks the protocol on. */
export function groupPort(): number {
  return 20_000 + Math.floor(Math.random() * 10_000);
}

export class FakeDevice {
  /** What was asked of the group. */
  readonly questions: string[] = [];
  /** What was asked over HTTP: method and path. */
  readonly requests: string[] = [];
  /** Sent to whoever asks. */
  answers: Buffer[] = [];
  serve: RequestListener = (_request, response) => response.writeHead(404).end();
  readonly port: number;
  #socket: Socket | undefined;
  #server: Server | undefined;
  #httpPort = 0;

  constructor(port: number) {
    this.port = port;
  }

  async start(): Promise<void> {
    const socket = (this.#socket = createSocket({ type: 'udp4', reuseAddr: true }));
    socket.bind(this.port, '0.0.0.0');
    await once(socket, 'listening');
    socket.addMembership(GROUP, HERE);
    socket.setMulticastInterface(HERE);
    socket.on('message', (bytes, from) => {
      // What it says itself comes back, too.
      if (from.port === this.port) return;
      this.questions.push(bytes.toString());
      for (const answer of this.answers) socket.send(answer, from.port, from.address);
    });
    this.#server = createServer((request, response) => {
      this.requests.push(`${request.method} ${request.url}`);
      this.serve(request, response);
    });
    this.#server.listen(0, HERE);
    await once(this.#server, 'listening');
    this.#httpPort = (this.#server.address() as AddressInfo).port;
  }

  /** The address of its page. */
  at(path: string, host = HERE): string {
    return `http://${host}:${this.#httpPort}${path}`;
  }

  /** To the whole group. */
  say(bytes: Buffer): void {
    this.#socket?.send(bytes, this.port, GROUP);
  }

  /** It is unplugged. */
  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    this.#socket?.close();
    this.#server = this.#socket = undefined;
  }
}
