/**
 * The door for guests: plain HTTP on the networks of used adapters, since no phone trusts a
 * certificate that a PC made itself. Every address holds the secret of a link; without one that
 * lives there is nothing here but a page that says so.
 */
import { createServer, type Server } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GUEST_PATH } from '../../src/api/guest.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { SenderBudgets } from '../../src/base/work-budget.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import type { GuestDesk } from '../guests/guest-desk.ts';
import type { Visit } from '../guests/guest-visit.ts';
import { limitBodyTime } from './body-time.ts';
import { neighbourOf } from './connection-limit.ts';
import { DOOR_TIMES, type DoorOptions } from './door.ts';
import { DoorServer } from './door-server.ts';
import { guestPages } from './guest-pages.ts';
import { guardLan, guestAddress, requireOwnHost } from './lan-access.ts';
import { visitorRoutes } from './routes/guests.ts';

export interface GuestServerOptions {
  /** 0 picks a free port. */
  port: number;
  /** Folder of the built pages. */
  pages: string;
  desk: GuestDesk;
  adapters: () => readonly Adapter[];
  names: () => readonly string[];
  log: Log;
}

/** A phone needs a few; of all guests together. */
const CONNECTIONS = { perNeighbour: 24, all: 128 };
/** Nothing either way for this long ends a connection. */
const SILENCE_MS = 60_000;
/** Requests of one neighbour. */
const REQUESTS = { burst: 1200, perSecond: 120 };
/**
 * Secrets of no link or of one that is over, from one neighbour. A guess has one chance in 2^128; this
 * keeps the door quiet, and a link that lives opens to its neighbours all the same.
 */
const WRONG = { burst: 30, perSecond: 0.5 };

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export class GuestServer extends DoorServer {
  readonly #options: GuestServerOptions;
  readonly #requests = new SenderBudgets(REQUESTS);
  readonly #wrong = new SenderBudgets(WRONG);
  readonly #visits = new WeakMap<FastifyRequest, Visit>();

  constructor(options: GuestServerOptions) {
    super(options.port);
    this.#options = options;
  }

  protected makeDoor(): Omit<DoorOptions, 'port'> {
    return {
      head: true,
      server: () => this.#makeServer(),
      host: undefined,
      connections: CONNECTIONS,
      build: (app) => this.#build(app),
      log: this.#options.log,
    };
  }

  #makeServer(): Server {
    // Files may take long to come; `limitBodyTime` bounds what no link stands behind.
    const server = createServer({ ...DOOR_TIMES, requestTimeout: 0, keepAliveTimeout: 10_000 });
    server.timeout = SILENCE_MS;
    guardLan(server, this.#options.adapters);
    return server;
  }

  #build(app: FastifyInstance): void {
    const { pages, desk } = this.#options;
    limitBodyTime(app);
    app.addHook('onRequest', async (request, reply) => {
      void reply
        .header('content-security-policy', POLICY)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cross-origin-resource-policy', 'same-origin')
        .header('x-robots-tag', 'noindex')
        .header('cache-control', 'no-store');
      const now = performance.now();
      if (!this.#requests.of(senderOf(request), now).takes(1, now))
        throw new HallwayError('request.busy', 'Too many requests. Wait a moment and try again.');
      this.#checkOrigin(request);
      const { secret } = (request.params ?? {}) as { secret?: string };
      const page = request.routeOptions.url === `${GUEST_PATH}/:secret`;
      if (secret === undefined || page) return;
      this.#visits.set(request, await this.#enter(request, secret));
    });
    guestPages(app, pages, async (request, secret) => {
      try {
        await this.#enter(request, secret);
        return 200;
      } catch (error) {
        const { code } = asHallwayError(error);
        return code === 'guest.ended' ? 410 : code === 'guest.not_found' ? 404 : 200;
      }
    });
    visitorRoutes(app, desk, (request) => {
      const visit = this.#visits.get(request);
      if (!visit) throw new HallwayError('request.not_found', 'There is nothing at this address.');
      return visit;
    });
  }

  async #enter(request: FastifyRequest, secret: string): Promise<Visit> {
    try {
      return await this.#options.desk.enter(secret);
    } catch (error) {
      const { code } = asHallwayError(error);
      const now = performance.now();
      const wrong = code === 'guest.not_found' || code === 'guest.ended';
      if (wrong && !this.#wrong.of(senderOf(request), now).takes(1, now))
        throw new HallwayError('request.busy', 'Too many wrong links. Wait a minute.');
      throw error;
    }
  }

  /** A page of somebody else's makes nobody's phone do anything here. */
  #checkOrigin({ raw }: FastifyRequest): void {
    const { adapters, names } = this.#options;
    requireOwnHost(raw, this.port, adapters(), names());
    const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = raw.headers;
    const own = origin === undefined || origin === `http://${raw.headers.host}`;
    const within = site === undefined || site === 'same-origin' || site === 'none';
    if (!own || (!within && (mode !== 'navigate' || raw.method !== 'GET')))
      throw new HallwayError('request.forbidden', 'Another web page may not use this link.');
  }
}

function senderOf({ raw }: FastifyRequest): string {
  return neighbourOf(guestAddress(raw.socket));
}
