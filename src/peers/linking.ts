/**
 * How the links to the members come about and end: wires dialling, better paths, gossip, the sweep
 * and the reasons why a member is not linked.
 */
import { randomBytes } from 'node:crypto';
import type { LinkFrame, RosterFrame } from '../api/peer.ts';
import { base32 } from '../base/base32.ts';
import type { CancelTimer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { DeviceId } from '../model/id.ts';
import { formatTarget } from '../net/target-text.ts';
import type { Target } from '../net/tls-link.ts';
import type { FrameSocket } from '../net/web-socket.ts';
import { Dialer, type DialOptions } from './dialing/dialer.ts';
import type { PeerDirectoryOptions } from './directory-options.ts';
import { Gossip } from './dialing/gossip.ts';
import type { Greeting } from './links/greeting.ts';
import { LinkMaker, type Origin } from './links/link-maker.ts';
import { Links } from './links/links.ts';
import { PathSeeker } from './links/path-seeker.ts';
import type { LinkEnd, PeerLink } from './links/peer-link.ts';
import { PresenceBook } from './presence-book.ts';
import { isUsableHint } from './dialing/roster.ts';
import { Sweeper } from './sweep/sweeper.ts';
import { sweeperOptions } from './sweep/sweeping.ts';
import { checkMember } from './dialing/strangers.ts';
import { mostTelling, type Failure } from './trouble.ts';

interface LinkingEvents {
  linked: { link: PeerLink; instead: PeerLink | undefined; dead: boolean };
  ended: { link: PeerLink };
  frame: { device: DeviceId; frame: LinkFrame };
  /** What is known about a member that is not linked has changed. */
  absence: undefined;
}

/** A PC that said it sleeps and still runs after this long did not go to sleep. */
const FALLING_ASLEEP_MS = 20_000;

export class Linking extends Emitter<LinkingEvents> implements Lifecycle {
  readonly presence: PresenceBook;
  readonly links: Links;
  readonly dialer: Dialer;
  readonly #options: PeerDirectoryOptions;
  readonly #maker: LinkMaker;
  readonly #seeker: PathSeeker;
  readonly #sweeper: Sweeper;
  readonly #gossip: Gossip;
  /** Peers that this side said hello to and that did not answer yet. */
  readonly #greeting = new Set<DeviceId>();
  #running = false;
  /** Set while this PC goes to sleep. */
  #asleep: CancelTimer | undefined;

  constructor(options: PeerDirectoryOptions) {
    super((error) => options.log.error({ error }, 'a listener of the links failed'));
    this.#options = options;
    const { identity, introduce, adapters, addresses, clock, log } = options;
    this.presence = new PresenceBook(clock);
    const instance = base32(randomBytes(16));
    this.#maker = new LinkMaker({ identity, instance, introduce, adapters, clock });
    this.links = new Links({
      self: identity.id,
      isWelcome: (device) => this.#isWelcome(device),
      doubted: (link) => void this.#seeker.rescue(link),
      clock,
      onError: (error) => log.error({ error }, 'a listener of the links failed'),
    });
    this.links.on('linked', (linked) => this.#linked(linked.link, linked));
    this.links.on('ended', ({ link, how }) => this.#ended(link, how));
    this.links.on('frame', ({ link, frame }) => this.#frame(link, frame));
    this.#gossip = new Gossip(options, this.links);
    this.dialer = new Dialer({
      clock,
      wanted: () => options.members.others().map(({ id }) => id),
      linked: (device) => this.links.of(device) !== undefined,
      asleep: (device) => this.presence.presenceOf(device) === 'asleep',
      remembered: (device) => addresses.of(device),
      forget: (device, { host, port }) => addresses.drop(device, host, port),
      dial: (device, target, dialling) => this.#dial(device, target, dialling),
      failed: (device, failures) => this.#failed(device, failures),
    });
    this.#seeker = new PathSeeker({
      clock,
      links: () => this.links.all(),
      candidates: (device) => this.dialer.targets(device),
      knock: (device, target) => this.#maker.knock(device, target),
      found: (link, target) => this.#made(link, target),
    });
    this.#sweeper = new Sweeper(sweeperOptions(options, this, this.#maker));
  }

  start(): void {
    this.#running = true;
    this.links.liveness.start();
    this.#begin();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#asleep?.();
    this.#asleep = undefined;
    this.#gossip.stop();
    this.#pause();
    this.links.liveness.stop();
    await this.links.farewell();
  }

  #begin(): void {
    this.dialer.start();
    this.#seeker.start();
    this.#sweeper.start();
  }

  #pause(): void {
    this.#sweeper.stop();
    this.#seeker.stop();
    this.dialer.stop();
  }

  /** The LAN says that a member is there. */
  heard(device: DeviceId, targets: readonly Target[]): void {
    if (this.dialer.heard(device, targets)) this.#seeker.soon(device);
  }

  /** This PC's own addresses changed, or it slept. */
  adaptersChanged(): void {
    this.woke();
    for (const link of this.links.all()) void this.links.liveness.probe(link);
    if (this.#running) this.dialer.retryAll();
    this.#seeker.reset();
    this.#sweeper.adaptersChanged();
    this.#gossip.tellSelf();
  }

  /** This PC goes to sleep: its peers hear it, and no link is made until it wakes. */
  sleep(): void {
    if (!this.#running || this.#asleep) return;
    this.#asleep = this.#options.clock.after(FALLING_ASLEEP_MS, () => this.woke());
    this.#pause();
    this.links.sleep();
  }

  /** It woke, or did not sleep after all. */
  woke(): void {
    if (!this.#asleep) return;
    this.#asleep();
    this.#asleep = undefined;
    if (this.#running) this.#begin();
  }

  /** No member any more. */
  forget(device: DeviceId): void {
    // While it is known still: whoever serves it hears that it is gone.
    this.links.of(device)?.destroy();
    this.presence.forget(device);
    this.#gossip.forget(device);
    this.dialer.forget(device);
    this.#seeker.forget(device);
  }

  /** There may be new members. */
  check(): void {
    if (this.#running && !this.#asleep) this.dialer.check();
  }

  /** A peer dialled in; its key was proven by TLS and is a member's. */
  accept(frames: FrameSocket, device: DeviceId, origin: Origin): void {
    // Before it hears a hello: it would take this for a link, and lose it again.
    if (!this.#isWelcome(device)) return frames.destroy();
    const greeting = this.#maker.answer(frames, device, origin);
    greeting.link().then(
      (link) => this.links.arrived(link),
      () => frames.destroy(),
    );
  }

  /** Links to the member that answers there; throws as `PeerDirectory.connect` says. */
  async connect(target: Target): Promise<DeviceId> {
    const { members, identity } = this.#options;
    const greeting = await this.#maker.knockAnywhere(target, (device) =>
      checkMember(device, target, { self: identity.id, members }),
    );
    const { device } = greeting;
    this.#remember(device, target);
    this.dialer.heard(device, [target]);
    if (this.links.of(device)) greeting.discard();
    else await this.#become(greeting, target);
    return device;
  }

  async #dial(device: DeviceId, target: Target, dialling: DialOptions): Promise<void> {
    const greeting = await this.#maker.knock(device, target, dialling);
    // Nothing was said yet: the peer does not take this for its link.
    const wanted = this.#isWelcome(device) && !dialling.signal.aborted;
    const enough = this.links.of(device) !== undefined || this.#greeting.has(device);
    if (!wanted || enough) return greeting.discard();
    await this.#become(greeting, target);
  }

  /** One hello at a time: of two, each side might drop the one that the other keeps. */
  async #become(greeting: Greeting, target: Target): Promise<void> {
    const { device } = greeting;
    this.#greeting.add(device);
    try {
      this.#made(await greeting.link(), target);
    } finally {
      this.#greeting.delete(device);
    }
  }

  #made(link: PeerLink, target: Target): void {
    this.#remember(link.device, target);
    this.links.arrived(link);
  }

  /** Worth having, but no reason to lose the link: the disk may be full. */
  #remember(device: DeviceId, { host, port }: Target): void {
    try {
      this.#options.addresses.remember(device, host, port);
    } catch (error) {
      this.#options.log.warn({ device, error }, 'an address could not be kept');
    }
  }

  #isWelcome(device: DeviceId): boolean {
    return this.#running && !this.#asleep && this.#options.members.isMember(device);
  }

  #linked(link: PeerLink, how: LinkingEvents['linked']): void {
    const { device, target } = link;
    this.presence.linked(device);
    this.#sweeper.linked();
    this.#options.log.info(
      { device, host: target.host, moved: how.instead !== undefined },
      'linked',
    );
    this.#gossip.linked(link, { known: how.instead !== undefined });
    this.#seeker.soon(device);
    this.emit('linked', how);
  }

  #ended(link: PeerLink, how: LinkEnd): void {
    const { device, target } = link;
    this.#options.log.info({ device, how }, 'link ended');
    this.#gossip.forget(device);
    this.presence.ended(device, how, formatTarget(target));
    this.dialer.lost(device);
    this.emit('ended', { link });
    // Whoever took its leave comes back by itself.
    if (how !== 'goodbye' && how !== 'sleep' && this.#isWelcome(device)) this.dialer.retry(device);
  }

  #failed(device: DeviceId, failures: readonly Failure[]): void {
    const failure = mostTelling(failures) ?? { code: 'no_address', address: null };
    const alone = this.#options.adapters.current().every(({ kind }) => kind === 'loopback');
    const answered = !['timeout', 'no_route', 'no_address'].includes(failure.code);
    const here = failure.address?.startsWith('127.') === true;
    const code = alone && !answered && !here ? 'no_network' : failure.code;
    if (this.presence.failed(device, { ...failure, code })) this.emit('absence', undefined);
  }

  #frame(link: PeerLink, frame: LinkFrame): void {
    if (frame.type === 'roster') this.#hinted(link, frame);
    else this.emit('frame', { device: link.device, frame });
  }

  /** Hints of one member about itself and others; whoever is dialled must prove its key. */
  #hinted({ device: from, target }: PeerLink, frame: RosterFrame): void {
    for (const { device, host, port } of frame.peers) {
      if (!this.#options.members.isMember(device)) continue;
      if (!isUsableHint({ host, port }, target)) continue;
      this.dialer.hinted(device, { host, port });
    }
    // Its adapters changed: what was tried in vain may work now.
    if (this.#gossip.heard(from, frame)) this.#seeker.reset(from);
  }
}
