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
  return new Promise((resolve, reject) => {
    const { body } = options;
    const outgoing = request({
      agent,
      method: options.method,
      path: options.path,
      host: 'hallway',
      signal: options.signal,
      headers: {
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...options.headers,
      },
    });
    const timer = setTimeout(
      () =>
        outgoing.destroy(new HallwayError('peer.unreachable', 'The PC did not answer in time.')),
      options.timeoutMs,
    );
    outgoing.once('response', (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    outgoing.once('error', (error) => {
      clearTimeout(timer);
      reject(asTransportError(error, options.signal));
    });
    outgoing.end(body);
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

/** Reads a bounded JSON body; undefined where there is none. */
export async function readJson(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
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
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new HallwayError('peer.protocol', 'The PC sent an answer that is no JSON.');
  }
}
