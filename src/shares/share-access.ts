/** Every share that this PC may use, as one: its own from the registry, others' from their owner, file servers'. */
import type { Clock } from '../base/clock.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { Offers, PeerTransport } from '../net/peer-transport.ts';
import type { FileSystem } from './file-system.ts';
import { PeerFileSystem } from './peer-file-system.ts';

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
}

export class ShareAccess {
  readonly #options: ShareAccessOptions;

  constructor(options: ShareAccessOptions) {
    this.#options = options;
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
    return new PeerFileSystem({ transport, offers, device, share, spool, clock });
  }
}
