/**
 * The content port: files of shares for `<img>`, `<video>` and downloads, which cannot carry a
 * bearer. It is an origin of its own, sandboxed, so that a shared page or picture runs nothing, and
 * each address is a secret for one file that expires.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { DOOR_TIMES, type DoorOptions } from './door.ts';
import { checkHost } from './door-guard.ts';
import { DoorServer } from './door-server.ts';

/** Sends one file; called for every request of its address. */
export type SendContent = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

interface Address {
  send: SendContent;
  expiresAt: number;
  /** Each request prolongs it, until then. */
  lastUntil: number;
}

const LIFETIME_MS = 10 * 60_000;
/** A long film with a long pause. */
const LONGEST_MS = 24 * 3_600_000;
const MAX_ADDRESSES = 5000;

export class ContentServer extends DoorServer {
  readonly #clock: Clock;
  readonly #addresses = new Map<string, Address>();
  readonly #log: Log;
  #sweep: CancelTimer | undefined;

  constructor(clock: Clock, log: Log) {
    super(0);
    this.#clock = clock;
    this.#log = log;
  }

  protected makeDoor(): Omit<DoorOptions, 'port'> {
    return {
      head: true,
      server: () => createServer(DOOR_TIMES),
      host: '127.0.0.1',
      connections: { perNeighbour: 256, all: 400 },
      build: (app) => this.#build(app),
      log: this.#log,
    };
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  override async stop(): Promise<void> {
    this.#sweep?.();
    this.#sweep = undefined;
    this.#addresses.clear();
    await super.stop();
  }

  /**
   * An address for one file; `name` is its last segment, for the browser's sake. `whileUsed`: it
   * expires ten minutes after it was used last.
   */
  mint(
    name: string,
    send: SendContent,
    { whileUsed = false }: { whileUsed?: boolean } = {},
  ): { url: string; expiresAt: number } {
    if (this.#addresses.size >= MAX_ADDRESSES) {
      const oldest = this.#addresses.keys().next().value;
      if (oldest !== undefined) this.#addresses.delete(oldest);
    }
    const address = randomBytes(24).toString('base64url');
    const expiresAt = this.#clock.now() + LIFETIME_MS;
    const lastUntil = expiresAt + (whileUsed ? LONGEST_MS : 0);
    this.#addresses.set(address, { send, expiresAt, lastUntil });
    this.#sweep ??= this.#clock.after(LIFETIME_MS, () => this.#expire());
    const last = encodeURIComponent(name.toWellFormed());
    return { url: `${this.origin}/content/${address}/${last}`, expiresAt };
  }

  #build(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      void reply
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cross-origin-resource-policy', 'cross-origin');
      checkHost(request.raw, this.port);
    });
    app.get<{ Params: { address: string } }>('/content/:address/*', (request, reply) =>
      this.#send(request.params.address, request, reply),
    );
  }

  #send(address: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = this.#addresses.get(address);
    if (!found || found.expiresAt <= this.#clock.now())
      throw new HallwayError('request.not_found', 'This address has expired.', {
        fix: 'Open the file from the dashboard again.',
      });
    const prolonged = this.#clock.now() + LIFETIME_MS;
    found.expiresAt = Math.max(found.expiresAt, Math.min(found.lastUntil, prolonged));
    return found.send(request, reply);
  }

  #expire(): void {
    this.#sweep = undefined;
    const now = this.#clock.now();
    for (const [address, { expiresAt }] of this.#addresses)
      if (expiresAt <= now) this.#addresses.delete(address);
    if (this.#addresses.size > 0)
      this.#sweep = this.#clock.after(LIFETIME_MS, () => this.#expire());
  }
}
