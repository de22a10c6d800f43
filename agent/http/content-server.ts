/**
 * The content port: files of shares for `<img>`, `<video>` and downloads, which cannot carry a
 * bearer. It is an origin of its own, sandboxed, so that a shared page or picture runs nothing, and
 * each address is a secret for one file that expires.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { checkHost } from './door-guard.ts';
import { closeServer, listen } from './listen.ts';
import { unreadableAddress, useContract } from './route.ts';

/** Sends one file; called for every request of its address. */
export type SendContent = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const LIFETIME_MS = 10 * 60_000;
const MAX_ADDRESSES = 5000;

export class ContentServer implements Lifecycle {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #addresses = new Map<string, { send: SendContent; expiresAt: number }>();
  #app: FastifyInstance | undefined;
  #server: Server | undefined;
  #port: number | undefined;
  #sweep: CancelTimer | undefined;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer({ headersTimeout: 5000, connectionsCheckingInterval: 1000 });
    this.#server = server;
    const app = fastify({
      serverFactory: (handler) => {
        server.on('request', handler);
        return server;
      },
      routerOptions: { maxParamLength: 128 },
      frameworkErrors: unreadableAddress,
      logger: false,
      forceCloseConnections: true,
    });
    this.#app = app;
    useContract(app, this.#log);
    app.addHook('onRequest', async (request, reply) => {
      void reply
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cross-origin-resource-policy', 'cross-origin');
      checkHost(request.raw, { port: () => this.#port });
    });
    app.get<{ Params: { address: string } }>('/content/:address/*', (request, reply) =>
      this.#send(request.params.address, request, reply),
    );
    await app.ready();
    this.#port = await listen(server, 0, '127.0.0.1');
  }

  async stop(): Promise<void> {
    this.#sweep?.();
    this.#addresses.clear();
    const [app, server] = [this.#app, this.#server];
    this.#app = this.#server = undefined;
    if (server) await closeServer(server);
    await app?.close();
  }

  /** An address for one file; `name` is its last segment, for the browser's sake. */
  mint(name: string, send: SendContent): { url: string; expiresAt: number } {
    if (this.#addresses.size >= MAX_ADDRESSES) {
      const oldest = this.#addresses.keys().next().value;
      if (oldest !== undefined) this.#addresses.delete(oldest);
    }
    const address = randomBytes(24).toString('base64url');
    const expiresAt = this.#clock.now() + LIFETIME_MS;
    this.#addresses.set(address, { send, expiresAt });
    this.#sweep ??= this.#clock.after(LIFETIME_MS, () => this.#expire());
    const last = encodeURIComponent(name.toWellFormed());
    return { url: `${this.origin}/content/${address}/${last}`, expiresAt };
  }

  #send(address: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = this.#addresses.get(address);
    if (!found || found.expiresAt <= this.#clock.now())
      throw new HallwayError('request.not_found', 'This address has expired.', {
        fix: 'Open the file from the dashboard again.',
      });
    return found.send(request, reply);
  }

  #expire(): void {
    this.#sweep = undefined;
    const now = this.#clock.now();
    for (const [address, { expiresAt }] of this.#addresses)
      if (expiresAt <= now) this.#addresses.delete(address);
    if (this.#addresses.size > 0)
      this.#sweep = this.#clock.after(LIFETIME_MS, () => this.#expire());
  }
}
