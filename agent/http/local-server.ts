/**
 * The local door: dashboard, its API and its events on loopback, for this person alone.
 */
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { EVENTS_PATH, EVENTS_PROTOCOL } from '../../src/api/events.ts';
import { createHandover, createSession } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { frameSocketAcceptor } from '../../src/net/web-socket.ts';
import { commandName } from '../life/install-root.ts';
import type { FolderFeed } from '../files/folder-feed.ts';
import type { Sessions } from '../sessions.ts';
import { describeApi } from './api-description.ts';
import { limitBodyTime } from './body-time.ts';
import { DASHBOARD_ROUTE, isPage, serveDashboard } from './dashboard-files.ts';
import { DOOR_TIMES, type DoorOptions } from './door.ts';
import { bearerOf, bearerOfUpgrade, checkHost, checkOrigin, pagePolicy } from './door-guard.ts';
import { DoorServer } from './door-server.ts';
import type { EventHub } from './event-hub.ts';
import { MAX_OPEN_BYTES, tellOfOpenFolders } from './open-folders.ts';
import { route } from './route.ts';

export interface LocalServerOptions {
  /** 0 picks a free port. */
  port: number;
  sessions: Sessions;
  events: EventHub;
  folders: Pick<FolderFeed, 'follow'>;
  dashboardFolder: string;
  /** Origin of the content port. */
  contentOrigin: () => string;
  version: string;
  routes: (app: FastifyInstance) => void;
  log: Log;
}

const acceptEvents = frameSocketAcceptor({
  maxFrameBytes: MAX_OPEN_BYTES,
  protocol: EVENTS_PROTOCOL,
});

export class LocalServer extends DoorServer {
  readonly #options: LocalServerOptions;

  constructor(options: LocalServerOptions) {
    super(options.port);
    this.#options = options;
  }

  protected makeDoor(): Omit<DoorOptions, 'port'> {
    return {
      server: () =>
        createServer({
          ...DOOR_TIMES,
          // Uploads from this PC may take long; `limitBodyTime` bounds everything else.
          requestTimeout: 0,
          keepAliveTimeout: 30_000,
        }),
      host: '127.0.0.1',
      connections: { perNeighbour: 256, all: 400 },
      upgrade: (request, socket, head) => this.#upgrade(request, socket, head),
      build: (app) => this.#build(app),
      log: this.#options.log,
    };
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  override async stop(): Promise<void> {
    this.#options.events.close();
    await super.stop();
  }

  #build(app: FastifyInstance): void {
    const { routes, sessions, version, dashboardFolder, log } = this.#options;
    limitBodyTime(app);
    app.addHook('onRequest', async (request, reply) => {
      checkHost(request.raw, this.port);
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
          fix: `Run \`${commandName} dashboard\`: it opens the dashboard and signs you in.`,
        });
      if (matched === createHandover.path && holder !== 'command-line')
        throw new HallwayError('request.forbidden', 'Only the command line may do this.');
    });
    const all = (into: FastifyInstance): void => {
      route(into, createSession, ({ body }) => ({ bearer: sessions.signIn(body.token) }));
      route(into, createHandover, () => ({ url: `${this.url}/#t=${sessions.handOver()}` }));
      routes(into);
    };
    all(app);
    app.get('/api/v1/openapi.json', () =>
      describeApi({ title: 'Hallway, the local door', version }, all, log),
    );
    serveDashboard(app, dashboardFolder);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      checkHost(request, this.port);
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
    void acceptEvents(request, socket, head).then((frames) => {
      this.#options.events.add(frames);
      tellOfOpenFolders(frames, this.#options.folders, (text) =>
        this.#options.events.heard(frames, text),
      );
    });
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
