/** One HTTP/1.1 request over a given agent (a pool of sockets) and its JSON or byte answer. */
import type { Agent, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { HallwayError } from '../base/errors.ts';

export interface HttpRequest {
  method: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** JSON text. */
  body?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Until the answer's headers. */
  timeoutMs: number;
}

/** Largest JSON answer that is read into memory. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;

/** Resolves with the answer's head; its body must be read or destroyed. */
export function sendRequest(agent: Agent, options: HttpRequest): Promise<IncomingMessage> {
  const { body, signal, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      agent,
      method: options.method,
      path: options.path,
      host: 'hallway',
      headers: {
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...options.headers,
      },
    });
    // A request that waits for a socket emits nothing when it is destroyed: it is rejected here.
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      reject(asTransportError(error, signal));
      outgoing.destroy();
    };
    const onAbort = (): void => fail(new HallwayError('request.cancelled', 'It was cancelled.'));
    const timer = setTimeout(
      () => fail(new HallwayError('peer.unreachable', 'The PC did not answer in time.')),
      timeoutMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    outgoing.once('response', (answer) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      const stop = (): void => void answer.destroy();
      signal?.addEventListener('abort', stop, { once: true });
      // A signal may outlive many requests.
      answer.once('close', () => signal?.removeEventListener('abort', stop));
      resolve(answer);
    });
    outgoing.on('error', fail);
    if (signal?.aborted) onAbort();
    else outgoing.end(body);
  });
}

function asTransportError(error: unknown, signal: AbortSignal | undefined): HallwayError {
  if (error instanceof HallwayError) return error;
  if (signal?.aborted) return new HallwayError('request.cancelled', 'It was cancelled.');
  return new HallwayError('peer.unreachable', 'The connection to the PC broke.', {
    fix: 'Try again; Hallway reconnects by itself.',
    cause: error,
  });
}

/** A JSON answer comes in one go: whoever lets it drip wants to be waited for. */
const JSON_TIMEOUT_MS = 30_000;

/** Reads a bounded JSON body; undefined where there is none. */
export async function readJson(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(
    () => answer.destroy(new HallwayError('peer.unreachable', 'The PC did not answer in time.')),
    JSON_TIMEOUT_MS,
  );
  try {
    for await (const chunk of answer) {
      size += (chunk as Buffer).length;
      if (size > MAX_JSON_BYTES)
        throw new HallwayError('peer.protocol', 'The PC sent an answer that is too large.');
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    answer.destroy();
    throw asTransportError(error, undefined);
  } finally {
    clearTimeout(timer);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new HallwayError('peer.protocol', 'The PC sent an answer that is no JSON.');
  }
}
