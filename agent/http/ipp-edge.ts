/**
 * Printers at a door: IPP over HTTP (RFC 8010 section 4) for programs, and for no web page. Each
 * printer stands at `/ipp/print/KEY`. The door on loopback and those on the LAN differ in who may
 * come in, and to which printers.
 */
import { createServer, type IncomingMessage, type ServerResponse, type Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import type { ServedPrinter } from '../../src/printing/ipp/server/capabilities.ts';
import type { IppServer } from '../../src/printing/ipp/server/ipp-server.ts';
import { DOOR_TIMES, type DoorOptions } from './door.ts';
import { requireProgram } from './door-guard.ts';
import { DoorServer } from './door-server.ts';
import { ICON_SIZES, printerIcon } from './printer-icon.ts';
import { RequestBody } from './request-body.ts';

export interface IppEdgeOptions {
  /** Tried one after the other; 0 picks a free one. */
  ports: readonly number[];
  /** The port that it got. */
  opened: (port: number) => void;
  /** The address to listen at; undefined: every adapter. */
  host: string | undefined;
  connections: { perNeighbour: number; all?: number };
  /** Makes the server; plain HTTP if absent. */
  server?: ((times: EdgeTimes) => Server | SecureServer) | undefined;
  /** Listens to the server's connections before anything else does. */
  guard?: ((server: Server | SecureServer) => void) | undefined;
  /** The printer with that key, if whoever asks may use it. */
  find: (key: string, request: IncomingMessage) => Promise<ServedPrinter | undefined>;
  ipp: IppServer;
  /** Throws where this request may not come in. */
  admit: (request: IncomingMessage, port: number) => Promise<void> | void;
  /** Whose jobs are shown and kept apart; empty: all are this person's. */
  guest?: ((socket: Socket) => string) | undefined;
  /** What a browser is shown at `/`, as HTML; it gets its `Accept-Language`. */
  page?: ((languages: string | undefined) => Promise<string>) | undefined;
  /** No byte either way for this long ends a connection. */
  silenceMs?: number;
  /** A whole request may take this long; 0 is for ever. */
  requestMs?: number;
  log: Log;
}

export type EdgeTimes = Record<
  keyof typeof DOOR_TIMES | 'requestTimeout' | 'keepAliveTimeout',
  number
>;

const IPP = 'application/ipp';
const ICON = '/icons/:size/printer.png';
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
const NO_PAGES = 'A web page may not print through Hallway.';
const SILENCE_MS = 300_000;
/** How long, and for how much, the rest of a request is waited for whose answer is known already. */
const LEFT_OVER = { ms: 250, bytes: 1024 * 1024 };
/** … and how far it may go on after it was answered. */
const LINGER = { ms: 1500, bytes: 64 * 1024 * 1024 };

export class IppEdge extends DoorServer {
  readonly #options: IppEdgeOptions;

  constructor(options: IppEdgeOptions) {
    super(...options.ports);
    this.#options = options;
  }

  override async start(): Promise<void> {
    await super.start();
    this.#options.opened(this.port);
  }

  protected makeDoor(): Omit<DoorOptions, 'port'> {
    const { silenceMs = SILENCE_MS, requestMs = 0, host, connections, log } = this.#options;
    return {
      head: true,
      server: () => {
        // A document may take long to come, but not in silence.
        const times = {
          ...DOOR_TIMES,
          // Programs connect first and make their document then.
          headersTimeout: silenceMs,
          requestTimeout: requestMs,
          keepAliveTimeout: silenceMs,
        };
        const server = this.#options.server?.(times) ?? createServer(times);
        server.timeout = silenceMs;
        this.#options.guard?.(server);
        // The document is asked for once the head is known to be good (RFC 9110 section 10.1.1).
        server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
          server.emit('request', request, response),
        );
        return server;
      },
      host,
      connections,
      build: (app) => this.#build(app),
      log,
    };
  }

  #build(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      void reply
        .header('x-content-type-options', 'nosniff')
        .header('cross-origin-resource-policy', 'same-origin');
      const { raw, method, routeOptions } = request;
      const isPage = this.#options.page !== undefined && routeOptions.url === '/';
      // A page without anything to press may be looked at.
      if (!isPage) requireProgram(raw, NO_PAGES);
      await this.#options.admit(raw, this.port);
      if (method === 'GET' && (isPage || routeOptions.url === ICON)) return undefined;
      if (request.method !== 'POST') return reply.code(405).header('allow', 'POST').send();
      const { 'content-type': type, 'content-encoding': encoding } = request.headers;
      if (!isIpp(type) || (encoding !== undefined && encoding !== 'identity'))
        return reply.code(415).header('accept', IPP).header('connection', 'close').send();
      return undefined;
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(IPP, (_request, payload, parsed) =>
      parsed(null, new RequestBody(payload)),
    );
    app.get<{ Params: { size: string } }>(ICON, ({ params }, reply) => {
      const size = ICON_SIZES.find((one) => String(one) === params.size);
      if (!size) throw new HallwayError('request.not_found', 'There is no such picture.');
      return reply.type('image/png').send(printerIcon(size));
    });
    const { page } = this.#options;
    if (page)
      app.get('/', async ({ headers }, reply) =>
        reply
          .type('text/html; charset=utf-8')
          .header('vary', 'accept-language')
          .header('content-security-policy', PAGE_POLICY)
          .send(await page(headers['accept-language'])),
      );
    app.post('/ipp/print/:key', (request, reply) => this.#answer(request, reply));
    // Some clients ask about a job at the job's own address; the message says which.
    app.post('/ipp/print/:key/:job', (request, reply) => this.#answer(request, reply));
  }

  async #answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { key } = request.params as { key: string };
    const { find, ipp, guest } = this.#options;
    const served = await find(key, request.raw);
    if (!served) throw new HallwayError('printer.not_found', 'There is no such printer.');
    if (request.headers.expect !== undefined) reply.raw.writeContinue();
    const body = request.body instanceof RequestBody ? request.body : new RequestBody(request.raw);
    const answer = await ipp.answer(served, body, guest?.(request.raw.socket));
    body.destroy();
    if (await ended(request.raw, LEFT_OVER)) return reply.type(IPP).send(answer);
    return sendEarly(request.raw, reply, answer);
  }
}

/**
 * Answers whoever is still sending, perhaps much. A connection that is closed under the sending
 * takes the answer with it (RFC 9112 section 9.6): it is closed once the answer can be read.
 */
async function sendEarly(
  request: IncomingMessage,
  reply: FastifyReply,
  answer: Buffer,
): Promise<FastifyReply> {
  const { raw } = reply.hijack();
  const length = answer.length;
  raw.writeHead(200, { 'content-type': IPP, 'content-length': length, connection: 'close' });
  raw.write(answer);
  await ended(request, LINGER);
  raw.end();
  return reply;
}

/** Whether all of the request came within these bounds; what nobody read runs into nothing. */
function ended(request: IncomingMessage, bounds: { ms: number; bytes: number }): Promise<boolean> {
  if (request.complete || request.destroyed) return Promise.resolve(request.complete);
  return new Promise((resolve) => {
    let left = bounds.bytes;
    const settle = (): void => {
      clearTimeout(timer);
      request.off('end', settle).off('close', settle).off('data', count);
      resolve(request.complete);
    };
    const count = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left < 0) settle();
    };
    const timer = setTimeout(settle, bounds.ms);
    request.on('end', settle).on('close', settle).on('data', count).resume();
  });
}

function isIpp(type: string | undefined): boolean {
  return type?.split(';')[0]?.trim().toLowerCase() === IPP;
}
