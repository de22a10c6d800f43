/** Passes on where the members are: to a new link everything, to the others what is new. */
import type { RosterFrame } from '../../api/peer.ts';
import type { CancelTimer } from '../../base/clock.ts';
import type { DeviceId } from '../../model/id.ts';
import type { PeerDirectoryOptions } from '../directory-options.ts';
import type { Links } from '../links/links.ts';
import type { PeerLink } from '../links/peer-link.ts';
import { OwnWords, rosterFrames, type RosterEntry } from './roster.ts';

/** What members say of themselves when they link is passed on in one go. */
const GOSSIP_MS = 2000;
/** Remembered addresses told of a member, beside those of now. */
const TOLD_REMEMBERED = 2;

export class Gossip {
  readonly #options: PeerDirectoryOptions;
  readonly #links: Links;
  readonly #words = new OwnWords();
  /** Who said something new of itself that the others were not told yet. */
  readonly #news = new Set<DeviceId>();
  #later: CancelTimer | undefined;

  constructor(options: PeerDirectoryOptions, links: Links) {
    this.#options = options;
    this.#links = links;
  }

  stop(): void {
    this.#later?.();
    this.#later = undefined;
    this.#news.clear();
  }

  /** A link stands. `known`: in place of another one. */
  linked(link: PeerLink, { known }: { known: boolean }): void {
    const others = this.#options.members.others().filter(({ id }) => id !== link.device);
    const all = [this.#self(), ...others.map(({ id }) => this.#entry(id))];
    for (const frame of rosterFrames(all)) link.send(frame);
    if (!known) this.#tell([this.#entry(link.device)], link.device);
  }

  /** What a member says of itself is passed on for as long as it is linked. True if it is news. */
  heard(from: DeviceId, frame: RosterFrame): boolean {
    if (!this.#words.heard(from, frame)) return false;
    this.#news.add(from);
    this.#later ??= this.#options.clock.after(GOSSIP_MS, () => {
      this.#later = undefined;
      const news = this.#links.all().filter(({ device }) => this.#news.has(device));
      this.#news.clear();
      this.#tell(news.map(({ device }) => this.#entry(device)));
    });
    return true;
  }

  forget(device: DeviceId): void {
    this.#words.forget(device);
  }

  /** This PC's own addresses changed. */
  tellSelf(): void {
    this.#tell([this.#self()]);
  }

  #tell(entries: readonly RosterEntry[], except?: DeviceId): void {
    const frames = rosterFrames(entries);
    for (const link of this.#links.all())
      if (link.device !== except) for (const frame of frames) link.send(frame);
  }

  #self(): RosterEntry {
    const { identity, adapters, introduce } = this.#options;
    const addresses = adapters.current().flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
    if (addresses.length === 0) return { device: identity.id, targets: [] };
    const { port } = introduce(identity.id);
    const targets = addresses.map(({ address }) => ({ host: address, port }));
    return { device: identity.id, targets };
  }

  #entry(device: DeviceId): RosterEntry {
    const link = this.#links.of(device);
    const remembered = this.#options.addresses.of(device).slice(0, TOLD_REMEMBERED);
    const now = link ? [link.target, ...this.#words.of(device)] : [];
    return { device, targets: [...now, ...remembered] };
  }
}
