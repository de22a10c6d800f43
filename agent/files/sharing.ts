/** What sharing is made of: shares and drives of this PC, the ways to others', files in pieces. */
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { DeviceId, ResourceId } from '../../src/model/id.ts';
import type { Offers, PeerTransport } from '../../src/net/peer-transport.ts';
import { ResumingTransport } from '../../src/net/resuming-transport.ts';
import type { PeerDirectory } from '../../src/peers/peer-directory.ts';
import { LockAccess } from '../../src/shares/dav/lock-access.ts';
import { DriveDesk } from '../../src/shares/drives/drive-desk.ts';
import { isDrive, systemDrives } from '../../src/shares/drives/system-drives.ts';
import { ShareAccess, type ShareAccessOptions } from '../../src/shares/share-access.ts';
import { ShareRegistry } from '../../src/shares/share-registry.ts';
import { UploadReceiver } from '../../src/shares/upload-receiver.ts';
import type { Database } from '../../src/store/database.ts';
import { Transfers } from '../../src/transfer/transfers.ts';
import { PacedTransport } from '../../src/transfer/manners/paced-transport.ts';
import type { Manners } from '../../src/transfer/manners/manners.ts';
import { readHeld } from '../platform/linux/held-bytes.ts';
import { Giving } from './giving.ts';
import { HashThreads } from './hash-threads.ts';
import { OwnFilesPrepared } from './own-files-prepared.ts';
import { composeManners } from './manners.ts';
import { pieceFiles } from './piece-files.ts';

export interface SharingOptions extends Pick<ShareAccessOptions, 'servers' | 'thumbnails'> {
  home: string;
  identity: Identity;
  database: Database;
  nameOf: (device: DeviceId) => string;
  /** Breaks off with its connection; whoever uses it goes on by itself. */
  clients: PeerTransport;
  offers: Offers;
  directory: PeerDirectory;
  isMember: (device: DeviceId) => boolean;
  /** The members, this PC left out. */
  others: () => DeviceId[];
  shareName: (device: DeviceId, share: ResourceId) => string;
  /** How long what a person waits for goes on without a byte. */
  patienceMs: number | undefined;
  clock: Clock;
  log: Log;
}

export interface Sharing {
  shares: ShareRegistry;
  drives: DriveDesk;
  access: ShareAccess;
  locks: LockAccess;
  uploads: UploadReceiver;
  transfers: Transfers;
  giving: Giving;
  /** How files behave on this PC's line. */
  manners: Manners;
  /** Hashes large files before anybody asks. */
  preparing: Lifecycle;
  /** To colleagues, with manners. */
  clients: PacedTransport;
}

const PATIENCE_MS = 30_000;

export function composeSharing(options: SharingOptions): Sharing {
  const { home, identity, database, servers, thumbnails, nameOf, clock, log } = options;
  const { offers, directory: links } = options;
  const manners = composeManners(database, clock, { transfers: () => sharing.transfers, log });
  const clients = new PacedTransport(options.clients, manners.down, { key: 'read', urgent: true });
  const transport = new ResumingTransport(clients, clock, options.patienceMs);
  const paced = (key: string, urgent: boolean) => clients.for({ key, urgent });
  const { hold } = manners;
  const threads = new HashThreads(clock);
  const device = identity.id;
  const system = systemDrives(clock, log);
  const shares = new ShareRegistry({
    database,
    device,
    home,
    clock,
    log,
    nameOf,
    isDrive: (path) => isDrive(system.source, path),
    readHeld,
  });
  const giving: Giving = new Giving({
    ...options,
    shares,
    transport: clients,
    paced,
    hold,
    isOnline: (peer) => links.isOnline(peer),
    paused: () => shares.gate.paused,
    transfers: () => sharing.transfers,
    access: () => sharing.access,
  });
  const openFor = (peer: DeviceId, share: ResourceId) => giving.openFor(peer, share);
  const reached = { servers, thumbnails, transport, offers, links };
  const sharing: Sharing = {
    shares,
    giving,
    manners,
    clients,
    preparing: new OwnFilesPrepared({ sharing: () => sharing, threads, device, clock, log }),
    drives: new DriveDesk({ system, shares, database, clock, log }),
    access: new ShareAccess({ device, openFor, ...reached, spool: join(home, 'uploads'), clock }),
    locks: new LockAccess({ database, clock, device, transport, servers }),
    // It resumes by itself, and gives up sooner: a person may be waiting at the other side.
    uploads: new UploadReceiver({ transport: clients, clock, openFor }),
    transfers: new Transfers({
      identity,
      database,
      transport: clients,
      paced,
      hold,
      giveOnLimit: () => manners.rules.giveOn,
      links,
      openFor: (peer, share) => pieceFiles(openFor(peer, share), threads),
      audienceOf: (share) => {
        const found = shares.list().find(({ id }) => id === share);
        return found && { open: found.with === 'everyone', until: found.until };
      },
      isMember: options.isMember,
      gives: () => !shares.gate.paused && giving.rules.givesOn && manners.givesOn,
      nameOf,
      patienceMs: options.patienceMs ?? PATIENCE_MS,
      random: Math.random,
      clock,
      log,
    }),
  };
  return sharing;
}
