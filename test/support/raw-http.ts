/** HTTP as bytes: what browsers, rebinding pages and rude programs send, exactly as written. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Map<string, string>;
  body: string;
}

/**
 * Sends `bytes` to a loopback port and reads the first answer. The lines of `bytes` end in CRLF
 * already, or are given as a list of head lines and a body.
 */
export function rawHttp(
  port: number,
  head: readonly string[],
  body = '',
  waitMs = 8000,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      socket.destroy();
      finish();
    }, waitMs);
    const finish = (): void => {
      clearTimeout(timer);
      const [top = '', ...rest] = text.split('\r\n\r\n');
      const [line = '', ...lines] = top.split('\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1]);
      if (!status) return reject(new Error(`No answer to ${head[0]}: ${text.slice(0, 200)}`));
      const headers = lines.map((one): [string, string] => {
        const colon = one.indexOf(':');
        return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()];
      });
      resolve({ status, headers: new Map(headers), body: rest.join('\r\n\r\n') });
    };
    socket.on('connect', () => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      // An accepted upgrade stays open.
      if (text.startsWith('HTTP/1.1 101')) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', finish);
  });
}

/** Head lines of a request with `Connection: close`. */
export function requestHead(
  line: string,
  headers: Readonly<Record<string, string | undefined>>,
): string[] {
  const fields = Object.entries({ connection: 'close', ...headers })
    .filter((field): field is [string, string] => field[1] !== undefined)
    .map(([name, value]) => `${name}: ${value}`);
  return [`${line} HTTP/1.1`, ...fields];
}

/** Head lines of a WebSocket handshake (RFC 6455 section 4.1). */
export function upgradeHead(
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
): string[] {
  return requestHead(`GET ${path}`, {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  });
}

/** Asserts that an answer is a refusal with a `Problem`, readable by no other origin. */
export function assertRefused(answer: RawAnswer, status: number, what: string): void {
  assert.equal(answer.status, status, `${what}: ${answer.body.slice(0, 300)}`);
  const { error } = JSON.parse(answer.body) as { error: { code: string; message: string } };
  assert.match(error.code, /^[a-z]+\.[a-z_]+$/, what);
  assert.notEqual(error.message, '', what);
  assert.equal(answer.headers.get('access-control-allow-origin'), undefined, what);
}
