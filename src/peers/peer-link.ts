/**
 * One live link to a peer: the WebSocket after both sides said hello. Frames are checked against
 * the contract; a peer that breaks it is disconnected. Kinds of frames that this version does not
 * know are passed over: a newer peer may send them.
 */
import {
  HelloFrame,
  LinkFrame,
  type HelloFrame as Hello,
  type LinkFrame as Frame,
} from '../api/peer.ts';
import type { Clock } from '../base/clock.ts';
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
} as const;

interface LinkEvents {
  /** `goodbye`: the peer said that it stops. */
  close: { goodbye: boolean };
}

const HELLO_TIMEOUT_MS = 3000;
/** Frames kept for a link that is not in use yet. */
const MAX_EARLY_FRAMES = 100;
const KNOWN_TYPES: ReadonlySet<unknown> = new Set(
  LinkFrame.anyOf.map(({ properties }) => properties.type.const),
);

export interface LinkOptions {
  device: DeviceId;
  /** True if this side dialled. */
  dialled: boolean;
  frames: FrameSocket;
  hello: Hello;
  target: Target;
  clock: Clock;
}

export class PeerLink extends Emitter<LinkEvents> {
  readonly device: DeviceId;
  readonly dialled: boolean;
  readonly hello: Hello;
  /** Where the peer's door is. */
  readonly target: Target;
  /** Round trip of the last ping in milliseconds. */
  latencyMs: number | undefined;
  /** Monotonic time of the last sign of life. */
  aliveAt: number;
  readonly #frames: FrameSocket;
  readonly #early: Frame[] = [];
  #onFrame: ((frame: Frame) => void) | undefined;
  #goodbye = false;
  #ended = false;

  /** Use `greet`. */
  constructor({ device, dialled, frames, hello, target, clock }: LinkOptions) {
    super();
    this.device = device;
    this.dialled = dialled;
    this.hello = hello;
    this.target = target;
    this.aliveAt = clock.monotonic();
    this.#frames = frames;
    frames.on('alive', () => (this.aliveAt = clock.monotonic()));
    frames.on('latency', (ms) => (this.latencyMs = ms));
    frames.on('close', () => this.#end());
  }

  /** True once it is closed: `close` was emitted and nothing will come any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Hands over every frame, those that came before this call included. */
  listen(onFrame: (frame: Frame) => void): void {
    this.#onFrame = onFrame;
    for (const frame of this.#early.splice(0)) onFrame(frame);
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
    this.#end();
  }

  /** A text frame arrived. */
  receive(text: string): void {
    const frame = parseFrame(text);
    if (frame === 'unknown') return;
    if (!frame || frame.type === 'hello') return this.#frames.close(CloseCode.malformed);
    if (frame.type === 'goodbye') {
      this.#goodbye = true;
      this.destroy();
    } else if (this.#onFrame) this.#onFrame(frame);
    else if (this.#early.length < MAX_EARLY_FRAMES) this.#early.push(frame);
    else this.destroy();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.emit('close', { goodbye: this.#goodbye });
  }
}

function parseFrame(text: string): Frame | 'unknown' | undefined {
  const value = parseJson(text);
  if (shapeError(LinkFrame, value) === undefined) return value as Frame;
  const { type } = (value ?? {}) as { type?: unknown };
  return typeof type === 'string' && !KNOWN_TYPES.has(type) ? 'unknown' : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Says hello and hands over the link once the peer said it too; hangs up on anything else. */
export function greet(
  frames: FrameSocket,
  own: Hello,
  peer: { device: DeviceId; dialled: boolean; host: string; clock: Clock },
  onLink: (link: PeerLink) => void,
): void {
  let link: PeerLink | undefined;
  const cancel = peer.clock.after(HELLO_TIMEOUT_MS, () => frames.destroy());
  frames.on('close', cancel);
  frames.listen((text) => {
    if (link) return link.receive(text);
    cancel();
    const hello = parseJson(text);
    if (shapeError(HelloFrame, hello) !== undefined) return frames.close(CloseCode.malformed);
    const target = { host: peer.host, port: (hello as Hello).port };
    link = new PeerLink({ ...peer, frames, hello: hello as Hello, target });
    onLink(link);
  });
  frames.send(JSON.stringify(own));
}
