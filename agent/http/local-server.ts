/**
 * The local door: dashboard, its API and its events on loopback, for this person alone.
 */
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import { EVENTS_PATH, EVENTS_PROTOCOL } from '../../src/api/events.ts';
import { createHandover, createSession } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { frameSocketAcceptor } from '../../src/net/web-socket.ts';
import type { Sessions } from '../sessions.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { DASHBOARD_ROUTE, isPage, serveDashboard } from './dashboard-files.ts';
import { bearerOf, bearerOfUpgrade, checkHost, checkOrigin, pagePolicy } from './door-guard.ts';
import type { EventHub } from './event-hub.ts';
import { closeServer, listen } from './listen.ts';
import { route, unreadableAddress, useContract } from './route.ts';

export interface LocalServerOptions {
  /** 0 picks a free port. */
  port: number;
  sessions: Sessions;
  events: EventHub;
  dashboardFolder: string;
  /** Origin of the content port. */
  contentOrigin: () => string;
  version: string;
  routes: (app: FastifyInstance) => void;
  log: Log;
}

const BODY_LIMIT = 256 * 1024;
const BODY_MS = 30_000;
const acceptEvents = frameSocketAcceptor({ maxFrameBytes: 4096, protocol: EVENTS_PROTOCOL });

export class LocalServer implements Lifecycle {
  readonly #options: LocalServerOptions;
  #app: FastifyInstance | undefined;
  #server: Server | undefined;
  #port: number | undefined;

  constructor(options: LocalServerOptions) {
    this.#options = options;
  }

  get port(): number {
    if (this.#port === undefined) throw new HallwayError('agent.internal', 'Not started.');
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const { log, routes, sessions, version, dashboardFolder } = this.#options;
    const server = createServer({
      headersTimeout: 5000,
      // Uploads from this PC may take long; they are bounded by the disk.
      requestTimeout: 0,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 30_000,
    });
    this.#server = server;
    server.maxConnections = 400;
    new ConnectionLimit(256).guard(server);
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    const app = fastify({
      serverFactory: (handler) => {
        server.on('request', handler);
        return server;
      },
      bodyLimit: BODY_LIMIT,
      routerOptions: { maxParamLength: 128 },
      frameworkErrors: unreadableAddress,
      logger: false,
      forceCloseConnections: true,
    });
    this.#app = app;
    useContract(app, log);
    await app.register(swagger, {
      openapi: { info: { title: 'Hallway, the local door', version } },
    });
    this.#limitBodies(app);
    app.addHook('onRequest', async (request, reply) => {
      checkHost(request.raw, { port: () => this.#port });
      void reply
        .header('content-security-policy', pagePolicy(this.#options.contentOrigin()))
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cross-origin-opener-policy', 'same-origin')
        .header('cross-origin-resource-policy', 'same-origin');
      // What was matched counts: the router also takes escaped and absolute addresses of the API.
      const matched = request.routeOptions.url;
      const open = matched === DASHBOARD_ROUTE && !request.url.startsWith('/api/');
      checkOrigin(request.raw, open && isPage(request.url));
      if (open || matched === createSession.path) return;
      const holder = sessions.holder(bearerOf(request.raw));
      if (holder === undefined)
        throw new HallwayError('request.unauthorized', 'Sign in first.', {
          fix: 'Open the dashboard from the tray icon, or run `hallway dashboard`.',
        });
      if (matched === createHandover.path && holder !== 'command-line')
        throw new HallwayError(
          'request.forbidden',
          'Only the command line and the tray may do this.',
        );
    });
    route(app, createSession, ({ body }) => ({ bearer: sessions.signIn(body.token) }));
    route(app, createHandover, () => ({ url: `${this.url}/#t=${sessions.handOver()}` }));
    app.get('/api/v1/openapi.json', async () => app.swagger());
    routes(app);
    serveDashboard(app, dashboardFolder);
    await app.ready();
    this.#port = await listen(server, this.#options.port, '127.0.0.1');
  }

  async stop(): Promise<void> {
    this.#options.events.close();
    const [app, server] = [this.#app, this.#server];
    this.#app = this.#server = undefined;
    if (server) await closeServer(server);
    await app?.close();
  }

  /**
   * The server itself sets no limit, since an upload may take hours. Everything else has half a
   * minute to arrive: until a request is known to be somebody's upload, it is not waited for.
   */
  #limitBodies(app: FastifyInstance): void {
    const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();
    app.addHook('onRequest', async ({ raw }) => {
      const timer = setTimeout(() => raw.socket.destroy(), BODY_MS);
      timer.unref();
      timers.set(raw, timer);
      raw.once('close', () => clearTimeout(timer));
    });
    app.addHook('preValidation', async ({ raw }) => clearTimeout(timers.get(raw)));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Node took its own listener away; a connection that breaks now must not end the agent.
    socket.on('error', () => socket.destroy());
    try {
      checkHost(request, { port: () => this.#port });
      checkOrigin(request, false);
      if (request.url !== EVENTS_PATH)
        throw new HallwayError('request.not_found', 'There is nothing at this address.');
      if (this.#options.sessions.holder(bearerOfUpgrade(request)) === undefined)
        throw new HallwayError('request.unauthorized', 'Sign in first.');
    } catch (error) {
      const status = statusLine(error);
      const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
      // The server lets sockets be half open: one that is only ended would stay as long as its asker.
      socket.end(answer, () => socket.destroy());
      return;
    }
    void acceptEvents(request, socket, head).then((frames) => this.#options.events.add(frames));
  }
}

function statusLine(error: unknown): string {
  const code = error instanceof HallwayError ? error.code : 'agent.internal';
  switch (code) {
    case 'request.misdirected':
      return '421 Misdirected Request';
    case 'request.unauthorized':
      return '401 Unauthorized';
    case 'request.not_found':
      return '404 Not Found';
    default:
      return '403 Forbidden';
  }
}
