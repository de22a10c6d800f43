/**
 * The peer door: HTTPS on every adapter, for members alone. Whoever shows no member's key is cut
 * off before any of our code reads a byte; while a pairing window is open, a stranger reaches the
 * pairing endpoints and nothing else.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LINK_PATH, MAX_FRAME_BYTES } from '../../src/api/peer.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { SenderBudgets } from '../../src/base/work-budget.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { DeviceId } from '../../src/model/id.ts';
import { plainAddress } from '../../src/net/ip-address.ts';
import { endsOf } from '../../src/net/socket-ends.ts';
import { provenDevice, serverTlsOptions } from '../../src/net/tls-link.ts';
import { frameSocketAcceptor, type FrameSocket } from '../../src/net/web-socket.ts';
import { UnprovenConnections } from './connection-limit.ts';
import { DOOR_TIMES, type DoorOptions } from './door.ts';
import { DoorServer } from './door-server.ts';

/** Where a link comes from, and to which of this PC's addresses. */
export interface LinkOrigin {
  host: string;
  localAddress: string | undefined;
}

export interface PeerServerOptions {
  identity: Identity;
  /** 0 picks a free port. */
  port: number;
  isMember: (device: DeviceId) => boolean;
  /** May this stranger use the pairing endpoints now? */
  mayPair: (device: DeviceId) => boolean;
  /** A device proved its key from `host`, and is no member: it gets no answer here. */
  onTurnedAway?: (device: DeviceId, host: string) => void;
  /** A member opened its link. */
  onLink: (frames: FrameSocket, device: DeviceId, origin: LinkOrigin) => void;
  /** A member asks for a connection to the internet; without this nobody gets one. */
  onConnect?: (device: DeviceId, authority: string, socket: Socket, head: Buffer) => void;
  routes: (app: FastifyInstance) => void;
  log: Log;
}

const PAIR_PREFIX = '/pair/';
/** Requests of one device. */
const REQUESTS = { burst: 4000, perSecond: 400 };

export class PeerServer extends DoorServer {
  readonly #options: PeerServerOptions;
  readonly #sockets = new Map<Duplex, DeviceId>();
  /** Connections that a pairing request is being answered on. */
  readonly #pairing = new Set<Duplex>();
  readonly #unproven = new UnprovenConnections(100);
  readonly #requests = new SenderBudgets(REQUESTS);
  /** The last answer on each connection, until its reader has all of it as far as we know. */
  readonly #answers = new WeakMap<Duplex, ServerResponse>();

  constructor(options: PeerServerOptions) {
    super(options.port);
    this.#options = options;
  }

  protected makeDoor(): Omit<DoorOptions, 'port'> {
    return {
      server: () => this.#makeServer(),
      host: undefined,
      connections: { perNeighbour: 64 },
      admit: (request, response) => this.#oneAtATime(request, response),
      upgrade: (request, socket, head) => this.#upgrade(request, socket, head),
      connect: (request, socket, head) => this.#connect(request, socket, head),
      build: (app) => this.#build(app),
      log: this.#options.log,
    };
  }

  #makeServer(): Server {
    const server = createServer({
      ...serverTlsOptions(this.#options.identity),
      ...DOOR_TIMES,
      requestTimeout: 30_000,
      keepAliveTimeout: 6000,
    });
    this.#unproven.guard(server);
    server.prependListener('secureConnection', (socket: TLSSocket) => this.#gate(socket));
    server.on('tlsClientError', (_error, socket: TLSSocket) => socket.destroy());
    return server;
  }

  #build(app: FastifyInstance): void {
    app.addHook('onRequest', async (request) => this.#check(request));
    app.addHook('onResponse', async ({ raw: { socket } }) => {
      if (!this.#pairing.delete(socket)) return;
      const device = this.#sockets.get(socket);
      if (device !== undefined && !this.#isWelcome(device)) socket.destroySoon();
    });
    this.#options.routes(app);
  }

  /**
   * Ends at once every connection of those who are no members (any more) and may not pair. One that
   * waits for an answer about pairing gets it first: it says why the window closed.
   */
  recheck(): void {
    for (const [socket, device] of this.#sockets)
      if (!this.#isWelcome(device) && !this.#pairing.has(socket)) socket.destroy();
  }

  /** Ends at once, whatever else they may do, every connection of devices that were put out. */
  cut(devices: readonly DeviceId[]): void {
    for (const [socket, device] of this.#sockets) if (devices.includes(device)) socket.destroy();
  }

  #isWelcome(device: DeviceId): boolean {
    return this.#options.isMember(device) || this.#options.mayPair(device);
  }

  /** Who sent a request: proven by TLS. */
  deviceOf(request: FastifyRequest): DeviceId {
    const device = this.#sockets.get(request.raw.socket);
    if (device === undefined)
      throw new HallwayError('request.unauthorized', 'The connection was not proven.');
    return device;
  }

  /**
   * No agent of ours sends a second request before it has the first answer (HTTP pipelining).
   * Whoever does wants many answers held ready that it never reads. One that was given to its end
   * may be there before this side hears that it went out.
   */
  #oneAtATime(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    if (this.#answers.get(socket)?.writableEnded === false) {
      socket.destroy();
      return false;
    }
    this.#answers.set(socket, response);
    response.once('close', () => {
      if (this.#answers.get(socket) === response) this.#answers.delete(socket);
    });
    return true;
  }

  #gate(socket: TLSSocket): void {
    const ends = endsOf(socket);
    if (!ends) {
      socket.destroy();
      return;
    }
    this.#unproven.proven(ends.remoteAddress, ends.remotePort);
    const device = provenDevice(socket);
    if (device !== undefined && !this.#options.isMember(device))
      this.#options.onTurnedAway?.(device, plainAddress(ends.remoteAddress ?? ''));
    if (device === undefined || !this.#isWelcome(device)) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    this.#sockets.set(socket, device);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#pairing.delete(socket);
    });
  }

  #check(request: FastifyRequest): void {
    const device = this.deviceOf(request);
    const pairing = request.routeOptions.url?.startsWith(PAIR_PREFIX) === true;
    const { isMember, mayPair } = this.#options;
    if (pairing ? !mayPair(device) : !isMember(device))
      throw new HallwayError('workgroup.not_member', 'Only members of the workgroup may ask this.');
    if (pairing) this.#pairing.add(request.raw.socket);
    const now = performance.now();
    if (!this.#requests.of(device, now).takes(1, now)) throw tooMany();
  }

  #connect({ url = '' }: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { isMember, onConnect } = this.#options;
    const device = this.#sockets.get(socket);
    // Never beside an answer that is still being given on it.
    if (!device || !onConnect || !isMember(device) || this.#answers.has(socket)) socket.destroy();
    else onConnect(device, url, socket as Socket, head);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const device = this.#sockets.get(socket);
    if (!device || !this.#options.isMember(device) || request.url !== LINK_PATH) {
      socket.destroy();
      return;
    }
    const { remoteAddress = '', localAddress } = socket as Socket;
    const origin = { host: plainAddress(remoteAddress), localAddress };
    void accept(request, socket, head).then((frames) =>
      this.#options.onLink(frames, device, origin),
    );
  }
}

function tooMany(): HallwayError {
  return new HallwayError('request.busy', 'Too many requests. Wait a moment and try again.');
}

const accept = frameSocketAcceptor({ maxFrameBytes: MAX_FRAME_BYTES });
