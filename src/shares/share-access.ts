/** Every share that this PC may use, as one: its own from the registry, others' from their owner, file servers'. */
import type { Clock } from '../base/clock.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { Offers, PeerTransport } from '../net/peer-transport.ts';
import type { FileSystem } from './file-system.ts';
import { PeerFileSystem } from './peer-file-system.ts';
import { PeerWatches, type PeerWatchesOptions } from './watching/peer-watches.ts';

export interface FileServers {
  has(device: DeviceId): boolean;
  /** Undefined if the device is none. Throws `share.not_found`. */
  open(device: DeviceId, share: ResourceId): FileSystem | undefined;
}

export interface ShareAccessOptions {
  /** This PC. */
  device: DeviceId;
  openFor: (device: DeviceId, share: ResourceId) => FileSystem;
  transport: PeerTransport;
  offers: Offers;
  spool: string;
  clock: Clock;
  /** Those without Hallway. */
  servers: FileServers;
  /** The links to the peers, for what they tell by themselves. */
  links: Pick<PeerWatchesOptions, 'send' | 'isOnline'>;
}

export class ShareAccess {
  /** Folders of peers that somebody here has open. */
  readonly watches: PeerWatches;
  readonly #options: ShareAccessOptions;

  constructor(options: ShareAccessOptions) {
    this.#options = options;
    const { links, clock } = options;
    this.watches = new PeerWatches({
      send: (device, frame) => links.send(device, frame),
      isOnline: (device) => links.isOnline(device),
      clock,
    });
  }

  /**
   * The files of a share. For this PC's own share the rights are those that everybody has. A
   * peer's share is not asked about here: its owner answers each call.
   */
  open(device: DeviceId, share: ResourceId): FileSystem {
    const { openFor, servers, transport, offers, spool, clock } = this.#options;
    if (device === this.#options.device) return openFor(device, share);
    const served = servers.open(device, share);
    if (served) return served;
    const { watches } = this;
    return new PeerFileSystem({ transport, offers, device, share, spool, clock, watches });
  }
}
