/**
 * Requests to one peer. Each peer has a socket pool of its own, and every socket in it was checked
 * against that peer's key before it entered, so no request can reach anybody else.
 */
import { Agent } from 'node:http';
import { endpointPath, type Endpoint, type Input, type Output } from '../api/endpoint.ts';
import { fromProblem } from '../api/problem.ts';
import { HallwayError } from '../base/errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import { takeBody } from './direct-body.ts';
import { callEndpoint } from './endpoint-call.ts';
import { GatheredSocket } from './gathered-socket.ts';
import { readJson, sendRequest } from './json-request.ts';
import type { OpenOptions, StreamAnswer } from './peer-transport.ts';
import { dialPinned, type Target } from './tls-link.ts';

const MAX_SOCKETS = 8;
const CONNECT_TIMEOUT_MS = 4000;
const ANSWER_TIMEOUT_MS = 30_000;
/** Bytes that stop coming for this long will not come. */
const STALLED_MS = 120_000;
/** Below the server's keep-alive time-out, so that a socket is not reused while it is closed. */
const IDLE_SOCKET_MS = 4000;

type Parts = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
};

export class PinnedClient {
  readonly #agent: Agent;
  /** For files that come by themselves: however many are asked for, who waits finds a socket. */
  readonly #bulk: Agent;
  /** Ends connections that are still being made. */
  readonly #dials = new AbortController();

  constructor(device: DeviceId, identity: Identity, target: () => Target | undefined) {
    this.#agent = this.#sockets(device, identity, target);
    this.#bulk = this.#sockets(device, identity, target);
  }

  #sockets(device: DeviceId, identity: Identity, target: () => Target | undefined): Agent {
    const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_SOCKET_MS });
    agent.createConnection = (_options, done) => {
      const at = target();
      if (!at) {
        done?.(new HallwayError('peer.offline', 'That PC is not reachable now.'), null as never);
        return undefined;
      }
      const { signal } = this.#dials;
      const gathered = new GatheredSocket();
      const { onread } = gathered;
      dialPinned(at, device, identity, { timeoutMs: CONNECT_TIMEOUT_MS, signal, onread }).then(
        (socket) => done?.(null, gathered.carry(socket)),
        (error: Error) => done?.(error, null as never),
      );
      return undefined;
    };
    return agent;
  }

  /** Calls an endpoint with a JSON answer, checked against its schema. */
  call<E extends Endpoint>(
    target: E,
    input: Input<E>,
    options: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined } = {},
  ): Promise<Output<E>> {
    const { signal, timeoutMs = ANSWER_TIMEOUT_MS } = options;
    return callEndpoint(this.#agent, target, input, { signal, timeoutMs });
  }

  /** Calls an endpoint that answers with bytes. */
  async open<E extends Endpoint>(
    target: E,
    input: Input<E>,
    options: Omit<OpenOptions, 'wake'> = {},
  ): Promise<StreamAnswer> {
    const { range, bulk, signal, timeoutMs = ANSWER_TIMEOUT_MS } = options;
    const { params, query, body } = input as Parts;
    const answer = await sendRequest(bulk === true ? this.#bulk : this.#agent, {
      method: target.method,
      path: endpointPath(target, params, query),
      headers: {
        // RFC 9110 section 10.1.4: what is said behind an answer is listened to.
        te: 'trailers',
        connection: 'TE, keep-alive',
        ...(range ? { range: `bytes=${range.start}-${range.end}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      timeoutMs,
    });
    const status = answer.statusCode ?? 500;
    if (status >= 400) throw fromProblem(await readJson(answer), 'peer.protocol');
    answer.setTimeout(STALLED_MS, () => answer.destroy());
    return {
      status,
      headers: answer.headers as Readonly<Record<string, string | undefined>>,
      body: takeBody(answer) ?? answer,
      trailers: () => answer.trailers,
    };
  }

  /** Ends every socket at once; requests whose connection was not made yet: `request.cancelled`. */
  close(): void {
    this.#dials.abort();
    this.#agent.destroy();
    this.#bulk.destroy();
  }
}
