/**
 * Files for televisions and loudspeakers, which know no encryption: plain HTTP on the adapter that
 * the renderer is on. Each address is a secret for one file and one renderer and ends with its cast,
 * with all that goes out by it. Nobody else gets a connection; of any other address a renderer is told
 * that there is nothing.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
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

interface CastFile {
  /** The renderer's address; nobody else's. */
  address: string;
  file: PlayedFile;
  path: string;
  type: string;
}

interface Link extends CastFile {
  /** What goes out by it now. */
  running: Set<ServerResponse>;
  /** However long somebody forgets to stop it. */
  over: CancelTimer;
}

const LONGEST_MS = 12 * 3_600_000;
/** A door stays open for a while after its last cast: the next one is on its way, perhaps. */
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
    for (const secret of this.#links.keys()) this.#end(secret);
    await this.#closeDoors();
  }

  /** `host`: this PC's address on the renderer's network; `ending`: of the file's name, for renderers that go by it. */
  async open(
    host: string,
    file: CastFile,
    ending: string,
  ): Promise<{ url: string; close: () => void }> {
    this.#closing?.();
    const door = await this.#door(host);
    const secret = randomBytes(16).toString('base64url');
    const close = (): void => {
      this.#end(secret);
      if (this.#links.size > 0) return;
      this.#closing?.();
      this.#closing = this.#clock.after(LINGER_MS, () => void this.#closeDoors());
    };
    const over = this.#clock.after(LONGEST_MS, close);
    this.#links.set(secret, { ...file, running: new Set(), over });
    return { url: `http://${host}:${door.port}/cast/${secret}/file${ending}`, close };
  }

  #end(secret: string): void {
    const link = this.#links.get(secret);
    if (!link) return;
    this.#links.delete(secret);
    link.over();
    for (const response of link.running) response.destroy();
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
      head: true,
      server: () => this.#server(),
      port: 0,
      host,
      connections: { perNeighbour: 16, all: 64 },
      build: (app) => this.#build(app),
      log: this.#log,
    });
    await door.start();
    return door;
  }

  /** Whoever nothing is cast to takes no connection from those that something is cast to. */
  #server(): Server {
    const server = createServer(DOOR_TIMES);
    server.prependListener('connection', (socket: Socket) => {
      const from = addressOf(socket);
      if (!Array.from(this.#links.values()).some(({ address }) => address === from))
        socket.destroy();
    });
    return server;
  }

  #build(app: FastifyInstance): void {
    app.get<{ Params: { secret: string } }>('/cast/:secret/*', (request, reply) =>
      this.#send(request.params.secret, request, reply),
    );
  }

  async #send(secret: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const link = this.#links.get(secret);
    if (!link || link.address !== addressOf(request.raw.socket))
      throw new HallwayError('request.not_found', 'There is nothing at this address.');
    const { raw } = reply;
    link.running.add(raw);
    raw.once('close', () => link.running.delete(raw));
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

function addressOf(socket: Socket): string {
  return plainAddress(socket.remoteAddress ?? '');
}
