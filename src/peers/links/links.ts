/**
 * The one link to each peer. Members dial and are dialled; where two links meet, both sides keep the
 * same one, and a newer one of the same dialler takes the place of the older.
 */
import type { LinkFrame } from '../../api/peer.ts';
import { sleep, type Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { DeviceId } from '../../model/id.ts';
import { Liveness } from './liveness.ts';
import { CloseCode, type LinkEnd, type PeerLink } from './peer-link.ts';

export interface LinksOptions {
  /** This device. */
  self: DeviceId;
  /** Is it a member, and does this device take links at all now? */
  isWelcome: (device: DeviceId) => boolean;
  /** Nothing comes over the link, and it is being looked at why. */
  doubted: (link: PeerLink) => void;
  clock: Clock;
  onError: (error: unknown) => void;
}

interface LinksEvents {
  /** A link stands; `instead` of one that was dropped for it, which had gone `dead` or not. */
  linked: { link: PeerLink; instead: PeerLink | undefined; dead: boolean };
  ended: { link: PeerLink; how: LinkEnd };
  frame: { link: PeerLink; frame: LinkFrame };
}

/** Open for a second link's sake: how long the standing one may take to show that it lives. */
const PROBE_MS = 700;
/** A link that was silent for so long when another came is taken for dead. */
const DEAD_MS = 2000;
/** A peer that is there hears the farewell within milliseconds. */
const FAREWELL_MS = 500;

export class Links extends Emitter<LinksEvents> {
  readonly liveness: Liveness;
  readonly #options: LinksOptions;
  readonly #standing = new Map<DeviceId, PeerLink>();

  constructor(options: LinksOptions) {
    super(options.onError);
    this.#options = options;
    const { clock, doubted } = options;
    this.liveness = new Liveness({ clock, links: () => this.all(), doubted });
  }

  of(device: DeviceId): PeerLink | undefined {
    return this.#standing.get(device);
  }

  all(): PeerLink[] {
    return Array.from(this.#standing.values());
  }

  /** Both sides said hello. */
  arrived(link: PeerLink): void {
    if (link.ended || !this.#options.isWelcome(link.device)) return link.destroy();
    const standing = this.of(link.device);
    if (!standing) return this.#adopt(link);
    const restarted = standing.hello.instance !== link.hello.instance;
    if (restarted || standing.dialled === link.dialled || !this.#outranks(standing))
      return this.#adopt(link);
    void this.liveness.probe(standing, PROBE_MS).then((lives) => {
      if (lives) link.close(CloseCode.duplicate);
      // Much may have happened meanwhile: it is looked at as if it had come only now.
      else this.arrived(link);
    });
  }

  /** Ends every link; the peers hear why. */
  sleep(): void {
    for (const link of this.all()) {
      link.send({ type: 'sleep' });
      link.close(CloseCode.duplicate);
    }
  }

  /**
   * Takes leave of every peer. Nobody who listens here hears of it. Resolves once all of them heard,
   * or after `FAREWELL_MS`: a connection that is reset before may take the farewell with it.
   */
  async farewell(): Promise<void> {
    const links = this.all();
    this.#standing.clear();
    const heard = links.map(
      (link) => new Promise<void>((resolve) => link.on('close', () => resolve())),
    );
    for (const link of links) link.close(CloseCode.goingAway);
    await Promise.race([Promise.all(heard), sleep(this.#options.clock, FAREWELL_MS)]);
  }

  /** Both sides keep the link that the device with the smaller id dialled. */
  #outranks(link: PeerLink): boolean {
    return link.dialled === this.#options.self < link.device;
  }

  #adopt(link: PeerLink): void {
    const { device } = link;
    const instead = this.of(device);
    const dead =
      instead !== undefined && this.#options.clock.monotonic() - instead.aliveAt > DEAD_MS;
    this.#standing.set(device, link);
    link.on('close', ({ how }) => this.#ended(link, how));
    instead?.close(CloseCode.duplicate);
    this.emit('linked', { link, instead, dead });
    link.listen((frame) => this.emit('frame', { link, frame }));
  }

  #ended(link: PeerLink, how: LinkEnd): void {
    if (this.of(link.device) !== link) return;
    this.#standing.delete(link.device);
    this.emit('ended', { link, how });
  }
}
