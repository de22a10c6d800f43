/** Every share that this PC may use, as one: its own from the registry, others' from their owner, file servers'. */
import type { Clock } from '../base/clock.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { Offers, PeerTransport } from '../net/peer-transport.ts';
import { readPeerThumbnail } from '../api/peer-files.ts';
import type { ThumbnailSize } from '../model/entry.ts';
import type { FileSystem } from './file-system.ts';
import { PeerFileSystem } from './peer-file-system.ts';
import { readThumbnail } from './thumbnails/peer-thumbnail.ts';
import type { ThumbnailDesk } from './thumbnails/thumbnail-desk.ts';
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
  /** What makes small pictures at this PC. */
  thumbnails: Pick<ThumbnailDesk, 'of'>;
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

  /**
   * A small picture of a file, undefined where there is none: made by the PC that has the file, and
   * by this one of what is on a file server. Throws what `FileSystem.stat` throws, `request.busy`.
   */
  async thumbnail(
    { device, share }: { device: DeviceId; share: ResourceId },
    path: string,
    size: ThumbnailSize,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const { servers, transport, thumbnails } = this.#options;
    if (device === this.#options.device || servers.has(device)) {
      const files = this.open(device, share);
      return thumbnails.of(files, { place: `${device} ${share}`, path, size });
    }
    const input = { params: { share }, query: { path, size } };
    const { body } = await transport.open(device, readPeerThumbnail, input, { signal });
    const picture = await readThumbnail(body, size);
    return picture.length === 0 ? undefined : picture;
  }

  /** The same for a peer that asks for what is here. */
  thumbnailFor(
    device: DeviceId,
    share: ResourceId,
    path: string,
    size: ThumbnailSize,
  ): Promise<Uint8Array | undefined> {
    const { openFor, thumbnails } = this.#options;
    const place = `${this.#options.device} ${share}`;
    return thumbnails.of(openFor(device, share), { place, path, size });
  }
}
