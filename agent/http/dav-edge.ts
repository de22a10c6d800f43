/**
 * WebDAV over HTTP on loopback: for programs of this person, and for no web page. The router of the
 * other doors knows neither these methods nor these addresses, so requests are taken before it.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { asDavFault } from '../../src/shares/dav/dav-fault.ts';
import { faultAnswer, type DavServer } from '../../src/shares/dav/dav-server.ts';
import type { DavAnswer } from '../../src/shares/dav/exchange.ts';
import { sendFile } from '../../src/shares/file-stream.ts';
import { abandoned } from './abandoned.ts';
import type { DavCredentials } from './dav-credentials.ts';
import { DOOR_TIMES, type DoorOptions } from './door.ts';
import { checkHost, requireProgram } from './door-guard.ts';
import { DoorServer } from './door-server.ts';
import { IdleConnections } from './idle-connections.ts';
import { RequestBody } from './request-body.ts';

export interface DavEdgeOptions {
  /** 0 picks a free one. */
  port: number;
  dav: DavServer;
  credentials: DavCredentials;
  /** Whether the user at the other end of a connection may use the door at all. */
  mayUse: (request: IncomingMessage) => Promise<boolean>;
  log: Log;
}

/** No byte either way for this long ends a connection. */
const SILENCE_MS = 300_000;
const CONNECTIONS = 128;
const NO_PAGES = 'A web page may not use the files of Hallway.';

export class DavEdge extends DoorServer {
  readonly #options: DavEdgeOptions;

  constructor(options: DavEdgeOptions) {
    super(options.port);
    this.#options = options;
  }

  protected makeDoor(): Omit<DoorOptions, 'port'> {
    return {
      server: makeServer,
      host: '127.0.0.1',
      // All of them come from one address: what stands idle makes room.
      connections: { perNeighbour: Infinity },
      admit: (request, response) => {
        void this.#serve(request, response);
        return false;
      },
      build: () => {},
      log: this.#options.log,
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new RequestBody(request);
    try {
      await send(request, response, await this.#answer(request, response, body));
    } catch (error) {
      // The end of an answer that cannot be finished is the end of its connection.
      response.destroy();
      this.#options.log.debug({ error, method: request.method }, 'a WebDAV answer broke off');
    } finally {
      body.destroy();
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    body: RequestBody,
  ): Promise<DavAnswer> {
    const { method = '', url: target = '' } = request;
    const refused = await this.#refusal(request);
    if (refused) return refused;
    if (request.headers.expect !== undefined) response.writeContinue();
    const signal = abandoned(response);
    const headers = headersOf(request);
    return this.#options.dav.answer({ method, target, headers, body, signal });
  }

  async #refusal(request: IncomingMessage): Promise<DavAnswer | undefined> {
    const { credentials, mayUse } = this.#options;
    try {
      checkHost(request, this.port);
      requireProgram(request, NO_PAGES);
      if (!(await mayUse(request)))
        throw new HallwayError(
          'request.forbidden',
          'This address belongs to another user of this PC.',
        );
    } catch (error) {
      return withoutBody(faultAnswer(asDavFault(error)));
    }
    const { method = '', url: target = '' } = request;
    const { authorization } = request.headers;
    const verdict = credentials.check({ method, target, authorization });
    if (verdict === 'right') return undefined;
    return withoutBody({
      status: 401,
      headers: {
        'www-authenticate': credentials.challenges(verdict === 'stale'),
        'content-type': 'text/plain; charset=utf-8',
      },
      text: '`hallway mount` tells the name and the password.\n',
    });

    /** Whoever waited to be asked for its body must not take the next request for it. */
    function withoutBody(answer: DavAnswer): DavAnswer {
      if (request.headers.expect === undefined) return answer;
      return { ...answer, headers: { ...answer.headers, connection: 'close' } };
    }
  }
}

function makeServer(): Server {
  // An upload may take hours, but not in silence; a mounted folder keeps its connection.
  const server = createServer({ ...DOOR_TIMES, requestTimeout: 0, keepAliveTimeout: SILENCE_MS });
  server.timeout = SILENCE_MS;
  new IdleConnections(CONNECTIONS).guard(server);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    server.emit('request', request, response),
  );
  return server;
}

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, text, chunks, stream }: DavAnswer,
): Promise<void> {
  const all = { 'x-content-type-options': 'nosniff', ...headers };
  if (chunks) {
    response.writeHead(status, all);
    for await (const chunk of chunks) {
      if (response.destroyed) return;
      if (!response.write(chunk))
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  } else if (stream) {
    response.writeHead(status, all);
    await sendFile(stream, response);
  } else {
    const bytes = Buffer.from(text ?? '');
    const length =
      status === 204 || status === 304 || 'content-length' in headers
        ? {}
        : { 'content-length': bytes.length };
    response.writeHead(status, { ...all, ...length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }
}
