/** The sole caller of this PC's agent: JSON over fetch, and uploads that tell how far they are. */
import { phrase } from '../locale/localization.ts';
import { call, type Exchange } from '../../src/api/client.ts';
import type { Endpoint, Input, Output } from '../../src/api/endpoint.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { bearer } from './session.ts';

let onSignedOut: () => void = () => {};

/** Called when the agent no longer knows this tab's bearer token. */
export function whenSignedOut(run: () => void): void {
  onSignedOut = run;
}

function unreachable(cause?: unknown): HallwayError {
  return new HallwayError('agent.not_running', phrase('Hallway on this PC does not answer.'), {
    fix: phrase('Start Hallway again. This page reconnects by itself.'),
    cause,
  });
}

function cancelled(): HallwayError {
  return new HallwayError('request.cancelled', phrase('Cancelled.'));
}

function headers(): Record<string, string> {
  const token = bearer();
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** One request with a JSON body and this tab's token. */
function send(
  method: string,
  path: string,
  body: string | undefined,
  signal?: AbortSignal,
  more: Record<string, string> = {},
  cache: RequestCache = 'no-store',
) {
  return fetch(path, {
    method,
    headers: {
      ...headers(),
      ...more,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
    signal: signal ?? null,
    cache,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
}

/** JSON over fetch. Throws `agent.not_running`, or `request.cancelled` after `signal`. */
export function exchangeJson(signal?: AbortSignal): Exchange {
  return async ({ method, path, body }) => {
    let response: Response;
    try {
      response = await send(method, path, body, signal);
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : parse(text) };
    } catch (error) {
      throw signal?.aborted ? cancelled() : unreachable(error);
    }
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks the agent. Throws a `HallwayError` whose message a person may read. */
export function ask<E extends Endpoint>(
  target: E,
  input: Input<E>,
  signal?: AbortSignal,
): Promise<Output<E>> {
  return guard(call(exchangeJson(signal), target, input));
}

/**
 * Asks for an answer of JSON lines; each is handed over as it comes. A line with an `error` is thrown.
 */
export function askLines<Line extends object>(
  target: Endpoint,
  input: unknown,
  onLine: (line: Line) => void,
  signal?: AbortSignal,
): Promise<void> {
  const exchange: Exchange = async ({ method, path, body }) => {
    try {
      const response = await send(method, path, body, signal);
      if (!response.ok) return { status: response.status, body: parse(await response.text()) };
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
        const lines = (rest + read.value).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const value = parse(line) as Line & { error?: unknown };
          if (value.error !== undefined) return { status: 500, body: value };
          onLine(value);
        }
      }
      return { status: 200, body: undefined };
    } catch (error) {
      throw signal?.aborted ? cancelled() : unreachable(error);
    }
  };
  return guard(call(exchange, target, input as Input<Endpoint>).then(() => {}));
}

/** A picture that the agent gives; undefined where there is none. It is JPEG or PNG by its type. */
export async function askPicture<E extends Endpoint>(
  target: E,
  input: Input<E>,
  signal?: AbortSignal,
): Promise<Blob | undefined> {
  let picture: Blob | undefined;
  const exchange: Exchange = async ({ method, path }) => {
    try {
      // By its ETag the browser finds what it has already.
      const response = await send(method, path, undefined, signal, {}, 'no-cache');
      if (!response.ok) return { status: response.status, body: parse(await response.text()) };
      const shown = /^image\/(jpeg|png)$/.test(response.headers.get('content-type') ?? '');
      if (shown) picture = await response.blob();
      return { status: 200, body: undefined };
    } catch (error) {
      throw signal?.aborted ? cancelled() : unreachable(error);
    }
  };
  await guard(call(exchange, target, input));
  return picture;
}

/** The first bytes of what a call streams, and how many there are of it in all. */
export async function readStart<E extends Endpoint>(
  target: E,
  input: Input<E>,
  { bytes: most, signal }: { bytes: number; signal: AbortSignal },
): Promise<{ bytes: Uint8Array; size: number }> {
  let read = { bytes: new Uint8Array(), size: 0 };
  const exchange: Exchange = async ({ method, path }) => {
    try {
      const range = { range: `bytes=0-${most - 1}` };
      const response = await send(method, path, undefined, signal, range);
      if (!response.ok) return { status: response.status, body: parse(await response.text()) };
      const bytes = new Uint8Array(await response.arrayBuffer());
      const [, size] = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
      read = { bytes: bytes.subarray(0, most), size: Number(size ?? bytes.length) };
      return { status: 200, body: undefined };
    } catch (error) {
      throw signal.aborted ? cancelled() : unreachable(error);
    }
  };
  await guard(call(exchange, target, input));
  return read;
}

async function guard<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HallwayError && error.code === 'request.unauthorized') onSignedOut();
    throw error;
  }
}

/** Sends a file as the body. `onProgress` gets the part that is sent, 0 to 1. */
export function upload<E extends Endpoint>(
  target: E,
  input: Input<E>,
  file: Blob,
  options: { signal: AbortSignal; onProgress: (part: number) => void },
): Promise<Output<E>> {
  return guard(call(exchangeFile(file, options), target, input));
}

/** XMLHttpRequest, because fetch does not tell how much of a body is sent. */
function exchangeFile(
  file: Blob,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (part: number) => void },
): Exchange {
  return ({ method, path }) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelled());
      const request = new XMLHttpRequest();
      request.open(method, path);
      for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
      });
      request.addEventListener('load', () =>
        resolve({ status: request.status, body: parse(request.responseText) }),
      );
      request.addEventListener('error', () => reject(unreachable()));
      request.addEventListener('abort', () => reject(cancelled()));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
}
