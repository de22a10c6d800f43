/** Locks of every share that this PC may use: its own from its book, others' from their owner. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import type { Database } from '../../store/database.ts';
import type { ShareKey } from './dav-tree.ts';
import { LockBook, type ShareLocks } from './lock-book.ts';
import { peerLocks } from './peer-locks.ts';

export interface LockAccessOptions {
  database: Database;
  clock: Clock;
  /** This PC. */
  device: DeviceId;
  transport: PeerTransport;
  /** Their shares have no owner with a book: this PC keeps the locks of its own programs. */
  servers: { has(device: DeviceId): boolean };
}

export class LockAccess {
  readonly #options: LockAccessOptions;
  readonly #book: LockBook;

  constructor(options: LockAccessOptions) {
    this.#options = options;
    this.#book = new LockBook(options.database, options.clock, () => `urn:uuid:${randomUUID()}`);
  }

  of(key: ShareKey): ShareLocks {
    const { device, transport, clock, servers } = this.#options;
    return key.device === device || servers.has(key.device)
      ? this.#book.of(key.share, device)
      : peerLocks(transport, key, clock);
  }

  /** Those of a share of this PC, as a peer's programs use them. */
  forPeer(peer: DeviceId, share: ResourceId): ShareLocks {
    return this.#book.of(share, peer);
  }
}
