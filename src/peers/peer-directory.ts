/**
 * The other members: who is reachable, at which address, since when, and the one link to each.
 * Members are dialled and dial; where two links meet, both sides keep the same one.
 */
import { randomBytes } from 'node:crypto';
import { LINK_PATH, MAX_FRAME_BYTES, PEER_PROTOCOL } from '../api/peer.ts';
import type { HelloFrame, LinkFrame } from '../api/peer.ts';
import { base32 } from '../base/base32.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import type { Identity } from '../identity/identity.ts';
import type { Peer } from '../model/device.ts';
import type { DeviceId } from '../model/id.ts';
import { dialPinned, type Target } from '../net/tls-link.ts';
import { openFrameSocket, type FrameSocket } from '../net/web-socket.ts';
import { Dialer } from './dialer.ts';
import { Liveness } from './liveness.ts';
import { CloseCode, greet, type PeerLink } from './peer-link.ts';
import { formatTarget, rosterOf } from './roster.ts';

/** What the directory asks of the workgroup. */
export interface Members {
  /** The other members, with the names that the log gives them. */
  others(): readonly { id: DeviceId; name: string }[];
  isMember(device: DeviceId): boolean;
}

/** Addresses that survive a restart. */
export interface AddressBook {
  remember(device: DeviceId, host: string, port: number): void;
  of(device: DeviceId): readonly Target[];
  forget(device: DeviceId): void;
}

export interface PeerDirectoryOptions {
  identity: Identity;
  members: Members;
  addresses: AddressBook;
  /** What this device says of itself to `device`. */
  introduce: (device: DeviceId) => { name: string; port: number; state: string; resources: string };
  clock: Clock;
  log: Log;
}

interface DirectoryEvents {
  /** Anything that `peers()` shows. */
  changed: undefined;
  online: { device: DeviceId; hello: HelloFrame };
  offline: { device: DeviceId };
  frame: { device: DeviceId; frame: LinkFrame };
}

interface Known {
  link: PeerLink | undefined;
  name: string | undefined;
  lastSeen: number | undefined;
}

/** Open for a second link's sake: how long the standing one may take to show that it lives. */
const PROBE_MS = 700;

export class PeerDirectory extends Emitter<DirectoryEvents> implements Lifecycle {
  readonly #options: PeerDirectoryOptions;
  readonly #instance = base32(randomBytes(16));
  readonly #known = new Map<DeviceId, Known>();
  readonly #dialer: Dialer;
  readonly #liveness: Liveness;
  #running = false;

  constructor(options: PeerDirectoryOptions) {
    super((error) => options.log.error({ error }, 'a listener of the peer directory failed'));
    this.#options = options;
    this.#dialer = new Dialer({
      clock: options.clock,
      wanted: () => options.members.others().map(({ id }) => id),
      linked: (device) => this.isOnline(device),
      remembered: (device) => options.addresses.of(device),
      dial: (device, target, signal) => this.#dial(device, target, signal),
    });
    this.#liveness = new Liveness(options.clock, () => this.#links());
  }

  start(): void {
    this.#running = true;
    this.#liveness.start();
    this.#dialer.start();
  }

  stop(): void {
    this.#running = false;
    this.#dialer.stop();
    this.#liveness.stop();
    for (const link of this.#links()) link.close(CloseCode.goingAway);
    this.#known.clear();
  }

  // ---- what others see

  peers(): Peer[] {
    return this.#options.members.others().map(({ id, name }) => {
      const known = this.#known.get(id);
      const target = known?.link?.target ?? this.#options.addresses.of(id)[0];
      return {
        id,
        name: known?.name ?? name,
        online: known?.link !== undefined,
        address: target ? formatTarget(target) : null,
        latencyMs: known?.link?.latencyMs ?? null,
        lastSeen: known?.lastSeen ?? null,
      };
    });
  }

  isOnline(device: DeviceId): boolean {
    return this.#known.get(device)?.link !== undefined;
  }

  online(): DeviceId[] {
    return this.#links().map(({ device }) => device);
  }

  /** Where a peer's door is while it is linked. */
  targetOf(device: DeviceId): Target | undefined {
    return this.#known.get(device)?.link?.target;
  }

  nameOf(device: DeviceId): string {
    const member = this.#options.members.others().find(({ id }) => id === device);
    return this.#known.get(device)?.name ?? member?.name ?? 'That PC';
  }

  // ---- what is heard

  heard(device: DeviceId, targets: readonly Target[]): void {
    if (this.#options.members.isMember(device)) this.#dialer.heard(device, targets);
  }

  /** An unproven goodbye, or another reason to doubt: the link must show that it lives. */
  doubt(device: DeviceId): void {
    const link = this.#known.get(device)?.link;
    if (link) void this.#liveness.probe(link);
  }

  /** This PC's own addresses changed. */
  adaptersChanged(): void {
    for (const link of this.#links()) void this.#liveness.probe(link);
    this.#dialer.retryAll();
  }

  /** Members came or went: links of those who are none any more end at once. */
  membersChanged(): void {
    for (const [device, known] of this.#known) {
      if (this.#options.members.isMember(device)) continue;
      // While it is known still: whoever serves it hears that it is gone.
      known.link?.destroy();
      this.#known.delete(device);
      this.#dialer.forget(device);
      this.#options.addresses.forget(device);
    }
    if (this.#running) this.#dialer.check();
    this.emit('changed', undefined);
  }

  // ---- links

  /** A peer dialled in; its key was proven by TLS and is a member's. */
  accept(frames: FrameSocket, device: DeviceId, host: string): void {
    const { clock } = this.#options;
    greet(frames, this.#hello(device), { device, dialled: false, host, clock }, (link) =>
      this.#arrived(link),
    );
  }

  send(device: DeviceId, frame: LinkFrame): void {
    this.#known.get(device)?.link?.send(frame);
  }

  broadcast(frame: LinkFrame): void {
    for (const link of this.#links()) link.send(frame);
  }

  async #dial(device: DeviceId, target: Target, signal: AbortSignal): Promise<void> {
    const socket = await dialPinned(target, device, this.#options.identity, {
      timeoutMs: 3000,
      signal,
    });
    const frames = await openFrameSocket(socket, LINK_PATH, {
      maxFrameBytes: MAX_FRAME_BYTES,
      timeoutMs: 3000,
    });
    if (!this.#running || !this.#options.members.isMember(device)) return frames.destroy();
    await new Promise<void>((resolve, reject) => {
      frames.on('close', () =>
        reject(new HallwayError('peer.unreachable', 'The PC closed the connection.')),
      );
      const peer = { device, dialled: true, host: target.host, clock: this.#options.clock };
      greet(frames, this.#hello(device), peer, (link) => {
        this.#remember(device, target);
        this.#arrived(link);
        resolve();
      });
    });
  }

  /** Worth having, but no reason to lose the link: the disk may be full. */
  #remember(device: DeviceId, { host, port }: Target): void {
    try {
      this.#options.addresses.remember(device, host, port);
    } catch (error) {
      this.#options.log.warn({ device, error }, 'an address could not be kept');
    }
  }

  #hello(device: DeviceId): HelloFrame {
    return {
      type: 'hello',
      protocol: PEER_PROTOCOL,
      instance: this.#instance,
      ...this.#options.introduce(device),
    };
  }

  #arrived(link: PeerLink): void {
    const welcome = this.#running && this.#options.members.isMember(link.device);
    if (link.ended || !welcome) return link.destroy();
    const standing = this.#known.get(link.device)?.link;
    if (!standing) return this.#adopt(link);
    const restarted = standing.hello.instance !== link.hello.instance;
    if (restarted || standing.dialled === link.dialled || !this.#outranks(standing))
      return this.#adopt(link);
    void this.#liveness.probe(standing, PROBE_MS).then((lives) => {
      if (lives) link.close(CloseCode.duplicate);
      // Much may have happened meanwhile: it is looked at as if it had come only now.
      else this.#arrived(link);
    });
  }

  /** Both sides keep the link that the device with the smaller id dialled. */
  #outranks(link: PeerLink): boolean {
    return link.dialled === this.#options.identity.id < link.device;
  }

  #adopt(link: PeerLink): void {
    const { device, hello } = link;
    const known = this.#know(device);
    const previous = known.link;
    known.link = link;
    known.name = displayName(hello.name, device.slice(0, 8));
    known.lastSeen = this.#options.clock.now();
    link.on('close', ({ goodbye }) => this.#ended(link, goodbye));
    previous?.close(CloseCode.duplicate);
    this.#options.log.info({ device, host: link.target.host }, 'linked');
    this.broadcast(rosterOf(this.#links()));
    this.emit('online', { device, hello });
    this.emit('changed', undefined);
    link.listen((frame) => {
      if (frame.type === 'roster') this.#hinted(frame.peers);
      else this.emit('frame', { device, frame });
    });
  }

  /** Hints of one member about others; whoever is dialled must prove its key. */
  #hinted(peers: readonly ({ device: DeviceId } & Target)[]): void {
    for (const { device, host, port } of peers)
      if (this.#options.members.isMember(device) && !this.isOnline(device))
        this.#dialer.hinted(device, { host, port });
  }

  #ended(link: PeerLink, goodbye: boolean): void {
    const known = this.#known.get(link.device);
    if (known?.link !== link) return;
    known.link = undefined;
    known.lastSeen = this.#options.clock.now();
    this.#options.log.info({ device: link.device, goodbye }, 'link ended');
    this.#dialer.lost(link.device);
    this.emit('offline', { device: link.device });
    this.emit('changed', undefined);
  }

  #links(): PeerLink[] {
    return Array.from(this.#known.values(), ({ link }) => link).filter(
      (link) => link !== undefined,
    );
  }

  #know(device: DeviceId): Known {
    let known = this.#known.get(device);
    if (!known) {
      known = { link: undefined, name: undefined, lastSeen: undefined };
      this.#known.set(device, known);
    }
    return known;
  }
}
