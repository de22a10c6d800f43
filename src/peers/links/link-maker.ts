/** Makes connections to members: TCP, TLS with the pinned key, WebSocket; then the greeting. */
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { LINK_PATH, MAX_FRAME_BYTES, PEER_PROTOCOL } from '../../api/peer.ts';
import type { HelloFrame } from '../../api/peer.ts';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Identity } from '../../identity/identity.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Adapter } from '../../net/adapters.ts';
import { dialAny, dialPinned, type Target } from '../../net/tls-link.ts';
import { openFrameSocket, type FrameSocket } from '../../net/web-socket.ts';
import { Greeting } from './greeting.ts';
import { Stage } from '../trouble.ts';
import type { End, OwnEnd } from './way.ts';

/** This PC's network adapters. */
export interface OwnAdapters {
  /** The used ones. */
  current(): readonly Adapter[];
  /** The one that has this own address, used or not. */
  adapterOf(localAddress: string): Adapter | undefined;
}

/** What this device says of itself to one peer. */
export type Introduction = Pick<HelloFrame, 'name' | 'port' | 'state' | 'resources'>;

export interface LinkMakerOptions {
  identity: Identity;
  /** Random per start. */
  instance: string;
  introduce: (device: DeviceId) => Introduction;
  adapters: OwnAdapters;
  clock: Clock;
}

/** An accepted connection, as far as the link needs to know it. */
export interface Origin {
  /** The peer's address. */
  host: string;
  /** This PC's address of the connection. */
  localAddress: string | undefined;
}

export const DIAL_TIMEOUT_MS = 3000;
const MAX_WAKE_ADDRESSES = 8;

export class LinkMaker {
  readonly #options: LinkMakerOptions;

  constructor(options: LinkMakerOptions) {
    this.#options = options;
  }

  /**
   * Connects to a member without saying anything yet. Rejects with `peer.unreachable`,
   * `peer.impostor` or, where it was aborted, `request.cancelled`; see `troubleOf`.
   */
  async knock(
    device: DeviceId,
    target: Target,
    { signal, timeoutMs = DIAL_TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<Greeting> {
    const socket = await dialPinned(target, device, this.#options.identity, { timeoutMs, signal });
    return this.#upgrade(socket, device, target);
  }

  /** Connects to whoever is there; `isWelcome` may throw once the key is proven. */
  async knockAnywhere(target: Target, isWelcome: (device: DeviceId) => void): Promise<Greeting> {
    const options = { timeoutMs: DIAL_TIMEOUT_MS };
    const { socket, device } = await dialAny(target, this.#options.identity, options);
    try {
      isWelcome(device);
    } catch (error) {
      hangUp(socket);
      throw error;
    }
    return this.#upgrade(socket, device, target);
  }

  /** Who proves its key there, if anybody does. Says nothing, and never rejects. */
  async who(target: Target): Promise<DeviceId | undefined> {
    try {
      const options = { timeoutMs: DIAL_TIMEOUT_MS };
      const { socket, device } = await dialAny(target, this.#options.identity, options);
      hangUp(socket);
      return device;
    } catch {
      return undefined;
    }
  }

  /** A peer dialled in. */
  answer(frames: FrameSocket, device: DeviceId, { host, localAddress }: Origin): Greeting {
    const own = this.#end(localAddress);
    return this.#greeting({ device, dialled: false, frames, host, port: undefined, own });
  }

  async #upgrade(socket: TLSSocket, device: DeviceId, target: Target): Promise<Greeting> {
    const own = this.#end(socket.localAddress);
    const named = isIP(target.host.split('%')[0] ?? '') === 0;
    const host = named ? (socket.remoteAddress ?? target.host) : target.host;
    const started = this.#options.clock.monotonic();
    const frames = await openFrameSocket(socket, LINK_PATH, {
      maxFrameBytes: MAX_FRAME_BYTES,
      timeoutMs: DIAL_TIMEOUT_MS,
    }).catch((error: unknown) => {
      // Its key was proven: it hung up on this PC, or it stands still since.
      const late = this.#options.clock.monotonic() - started >= DIAL_TIMEOUT_MS - 100;
      throw new HallwayError('peer.unreachable', 'The PC refused the connection.', {
        fix: 'There this PC may be no member any more.',
        cause: error,
        details: { stage: late ? Stage.silent : Stage.refused },
      });
    });
    return this.#greeting({ device, dialled: true, frames, host, port: target.port, own });
  }

  #greeting(connection: {
    device: DeviceId;
    dialled: boolean;
    frames: FrameSocket;
    host: string;
    port: number | undefined;
    own: OwnEnd;
  }): Greeting {
    const hello = (): HelloFrame => this.#hello(connection.device, connection.own());
    return new Greeting({ ...connection, hello, clock: this.#options.clock }).listen();
  }

  #hello(device: DeviceId, own: End | undefined): HelloFrame {
    const { instance, introduce, adapters } = this.#options;
    const wake = adapters
      .current()
      .map(({ mac }) => mac)
      .filter((mac) => mac !== undefined)
      .slice(0, MAX_WAKE_ADDRESSES);
    return {
      type: 'hello',
      protocol: PEER_PROTOCOL,
      instance,
      ...introduce(device),
      ...(wake.length > 0 ? { wake } : {}),
      ...(own ? { via: own } : {}),
    };
  }

  /** An adapter that has just come up is known a moment later. */
  #end(localAddress: string | undefined): OwnEnd {
    let end: End | undefined;
    return () => {
      if (end || localAddress === undefined) return end;
      const adapter = this.#options.adapters.adapterOf(localAddress);
      end = adapter && { adapter: adapter.name.slice(0, 128), kind: adapter.kind };
      return end;
    };
  }
}

function hangUp(socket: TLSSocket): void {
  socket.on('error', () => {});
  socket.destroy();
}
