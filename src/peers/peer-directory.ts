/** The other members: who is reachable, by what way, since when, and why not. */
import type { HelloFrame, LinkFrame } from '../api/peer.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import { displayName } from '../base/text.ts';
import type { Peer } from '../model/device.ts';
import type { DeviceId } from '../model/id.ts';
import { formatTarget } from '../net/target-text.ts';
import type { Target } from '../net/tls-link.ts';
import type { FrameSocket } from '../net/web-socket.ts';
import type { PeerDirectoryOptions } from './directory-options.ts';
import type { Origin } from './links/link-maker.ts';
import { Linking } from './linking.ts';
import { sendMagicPackets } from './waking/magic-packet.ts';
import type { PeerLink } from './links/peer-link.ts';
import { Waker } from './waking/waker.ts';

export type { Members, PeerDirectoryOptions } from './directory-options.ts';

interface DirectoryEvents {
  /** Anything that `peers()` shows. */
  changed: undefined;
  /** A link stands, or another one stands in its place: `hello` is what the peer says now. */
  online: { device: DeviceId; hello: HelloFrame };
  /** The link goes another way now; the old one is `dead`, or carries what is under way to its end. */
  moved: { device: DeviceId; dead: boolean };
  offline: { device: DeviceId };
  frame: { device: DeviceId; frame: LinkFrame };
}

interface Known {
  name: string | undefined;
  lastSeen: number | undefined;
}

/** How long somebody waits for a PC to wake. */
export const WAKE_MS = 30_000;

export class PeerDirectory extends Emitter<DirectoryEvents> implements Lifecycle {
  readonly waker: Waker;
  readonly #options: PeerDirectoryOptions;
  readonly #linking: Linking;
  readonly #known = new Map<DeviceId, Known>();

  constructor(options: PeerDirectoryOptions) {
    super((error) => options.log.error({ error }, 'a listener of the peer directory failed'));
    this.#options = options;
    const { clock, adapters, wakeBook } = options;
    this.#linking = new Linking(options);
    this.#linking.on('linked', ({ link, instead, dead }) => this.#linked(link, instead, dead));
    this.#linking.on('ended', ({ link }) => this.#ended(link));
    this.#linking.on('absence', () => this.emit('changed', undefined));
    this.#linking.on('frame', ({ device, frame }) => this.#frame(device, frame));
    this.waker = new Waker({
      clock,
      isOnline: (device) => this.isOnline(device),
      nameOf: (device) => this.nameOf(device),
      addresses: (device) => wakeBook.of(device),
      send: (macs) => sendMagicPackets(macs, adapters.current()),
      relay: (device) => this.broadcast({ type: 'wake', device }),
      dial: (device) => this.#linking.dialer.retry(device),
      onOnline: (device, then) =>
        this.on('online', (online) => {
          if (online.device === device) then();
        }),
    });
  }

  start(): void {
    this.#linking.start();
  }

  async stop(): Promise<void> {
    await this.#linking.stop();
    this.#known.clear();
  }

  // ---- what others see

  peers(): Peer[] {
    const { presence, links } = this.#linking;
    return this.#options.members.others().map(({ id, name }) => {
      const known = this.#known.get(id);
      const link = links.of(id);
      const target = link?.target ?? this.#options.addresses.of(id)[0];
      return {
        id,
        name: known?.name ?? name,
        online: link !== undefined,
        presence: link ? 'online' : presence.presenceOf(id),
        address: target ? formatTarget(target) : null,
        latencyMs: link?.latencyMs ?? null,
        lastSeen: known?.lastSeen ?? null,
        path: link?.path ?? null,
        trouble: link ? null : presence.troubleOf(id),
        canWake: this.waker.canWake(id),
      };
    });
  }

  /** Throws `workgroup.unknown_device`. */
  peer(device: DeviceId): Peer {
    const peer = this.peers().find(({ id }) => id === device);
    if (peer) return peer;
    throw new HallwayError('workgroup.unknown_device', 'No other member has this id.');
  }

  isOnline(device: DeviceId): boolean {
    return this.#linking.links.of(device) !== undefined;
  }

  isMember(device: DeviceId): boolean {
    return this.#options.members.isMember(device);
  }

  isAsleep(device: DeviceId): boolean {
    return !this.isOnline(device) && this.#linking.presence.presenceOf(device) === 'asleep';
  }

  online(): DeviceId[] {
    return this.#linking.links.all().map(({ device }) => device);
  }

  /** Where a peer's door is while it is linked. */
  targetOf(device: DeviceId): Target | undefined {
    return this.#linking.links.of(device)?.target;
  }

  nameOf(device: DeviceId): string {
    const member = this.#options.members.others().find(({ id }) => id === device);
    return this.#known.get(device)?.name ?? member?.name ?? 'That PC';
  }

  /** Somebody wants something of it: wakes it if it sleeps. */
  wakeSoon(device: DeviceId): void {
    if (!this.isAsleep(device) || !this.waker.canWake(device)) return;
    // Whoever waits for it hears when it is online; that it did not wake is shown as it is.
    this.waker.wake(device, WAKE_MS).catch(() => {});
  }

  // ---- what is heard

  heard(device: DeviceId, targets: readonly Target[]): void {
    if (this.#options.members.isMember(device)) this.#linking.heard(device, targets);
  }

  /** An unproven goodbye, or another reason to doubt: the link must show that it lives. */
  doubt(device: DeviceId): void {
    const link = this.#linking.links.of(device);
    if (link) void this.#linking.links.liveness.doubt(link);
  }

  /** This PC's own addresses changed, or it slept. */
  adaptersChanged(): void {
    this.#linking.adaptersChanged();
    this.emit('changed', undefined);
  }

  /** This PC goes to sleep: its peers hear it, and no link is made until it wakes. */
  sleep(): void {
    this.#linking.sleep();
  }

  /** This PC woke. */
  woke(): void {
    this.#linking.adaptersChanged();
  }

  /** Members came or went: links of those who are none any more end at once. */
  membersChanged(): void {
    for (const device of new Set([...this.#known.keys(), ...this.online()])) {
      if (this.#options.members.isMember(device)) continue;
      this.#linking.forget(device);
      this.#known.delete(device);
      this.waker.forget(device);
      this.#options.addresses.forget(device);
      this.#options.wakeBook.forget(device);
    }
    this.#linking.check();
    this.emit('changed', undefined);
  }

  // ---- links

  /** A peer dialled in; its key was proven by TLS and is a member's. */
  accept(frames: FrameSocket, device: DeviceId, origin: Origin): void {
    this.#linking.accept(frames, device, origin);
  }

  /**
   * Links to the member at an address that a person typed; it is remembered. Throws
   * `peer.unreachable`, or `workgroup.not_member` if a stranger answers there.
   */
  async connect(target: Target): Promise<Peer> {
    return this.peer(await this.#linking.connect(target));
  }

  send(device: DeviceId, frame: LinkFrame): void {
    this.#linking.links.of(device)?.send(frame);
  }

  broadcast(frame: LinkFrame): void {
    for (const link of this.#linking.links.all()) link.send(frame);
  }

  #linked(link: PeerLink, instead: PeerLink | undefined, dead: boolean): void {
    const { device, hello } = link;
    const name = displayName(hello.name, device.slice(0, 8));
    this.#known.set(device, { name, lastSeen: this.#options.clock.now() });
    if (hello.wake) this.#keepWake(device, hello.wake);
    if (instead) this.emit('moved', { device, dead });
    this.emit('online', { device, hello });
    this.emit('changed', undefined);
  }

  #ended({ device }: PeerLink): void {
    const name = this.#known.get(device)?.name;
    this.#known.set(device, { name, lastSeen: this.#options.clock.now() });
    this.emit('offline', { device });
    this.emit('changed', undefined);
  }

  #frame(device: DeviceId, frame: LinkFrame): void {
    if (frame.type !== 'wake') return this.emit('frame', { device, frame });
    if (this.#options.members.isMember(frame.device)) this.waker.relayed(frame.device);
  }

  /** Worth having, but no reason to lose the link: the disk may be full. */
  #keepWake(device: DeviceId, macs: readonly string[]): void {
    try {
      this.#options.wakeBook.keep(device, macs);
    } catch (error) {
      this.#options.log.warn({ device, error }, 'how to wake a peer could not be kept');
    }
  }
}
