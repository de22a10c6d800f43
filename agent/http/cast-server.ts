/**
 * Files for televisions and loudspeakers, which know no encryption: plain HTTP on the adapter that
 * the renderer is on. Each address is a secret for one file and one renderer and ends with its cast;
 * everybody else, and every other address, is told that there is nothing.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { DLNA_FEATURES } from '../../src/media/dlna/soap.ts';
import { plainAddress } from '../../src/net/ip-address.ts';
import type { PlayedFile } from '../media/played-files.ts';
import { Door, DOOR_TIMES } from './door.ts';
import { sendFile } from './send-file.ts';

interface Link {
  /** The renderer's address; nobody else's. */
  address: string;
  file: PlayedFile;
  path: string;
  type: string;
  until: number;
}

/** However long somebody forgets to stop it. */
const LONGEST_MS = 12 * 3_600_000;
/** A door stays open for a while after its last cast, and says that there is nothing. */
const LINGER_MS = 120_000;

export class CastServer implements Lifecycle {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #links = new Map<string, Link>();
  /** By the address of this PC that they are opened at. */
  readonly #doors = new Map<string, Promise<Door>>();
  #closing: CancelTimer | undefined;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {}

  async stop(): Promise<void> {
    this.#closing?.();
    this.#links.clear();
    await this.#closeDoors();
  }

  /** `host`: this PC's address on the renderer's network; `ending`: of the file's name, for renderers that go by it. */
  async open(
    host: string,
    file: Omit<Link, 'until'>,
    ending: string,
  ): Promise<{ url: string; close: () => void }> {
    this.#closing?.();
    const door = await this.#door(host);
    const secret = randomBytes(16).toString('base64url');
    this.#links.set(secret, { ...file, until: this.#clock.now() + LONGEST_MS });
    const close = (): void => {
      this.#links.delete(secret);
      if (this.#links.size > 0) return;
      this.#closing?.();
      this.#closing = this.#clock.after(LINGER_MS, () => void this.#closeDoors());
    };
    return { url: `http://${host}:${door.port}/cast/${secret}/file${ending}`, close };
  }

  #door(host: string): Promise<Door> {
    let door = this.#doors.get(host);
    if (!door) {
      door = this.#openDoor(host);
      this.#doors.set(host, door);
      door.catch(() => this.#doors.delete(host));
    }
    return door;
  }

  async #openDoor(host: string): Promise<Door> {
    const door = new Door({
      server: () => createServer(DOOR_TIMES),
      port: 0,
      host,
      connections: { perNeighbour: 16, all: 64 },
      build: (app) => this.#build(app),
      log: this.#log,
    });
    await door.start();
    return door;
  }

  #build(app: FastifyInstance): void {
    app.get<{ Params: { secret: string } }>('/cast/:secret/*', (request, reply) =>
      this.#send(request.params.secret, request, reply),
    );
  }

  async #send(secret: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const link = this.#links.get(secret);
    const from = plainAddress(request.raw.socket.remoteAddress ?? '');
    if (!link || link.address !== from || link.until <= this.#clock.now())
      throw new HallwayError('request.not_found', 'There is nothing at this address.');
    void reply
      .header('transfermode.dlna.org', 'Streaming')
      .header('contentfeatures.dlna.org', DLNA_FEATURES);
    return sendFile(request, reply, link.file, link.path, { type: link.type });
  }

  async #closeDoors(): Promise<void> {
    if (this.#links.size > 0) return;
    const doors = Array.from(this.#doors.values());
    this.#doors.clear();
    await Promise.allSettled(doors.map(async (door) => (await door).stop()));
  }
}
