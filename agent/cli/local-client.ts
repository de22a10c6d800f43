/** The command line's side of the local door: JSON calls, and streams in both directions. */
import { Agent, request, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { call, type Exchange } from '../../src/api/client.ts';
import { endpointPath, type Endpoint, type Input, type Output } from '../../src/api/endpoint.ts';
import { getStatus } from '../../src/api/local.ts';
import { fromProblem } from '../../src/api/problem.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { agentEnded, notAnswering, notRunning, readAgentFile } from './find-agent.ts';

/** Largest JSON answer that is read; the agent pages what can be larger. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;
/** Some answers take their time: after each `silenceMs` the agent has `proofMs` to say anything. */
const PATIENCE = { silenceMs: 5000, proofMs: 3000 };

export interface Download {
  /** 200 or 206. */
  status: number;
  headers: IncomingMessage['headers'];
  /** Must be read to its end or destroyed. */
  body: IncomingMessage;
}

interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Readable | undefined;
}

export class LocalClient {
  readonly #home: string;
  readonly #url: URL;
  readonly #token: string;
  readonly #patience: typeof PATIENCE;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });

  /** Reads where the agent of `home` answers; throws `agent.not_running`. */
  constructor(home: string, patience = PATIENCE) {
    const { url, token } = readAgentFile(home);
    this.#home = home;
    this.#patience = patience;
    this.#url = new URL(url);
    this.#token = token;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Calls an endpoint with JSON or no answer; throws the agent's `HallwayError`. */
  call<E extends Endpoint>(target: E, input: Input<E>): Promise<Output<E>> {
    return call(this.#exchange, target, input);
  }

  /** Opens an endpoint that answers with bytes. `from` asks for the bytes from there on. */
  async download<E extends Endpoint>(target: E, input: Input<E>, from = 0): Promise<Download> {
    const { body } = input as { body?: unknown };
    const answer = await this.#send({
      method: target.method,
      path: pathOf(target, input),
      headers: {
        // RFC 9110 section 10.1.4: what is said behind an answer is listened to.
        te: 'trailers',
        connection: 'TE, keep-alive',
        ...(from > 0 ? { range: `bytes=${from}-` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const status = answer.statusCode ?? 500;
    if (status >= 400) throw fromProblem(await readJson(answer), 'agent.internal');
    return { status, headers: answer.headers, body: answer };
  }

  /** Sends `length` bytes of `body` to an endpoint that takes bytes. */
  async upload<E extends Endpoint>(
    target: E,
    input: Input<E>,
    body: Readable,
    length: number,
  ): Promise<Output<E>> {
    const answer = await this.#send({
      method: target.method,
      path: pathOf(target, input),
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(length),
      },
      body,
    });
    const value = await readJson(answer);
    if ((answer.statusCode ?? 500) >= 400) throw fromProblem(value, 'agent.internal');
    return value as Output<E>;
  }

  readonly #exchange: Exchange = async ({ method, path, body }) => {
    const headers: Record<string, string> = {};
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    const answer = await this.#send({ method, path, headers, body });
    return { status: answer.statusCode ?? 500, body: await readJson(answer) };
  };

  /** Whether the agent answers anything at all. */
  #isThere(): Promise<boolean> {
    return new Promise((resolve) => {
      const asked = request(new URL(getStatus.path, this.#url), {
        agent: false,
        headers: { authorization: `Bearer ${this.#token}` },
        signal: AbortSignal.timeout(this.#patience.proofMs),
      });
      asked.on('response', (answer) => {
        answer.resume();
        resolve(true);
      });
      asked.on('error', () => resolve(false)).end();
    });
  }

  #send({ method, path, headers, body }: Sent): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      let answered = false;
      const fail = (error: Error & { code?: string }): void => {
        clearInterval(doubt);
        if (answered) return;
        if (error.code === 'ECONNREFUSED') reject(notRunning(this.#home, error));
        else if (error instanceof HallwayError) reject(error);
        else if (error.code === 'ECONNRESET' || error.code === 'EPIPE')
          reject(agentEnded({ cause: error }));
        else reject(error);
      };
      const message = request(
        new URL(path, this.#url),
        {
          method,
          agent: this.#agent,
          headers: { ...headers, authorization: `Bearer ${this.#token}` },
        },
        (answer) => {
          clearInterval(doubt);
          answered = true;
          resolve(answer);
        },
      );
      const doubt = setInterval(() => {
        void this.#isThere().then((there) => {
          if (!there && !answered) message.destroy(notAnswering());
        });
      }, this.#patience.silenceMs);
      message.on('error', fail);
      if (body === undefined || typeof body === 'string') message.end(body);
      else pipeline(body, message).catch(fail);
    });
  }
}

function pathOf(target: Endpoint, input: unknown): string {
  const { params, query } = input as {
    params?: Record<string, unknown>;
    query?: Record<string, unknown>;
  };
  return endpointPath(target, params, query);
}

/** The JSON of an answer, or undefined where there is none. */
async function readJson(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_JSON_BYTES)
      throw new HallwayError('request.too_large', 'The agent answered with too much.');
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
