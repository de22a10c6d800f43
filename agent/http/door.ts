/**
 * What every HTTP door has in common: a server with bounds, the contract's checks and errors, and
 * an end that leaves no connection behind. The doors differ in who may come in, and to what.
 */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { closeServer, listen } from './listen.ts';
import { compilersFactory, unreadableAddress, useContract } from './route.ts';

export interface DoorOptions {
  /** With its time-outs (`DOOR_TIMES` at least), and listeners of the door's own. */
  server: () => HttpServer | HttpsServer;
  /** 0 picks a free port. */
  port: number;
  /** undefined: every adapter. */
  host: string | undefined;
  /** Connections of one neighbour at a time, and of everybody together. */
  connections: { perNeighbour: number; all?: number };
  /** Looks at a request before anything else does; false where it was cut off. */
  admit?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Takes or ends a connection that asks to become another (RFC 9110 section 7.8). */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Takes or ends a connection that asks to go on to somewhere else (RFC 9110 section 9.3.6). */
  connect?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Answers HEAD wherever it answers GET; a door that serves files to strange programs does. */
  head?: boolean;
  /** Hooks and routes, in their order. */
  build: (app: FastifyInstance) => Promise<void> | void;
  log: Log;
}

/** Times of every server: slow headers are cut off, and looked for each second. */
export const DOOR_TIMES = { headersTimeout: 5000, connectionsCheckingInterval: 1000 } as const;

const BODY_LIMIT = 256 * 1024;

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** An app that keeps to the contract; without a server it answers nobody. */
export function contractApp(
  log: Log,
  { head = false, server }: { head?: boolean; server?: (listener: Listener) => HttpServer } = {},
): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: unreadableAddress,
    // What Fastify would load instead takes longer than all of our routes.
    schemaController: { compilersFactory },
    logger: false,
    forceCloseConnections: true,
    exposeHeadRoutes: head,
    ...(server ? { serverFactory: server } : {}),
  });
  useContract(app, log);
  return app;
}

/**
 * Listens from its start on, and puts hooks and routes together when the first request comes, which
 * waits for them: most doors are asked by nobody for long, and the start of an agent is short so.
 */
export class Door implements Lifecycle {
  readonly #options: DoorOptions;
  #app: Promise<FastifyInstance> | undefined;
  /** Once the app is ready. */
  #handler: Listener | undefined;
  #server: HttpServer | HttpsServer | undefined;
  #port: number | undefined;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Throws before the door is open. */
  get port(): number {
    if (this.#port === undefined) throw new HallwayError('agent.internal', 'Not started.');
    return this.#port;
  }

  /** Rejects with `agent.port_in_use`. */
  async start(): Promise<void> {
    const { connections, admit, port, host } = this.#options;
    const server = this.#options.server();
    this.#server = server;
    if (connections.all !== undefined) server.maxConnections = connections.all;
    new ConnectionLimit(connections.perNeighbour).guard(server);
    for (const kind of ['upgrade', 'connect'] as const) {
      const take = this.#options[kind];
      if (!take) continue;
      server.on(kind, (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        // Node took its own listener away; a connection that breaks now must not end the agent.
        socket.on('error', () => socket.destroy());
        take(request, socket, head);
      });
    }
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (admit?.(request, response) === false) return;
      if (this.#handler) this.#handler(request, response);
      else void this.#serveFirst(request, response);
    });
    this.#port = await listen(server, port, host);
  }

  /** Puts hooks and routes together now. Rejects where that fails, or the door is closed. */
  async prepare(): Promise<void> {
    const server = this.#server;
    if (!server) throw new HallwayError('agent.internal', 'Not started.');
    const app = (this.#app ??= this.#open(server));
    try {
      await app;
    } catch (error) {
      // What failed now may be there for the next one.
      if (this.#app === app) this.#app = undefined;
      throw error;
    }
  }

  async #serveFirst(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      // A door that is closed, or was meanwhile, has ended the connection or is about to.
      if (this.#server) await this.prepare();
      this.#handler?.(request, response);
    } catch (error) {
      this.#options.log.error({ error }, 'a door has no routes');
      response.destroy();
    }
  }

  async #open(server: HttpServer | HttpsServer): Promise<FastifyInstance> {
    const { head = false, build, log } = this.#options;
    let handler: Listener | undefined;
    const app = contractApp(log, {
      head,
      server: (listener) => {
        handler = listener;
        return server as HttpServer;
      },
    });
    await build(app);
    await app.ready();
    if (this.#server) this.#handler = handler;
    return app;
  }

  async stop(): Promise<void> {
    const [app, server] = [this.#app, this.#server];
    this.#app = this.#server = this.#handler = undefined;
    if (server) await closeServer(server);
    await (await app?.catch(() => undefined))?.close();
  }
}
