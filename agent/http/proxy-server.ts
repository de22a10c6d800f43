/**
 * The proxy on loopback for a colleague's way to the internet: CONNECT (RFC 9110 section 9.3.6) for
 * what programs encrypt themselves, requests in absolute form (RFC 9112 section 3.2.2) for what they
 * do not, and the PAC file. For programs of this person alone.
 */
import {
  createServer,
  request as send,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { asHallwayError, HallwayError, httpStatus } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { handedOn } from '../../src/internet/forwarded.ts';
import { pacFile } from '../../src/internet/pac-file.ts';
import { Tunnel } from '../../src/internet/tunnel.ts';
import { abandoned } from './abandoned.ts';
import { DOOR_TIMES, type DoorOptions } from './door.ts';
import { checkHost, requireProgram } from './door-guard.ts';
import { DoorServer } from './door-server.ts';

export interface ProxyServerOptions {
  /** 0 picks a free one. */
  port: number;
  /** Whether the user at the other end of a connection may use it. */
  mayUse: (socket: Socket) => Promise<boolean>;
  /** A connection to `host:port`; whoever lends the way judges where it may lead. */
  open: (authority: string, signal: AbortSignal) => Promise<Socket>;
  log: Log;
}

const PAC_PATH = '/proxy.pac';
/** The lender ends sooner what is silent. */
const IDLE_MS = 600_000;
const CONNECTIONS = 256;

export class ProxyServer extends DoorServer {
  readonly #options: ProxyServerOptions;
  /** Ends of everything that goes through here. */
  readonly #running = new Set<() => void>();

  constructor(options: ProxyServerOptions) {
    super(options.port);
    this.#options = options;
  }

  protected makeDoor(): Omit<DoorOptions, 'port'> {
    return {
      server: makeServer,
      host: '127.0.0.1',
      connections: { perNeighbour: CONNECTIONS },
      admit: (request, response) => {
        void this.#serve(request, response);
        return false;
      },
      connect: (request, socket, head) => void this.#connect(request, socket as Socket, head),
      build: () => {},
      log: this.#options.log,
    };
  }

  override async stop(): Promise<void> {
    this.endAll();
    await super.stop();
  }

  endAll(): void {
    for (const end of Array.from(this.#running)) end();
  }

  async #connect({ url = '' }: IncomingMessage, near: Socket, head: Buffer): Promise<void> {
    const wanted = new AbortController();
    const gone = (): void => wanted.abort();
    near.once('close', gone);
    const end = (): void => void near.destroy();
    this.#running.add(end);
    try {
      await this.#mayUse(near);
      const far = await this.#options.open(url, wanted.signal);
      near.removeListener('close', gone);
      const closed = (): void => void this.#running.delete(endTunnel);
      const tunnel = new Tunnel({ near, far, idleMs: IDLE_MS, closed });
      const endTunnel = (): void => tunnel.end();
      this.#running.add(endTunnel);
      if (near.writable) near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      tunnel.start(head);
    } catch (error) {
      const { status, text } = inWords(error);
      if (near.writable)
        near.write(
          `HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain; charset=utf-8\r\n` +
            `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
        );
      near.destroySoon();
    } finally {
      this.#running.delete(end);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#mayUse(request.socket);
      const { url = '' } = request;
      if (/^https?:\/\//i.test(url)) await this.#forward(request, response, new URL(url));
      else this.#own(request, response);
    } catch (error) {
      const { status, text } = inWords(error);
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
          .end(text);
    }
  }

  /** What is here itself: the PAC file, for whoever calls this PC by its own address. */
  #own(request: IncomingMessage, response: ServerResponse): void {
    checkHost(request, this.port);
    requireProgram(request, 'A web page has no business here.');
    if (request.url !== PAC_PATH || request.method !== 'GET')
      throw new HallwayError('request.not_found', 'There is nothing at this address.');
    response
      .writeHead(200, {
        'content-type': 'application/x-ns-proxy-autoconfig',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .end(pacFile(`127.0.0.1:${this.port}`));
  }

  async #forward(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.protocol !== 'http:')
      throw new HallwayError('request.invalid', 'What is encrypted goes by CONNECT.');
    const signal = abandoned(response);
    const end = (): void => void response.destroy();
    this.#running.add(end);
    response.once('close', () => this.#running.delete(end));
    const far = await this.#options.open(`${url.hostname}:${url.port || '80'}`, signal);
    const { method, rawHeaders, headers } = request;
    const chunked = headers['transfer-encoding'] !== undefined;
    await new Promise<void>((resolve, reject) => {
      const asked = send({
        method,
        path: `${url.pathname}${url.search}`,
        // RFC 9112 section 3.2.2: the address counts, not the Host that was said beside it.
        headers: [
          'Host',
          url.host,
          ...handedOn(rawHeaders, ['host']),
          ...(chunked ? ['Transfer-Encoding', 'chunked'] : []),
          'Connection',
          'close',
        ],
        createConnection: () => far,
      });
      far.setTimeout(IDLE_MS, () => far.destroy());
      response.on('error', () => {});
      response.once('close', () => {
        far.destroy();
        resolve();
      });
      asked.on('error', (error) => reject(brokenOff(error)));
      asked.once('response', (answer) => {
        const { statusCode = 502, statusMessage = '' } = answer;
        response.writeHead(statusCode, statusMessage, handedOn(answer.rawHeaders));
        // An answer that breaks off ends as one that is not whole, after what came of it.
        answer.on('error', () => request.socket.destroySoon());
        answer.pipe(response);
      });
      request.once('error', () => asked.destroy());
      request.pipe(asked);
    });
  }

  async #mayUse(socket: Socket): Promise<void> {
    if (!(await this.#options.mayUse(socket)))
      throw new HallwayError('request.forbidden', 'This proxy belongs to another user of this PC.');
  }
}

function makeServer(): Server {
  return createServer({ ...DOOR_TIMES, requestTimeout: 0, keepAliveTimeout: 30_000 });
}

function brokenOff(cause: Error): HallwayError {
  return new HallwayError('internet.unreachable', 'The connection to the server broke off.', {
    cause,
  });
}

/** As the person reads it in a browser or sees it from a program. */
function inWords(error: unknown): { status: number; text: string } {
  const { code, message, fix } = asHallwayError(error);
  return { status: httpStatus(code), text: `Hallway: ${[message, fix].join(' ').trim()}\n` };
}
