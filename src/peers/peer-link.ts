/**
 * One live link to a peer: the WebSocket after both sides said hello. Frames are checked against
 * the contract; a peer that breaks it is disconnected.
 */
import {
  HelloFrame,
  LinkFrame,
  type HelloFrame as Hello,
  type LinkFrame as Frame,
} from '../api/peer.ts';
import { Emitter } from '../base/emitter.ts';
import type { DeviceId } from '../model/id.ts';
import { shapeError } from '../net/shape.ts';
import type { Target } from '../net/tls-link.ts';
import type { FrameSocket } from '../net/web-socket.ts';

/** WebSocket close codes of our own (RFC 6455 section 7.4.2: 4000–4999 are private). */
export const CloseCode = {
  goingAway: 1001,
  malformed: 4000,
  duplicate: 4001,
  removed: 4003,
} as const;

interface LinkEvents {
  frame: Frame;
  /** `goodbye`: the peer said that it stops. */
  close: { goodbye: boolean };
}

const HELLO_TIMEOUT_MS = 3000;

export class PeerLink extends Emitter<LinkEvents> {
  readonly device: DeviceId;
  /** True if this side dialled. */
  readonly dialled: boolean;
  readonly hello: Hello;
  /** Where the peer's door is. */
  readonly target: Target;
  /** Round trip of the last ping in milliseconds. */
  latencyMs: number | undefined;
  /** `performance.now()` of the last sign of life. */
  aliveAt = performance.now();
  readonly #frames: FrameSocket;
  #goodbye = false;
  #closed = false;

  /** Use `greet`. */
  constructor(
    device: DeviceId,
    dialled: boolean,
    frames: FrameSocket,
    hello: Hello,
    target: Target,
  ) {
    super();
    this.device = device;
    this.dialled = dialled;
    this.hello = hello;
    this.target = target;
    this.#frames = frames;
    frames.on('alive', () => (this.aliveAt = performance.now()));
    frames.on('latency', (ms) => (this.latencyMs = ms));
    frames.on('close', () => this.#ended());
  }

  send(frame: Frame): void {
    this.#frames.send(JSON.stringify(frame));
  }

  ping(): void {
    this.#frames.ping();
  }

  close(code: number): void {
    if (code === CloseCode.goingAway) this.send({ type: 'goodbye' });
    this.#frames.close(code);
  }

  /** At once, without a closing handshake: the peer is dead or no longer trusted. */
  destroy(): void {
    this.#frames.destroy();
    this.#ended();
  }

  receive(text: string): void {
    const frame = parseFrame(text);
    if (!frame || frame.type === 'hello') return this.#frames.close(CloseCode.malformed);
    if (frame.type === 'goodbye') {
      this.#goodbye = true;
      this.destroy();
    } else this.emit('frame', frame);
  }

  #ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close', { goodbye: this.#goodbye });
  }
}

function parseFrame(text: string): Frame | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return shapeError(LinkFrame, value) === undefined ? (value as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Says hello and hands over the link once the peer said it too; hangs up on anything else.
 */
export function greet(
  frames: FrameSocket,
  own: Hello,
  peer: { device: DeviceId; dialled: boolean; host: string },
  onLink: (link: PeerLink) => void,
): void {
  let link: PeerLink | undefined;
  const timer = setTimeout(() => frames.destroy(), HELLO_TIMEOUT_MS);
  frames.on('close', () => clearTimeout(timer));
  frames.listen((text) => {
    if (link) return link.receive(text);
    clearTimeout(timer);
    const hello = parseHello(text);
    if (!hello) return frames.close(CloseCode.malformed);
    const target = { host: peer.host, port: hello.port };
    link = new PeerLink(peer.device, peer.dialled, frames, hello, target);
    onLink(link);
  });
  frames.send(JSON.stringify(own));
}

function parseHello(text: string): Hello | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return shapeError(HelloFrame, value) === undefined ? (value as Hello) : undefined;
  } catch {
    return undefined;
  }
}
