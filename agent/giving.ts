/** Files and folders that PCs give to each other, beside what they share. */
import { randomBytes } from 'node:crypto';
import { base32 } from '../src/base/base32.ts';
import type { Clock } from '../src/base/clock.ts';
import type { Lifecycle } from '../src/base/lifecycle.ts';
import type { Log } from '../src/base/log.ts';
import type { DeviceId, ResourceId } from '../src/model/id.ts';
import type { PeerTransport } from '../src/net/peer-transport.ts';
import type { FileSystem } from '../src/shares/file-system.ts';
import type { ShareAccess } from '../src/shares/share-access.ts';
import type { ShareRegistry } from '../src/shares/share-registry.ts';
import type { Database } from '../src/store/database.ts';
import { Settings } from '../src/store/settings.ts';
import { ReceiveRuleBook } from '../src/transfer/sending/receive-rules.ts';
import { ReceivingDesk } from '../src/transfer/sending/receiving-desk.ts';
import { SendingDesk } from '../src/transfer/sending/sending-desk.ts';
import type { Transfers } from '../src/transfer/transfers.ts';
import { downloadsFolder } from './platform/downloads-folder.ts';
import { SentFiles } from './sent-files.ts';

export interface GivingOptions {
  home: string;
  database: Database;
  transport: PeerTransport;
  isOnline: (device: DeviceId) => boolean;
  others: () => DeviceId[];
  shares: Pick<ShareRegistry, 'openFor'>;
  nameOf: (device: DeviceId) => string;
  paused: () => boolean;
  /** These are made of what is made here. */
  transfers: () => Transfers;
  access: () => ShareAccess;
  clock: Clock;
  log: Log;
}

export class Giving implements Lifecycle {
  readonly sendings: SendingDesk;
  readonly receiving: ReceivingDesk;
  readonly rules: ReceiveRuleBook;
  readonly #files: SentFiles;
  readonly #shares: GivingOptions['shares'];

  constructor(options: GivingOptions) {
    const { database, nameOf, transfers } = options;
    this.#shares = options.shares;
    this.#files = new SentFiles({
      ...options,
      readable: (device, id) => this.sendings.readable(device, id),
    });
    this.sendings = new SendingDesk({
      ...options,
      measure: (path) => this.#files.measure(path),
      newId: () => base32(randomBytes(10)),
    });
    this.rules = new ReceiveRuleBook({
      memory: new Settings(database).entry('receive'),
      defaultFolder: downloadsFolder,
      nameOf,
    });
    this.receiving = new ReceivingDesk({
      ...options,
      rules: this.rules,
      filesOf: (device, share) => options.access().open(device, share),
      transfers: {
        begin: (order, how) => transfers().begin(order, how),
        ended: (id) => transfers().ended(id),
        act: (id, action) => transfers().act(id, action),
        partsOf: (of) => transfers().partsOf(of),
        drop: (of) => transfers().drop(of),
      },
    });
  }

  async start(): Promise<void> {
    await this.#files.start();
    this.sendings.start();
    this.receiving.start();
  }

  async stop(): Promise<void> {
    this.sendings.stop();
    await this.receiving.stop();
  }

  /** What a peer may read: what is given to it, or a share. Throws `share.not_found`. */
  openFor(device: DeviceId, share: ResourceId): FileSystem {
    return this.#files.openFor(device, share) ?? this.#shares.openFor(device, share);
  }
}
