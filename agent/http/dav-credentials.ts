/**
 * Name and password of the WebDAV door, by the ways that programs know: Basic (RFC 7617), and Digest
 * (RFC 7616), without which Windows speaks to no address without TLS.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../src/base/clock.ts';

export const DAV_USER = 'hallway';
const REALM = 'Hallway';
/** After this a program is told to take a new nonce, which it does without asking anybody. */
const NONCE_MS = 24 * 3_600_000;
const MAX_HEADER = 16_384;

export type Verdict = 'right' | 'wrong' | 'stale';

export interface Asking {
  method: string;
  target: string;
  /** The header `Authorization`. */
  authorization: string | undefined;
}

export class DavCredentials {
  readonly #password: string;
  readonly #clock: Clock;

  constructor(password: string, clock: Clock) {
    this.#password = password;
    this.#clock = clock;
  }

  check({ method, target, authorization = '' }: Asking): Verdict {
    if (authorization.length > MAX_HEADER) return 'wrong';
    const basic = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization)?.[1];
    if (basic !== undefined) {
      const given = Buffer.from(basic, 'base64').toString('utf8');
      return same(given, `${DAV_USER}:${this.#password}`) ? 'right' : 'wrong';
    }
    if (!/^Digest +/i.test(authorization)) return 'wrong';
    return this.#checkDigest(parametersOf(authorization), method, target);
  }

  /** Values of `WWW-Authenticate`, the better one first. */
  challenges(stale: boolean): string[] {
    const again = stale ? ', stale=true' : '';
    return [
      `Digest realm="${REALM}", qop="auth", algorithm=MD5, nonce="${this.#nonce(this.#clock.now())}"${again}`,
      `Basic realm="${REALM}", charset="UTF-8"`,
    ];
  }

  /** RFC 7616 section 3.4.1, with MD5 as Windows and macOS have it. */
  #checkDigest(given: ReadonlyMap<string, string>, method: string, target: string): Verdict {
    const part = (name: string): string => given.get(name) ?? '';
    if (part('username') !== DAV_USER || part('realm') !== REALM) return 'wrong';
    if (part('qop') !== 'auth' || part('uri') !== target) return 'wrong';
    const key = md5(`${DAV_USER}:${REALM}:${this.#password}`);
    const request = md5(`${method}:${target}`);
    const words = [key, part('nonce'), part('nc'), part('cnonce'), 'auth', request];
    if (!same(part('response').toLowerCase(), md5(words.join(':')))) return 'wrong';
    const made = Number.parseInt(part('nonce').split('.')[0] ?? '', 36);
    if (!same(part('nonce'), this.#nonce(made))) return 'stale';
    const age = this.#clock.now() - made;
    return age >= 0 && age <= NONCE_MS ? 'right' : 'stale';
  }

  /** Its time, and a seal that only this PC can make: nothing is kept of those that were given. */
  #nonce(made: number): string {
    const time = made.toString(36);
    const seal = createHmac('sha256', this.#password).update(`nonce ${time}`).digest('base64url');
    return `${time}.${seal}`;
  }
}

function parametersOf(header: string): Map<string, string> {
  const found = header.matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi);
  return new Map(
    Array.from(found, ([, name = '', quoted, plain]) => [
      name.toLowerCase(),
      quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
    ]),
  );
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function same(given: string, right: string): boolean {
  const [a, b] = [given, right].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
