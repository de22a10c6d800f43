/**
 * WebSockets (RFC 6455) as text frames, for the peer link and the dashboard's events: no
 * compression, a bound on what is received, and a bound on what waits to be sent.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';

interface FrameEvents {
  /** Anything arrived, a pong included: the other side lives. */
  alive: undefined;
  /** Round trip of a ping, in milliseconds. */
  latency: number;
  close: { code: number };
}

/** What may wait in memory for a slow reader before it is cut off. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

export class FrameSocket extends Emitter<FrameEvents> {
  readonly #socket: WebSocket;
  #pingSentAt: number | undefined;
  #onFrame: ((text: string) => void) | undefined;
  /** Frames that came before anybody listened. */
  #early: string[] = [];

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.on('message', (data: Buffer, binary) => {
      this.emit('alive', undefined);
      if (binary) socket.close(1003);
      else this.#receive(data.toString('utf8'));
    });
    socket.on('ping', () => this.emit('alive', undefined));
    socket.on('pong', () => {
      this.emit('alive', undefined);
      if (this.#pingSentAt !== undefined)
        this.emit('latency', performance.now() - this.#pingSentAt);
      this.#pingSentAt = undefined;
    });
    socket.on('error', () => {});
    socket.on('close', (code) => this.emit('close', { code }));
  }

  /** Hands over every text frame, those that came before this call included. */
  listen(onFrame: (text: string) => void): void {
    this.#onFrame = onFrame;
    for (const text of this.#early.splice(0)) onFrame(text);
  }

  #receive(text: string): void {
    if (this.#onFrame) this.#onFrame(text);
    else if (this.#early.length < 16) this.#early.push(text);
    else this.destroy();
  }

  send(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) return this.destroy();
    this.#socket.send(text);
  }

  ping(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#pingSentAt ??= performance.now();
    this.#socket.ping();
  }

  /** Closing handshake; destroyed after two seconds without an answer. */
  close(code: number): void {
    this.#socket.close(code);
    const timer = setTimeout(() => this.#socket.terminate(), 2000);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  destroy(): void {
    this.#socket.terminate();
  }
}

/** Makes sockets of upgrade requests. `maxFrameBytes`: a larger frame closes with 1009. */
export function frameSocketAcceptor(options: {
  maxFrameBytes: number;
  /** Subprotocol to answer with, or undefined. */
  protocol?: string;
}): (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<FrameSocket> {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: options.maxFrameBytes,
    clientTracking: false,
    handleProtocols: () => options.protocol ?? false,
  });
  return (request, socket, head) =>
    new Promise((resolve) => {
      server.handleUpgrade(request, socket, head, (ws) => resolve(new FrameSocket(ws)));
    });
}

/** Opens a WebSocket over a connection that was already made and checked. */
export function openFrameSocket(
  connection: Duplex,
  path: string,
  options: { maxFrameBytes: number; timeoutMs: number },
): Promise<FrameSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://hallway${path}`, {
      perMessageDeflate: false,
      maxPayload: options.maxFrameBytes,
      handshakeTimeout: options.timeoutMs,
      createConnection: () => connection as never,
    });
    const frames = new FrameSocket(socket);
    socket.once('open', () => resolve(frames));
    socket.once('error', (error) => {
      connection.destroy();
      reject(
        new HallwayError('peer.unreachable', 'The PC refused the connection.', { cause: error }),
      );
    });
  });
}
