/** Requests whose address and headers go out as they are, over connections that are kept. */
import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

export interface RawAsk {
  method: string;
  /** Scheme, host and port. */
  origin: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Address of this machine that it comes from. */
  from?: string | undefined;
  /** Key and certificate, in PEM. */
  tls?: { key: string; cert: string };
  /** The answer goes on and on: its beginning will do. */
  begun?: boolean;
}

const KEPT = { keepAlive: true, maxSockets: 16, maxFreeSockets: 16, timeout: 20_000 };

export class RawClient {
  readonly #plain = new Agent(KEPT);
  readonly #secure = new SecureAgent({ ...KEPT, rejectUnauthorized: false });

  /** The body as Latin-1. Where the connection was cut off the status is 0. */
  ask(ask: RawAsk): Promise<{ status: number; text: string }> {
    const { method, origin, path, headers = {}, body = '', from, tls, begun } = ask;
    const { hostname: host, port } = new URL(origin);
    return new Promise((resolve) => {
      const cut = (): void => resolve({ status: 0, text: '' });
      const options = {
        host,
        port,
        method,
        path: sendable(path),
        headers: { 'content-length': Buffer.byteLength(body), ...sendableAll(headers) },
        ...(from === undefined ? {} : { localAddress: from }),
      };
      const outgoing = tls
        ? secureRequest({ agent: this.#secure, ...tls, ...options })
        : request({ agent: this.#plain, ...options });
      outgoing.once('error', cut);
      outgoing.once('response', (answer) => {
        let text = '';
        answer.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
        answer.once('error', cut).once('aborted', cut);
        if (begun === true)
          answer.once('data', () => {
            resolve({ status: answer.statusCode ?? 0, text });
            answer.destroy();
          });
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }
}

/** What no client can send as it is goes encoded. */
function sendable(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\xff]/gu, encodeURIComponent);
}

function sendableAll(headers: Record<string, string>): Record<string, string> {
  const { destination } = headers;
  return destination === undefined ? headers : { ...headers, destination: sendable(destination) };
}
