/**
 * One live link to a peer: the WebSocket after both sides said hello. Frames are checked against
 * the contract; a peer that breaks it is disconnected. Kinds of frames that this version does not
 * know are passed over: a newer peer may send them.
 */
import { LinkFrame, type HelloFrame as Hello, type LinkFrame as Frame } from '../../api/peer.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DeviceId } from '../../model/id.ts';
import type { PeerPath } from '../../model/presence.ts';
import { shapeError } from '../../net/shape.ts';
import { formatTarget } from '../../net/target-text.ts';
import type { Target } from '../../net/tls-link.ts';
import type { FrameSocket } from '../../net/web-socket.ts';
import type { OwnEnd, Way } from './way.ts';

/** WebSocket close codes of our own (RFC 6455 section 7.4.2: 4000–4999 are private). */
export const CloseCode = {
  goingAway: 1001,
  malformed: 4000,
  duplicate: 4001,
} as const;

/**
 * How a link ended: the peer took its leave or went to sleep, nothing came any more (from its whole
 * PC, or from its program while its system still answered), its program is gone, or it was closed.
 */
export type LinkEnd = 'goodbye' | 'sleep' | 'silent' | 'frozen' | 'refused' | 'closed';

interface LinkEvents {
  close: { how: LinkEnd };
}

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
  own: OwnEnd;
  clock: Clock;
}

export class PeerLink extends Emitter<LinkEvents> {
  readonly device: DeviceId;
  readonly dialled: boolean;
  readonly hello: Hello;
  /** Where the peer's door is. */
  readonly target: Target;
  readonly frames: FrameSocket;
  /** Round trip of the last ping in milliseconds. */
  latencyMs: number | undefined;
  /** Monotonic time of the last sign of life. */
  aliveAt: number;
  readonly #own: OwnEnd;
  readonly #early: Frame[] = [];
  #onFrame: ((frame: Frame) => void) | undefined;
  #how: LinkEnd = 'closed';
  #ended = false;

  /** Made by a `Greeting`. */
  constructor({ device, dialled, frames, hello, target, own, clock }: LinkOptions) {
    super();
    this.device = device;
    this.dialled = dialled;
    this.hello = hello;
    this.target = target;
    this.#own = own;
    this.aliveAt = clock.monotonic();
    this.frames = frames;
    frames.on('alive', () => (this.aliveAt = clock.monotonic()));
    frames.on('latency', (ms) => (this.latencyMs = ms));
    frames.on('close', () => this.#end());
  }

  /** True once it is closed: `close` was emitted and nothing will come any more. */
  get ended(): boolean {
    return this.#ended;
  }

  get way(): Way {
    return { own: this.#own(), theirs: this.hello.via };
  }

  get path(): PeerPath {
    const own = this.#own();
    return {
      address: formatTarget(this.target),
      adapter: own?.adapter ?? null,
      kind: own?.kind ?? 'other',
    };
  }

  /** Hands over every frame, those that came before this call included. */
  listen(onFrame: (frame: Frame) => void): void {
    this.#onFrame = onFrame;
    for (const frame of this.#early.splice(0)) onFrame(frame);
  }

  send(frame: Frame): void {
    this.frames.send(JSON.stringify(frame));
  }

  ping(): void {
    this.frames.ping();
  }

  close(code: number): void {
    if (code === CloseCode.goingAway) this.send({ type: 'goodbye' });
    this.frames.close(code);
  }

  /** At once, without a closing handshake: the peer is dead or no longer trusted. */
  destroy(how: LinkEnd = 'closed'): void {
    if (!this.#ended) this.#how = how;
    this.frames.destroy();
    this.#end();
  }

  /** A text frame arrived. */
  receive(text: string): void {
    const frame = parseFrame(text);
    if (frame === 'unknown') return;
    if (!frame || frame.type === 'hello') return this.frames.close(CloseCode.malformed);
    if (frame.type === 'goodbye' || frame.type === 'sleep') this.destroy(frame.type);
    else if (this.#onFrame) this.#onFrame(frame);
    else if (this.#early.length < MAX_EARLY_FRAMES) this.#early.push(frame);
    else this.destroy();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.emit('close', { how: this.#how });
  }
}

function parseFrame(text: string): Frame | 'unknown' | undefined {
  const value = parseJson(text);
  if (shapeError(LinkFrame, value) === undefined) return value as Frame;
  const { type } = (value ?? {}) as { type?: unknown };
  return typeof type === 'string' && !KNOWN_TYPES.has(type) ? 'unknown' : undefined;
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
