/** A web site that is not Hallway: serves given pages on loopback and notes who asks it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class HostileSite {
  readonly pages = new Map<string, { type: string; body: string }>();
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '/';
      this.asked.push(path);
      const page = this.pages.get(path) ?? { type: 'text/html', body: '<!doctype html>' };
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('content-type', page.type);
      response.end(page.body);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}
