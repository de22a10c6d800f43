/** Files and folders that PCs give to each other, beside what they share. */
import { randomBytes } from 'node:crypto';
import { base32 } from '../../src/base/base32.ts';
import type { Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { DeviceId, ResourceId } from '../../src/model/id.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import type { ShareAccess } from '../../src/shares/share-access.ts';
import type { ShareRegistry } from '../../src/shares/share-registry.ts';
import type { Database } from '../../src/store/database.ts';
import { Settings } from '../../src/store/settings.ts';
import { KeepDesk } from '../../src/transfer/keeping/keep-desk.ts';
import { ReceiveRuleBook } from '../../src/transfer/sending/receive-rules.ts';
import { ReceivingDesk } from '../../src/transfer/sending/receiving-desk.ts';
import { SendingDesk } from '../../src/transfer/sending/sending-desk.ts';
import {
  bringFolder,
  type BringOptions,
  type BringOrder,
} from '../../src/transfer/tree/bring-folder.ts';
import type { TreeFetchOptions } from '../../src/transfer/tree/tree-fetch.ts';
import type { WantedFile } from '../../src/transfer/tree/tree-plan.ts';
import type { Transfers } from '../../src/transfer/transfers.ts';
import { downloadsFolder } from '../platform/downloads-folder.ts';
import { GivenFiles } from './given-files.ts';
import { SentFiles } from './sent-files.ts';
import { PackerThread } from './small-file-packer.ts';
import { PlacerThread } from './small-file-placer.ts';
import { Stages } from '../../src/transfer/tree/stages.ts';

export interface GivingOptions {
  home: string;
  database: Database;
  transport: PeerTransport;
  paced: TreeFetchOptions['paced'];
  hold: TreeFetchOptions['hold'];
  isOnline: (device: DeviceId) => boolean;
  others: () => DeviceId[];
  shares: Pick<ShareRegistry, 'openFor'>;
  nameOf: (device: DeviceId) => string;
  isMember: (device: DeviceId) => boolean;
  shareName: (device: DeviceId, share: ResourceId) => string;
  paused: () => boolean;
  /** These are made of what is made here. */
  transfers: () => Transfers;
  access: () => ShareAccess;
  clock: Clock;
  log: Log;
}

function newId(): ResourceId {
  return base32(randomBytes(10));
}

export class Giving implements Lifecycle {
  readonly sendings: SendingDesk;
  readonly receiving: ReceivingDesk;
  readonly rules: ReceiveRuleBook;
  readonly keeps: KeepDesk;
  /** Puts small files onto the disk. */
  readonly placer: PlacerThread;
  /** Reads small files for those who ask for them. */
  readonly packer: PackerThread;
  /** What dashboards hand over to be given. */
  readonly given: GivenFiles;
  readonly #stages: Stages;
  readonly #files: SentFiles;
  readonly #shares: GivingOptions['shares'];
  readonly #bring: BringOptions;
  readonly #others: () => DeviceId[];

  constructor(options: GivingOptions) {
    const { database, nameOf, transfers } = options;
    this.#shares = options.shares;
    this.#others = options.others;
    this.placer = new PlacerThread(options.clock);
    this.packer = new PackerThread(options.clock);
    this.#stages = new Stages({ memory: new Settings(database).entry('stages') });
    const { placer } = this;
    const stages = this.#stages;
    this.#files = new SentFiles({
      ...options,
      readable: (device, id) => this.sendings.readable(device, id),
    });
    this.sendings = new SendingDesk({
      ...options,
      measure: (path) => this.#files.measure(path),
      newId,
    });
    this.given = new GivenFiles({ ...options, needed: () => this.sendings.openPaths() });
    this.sendings.on('changed', () => {
      this.#files.review();
      void this.given.review();
    });
    this.rules = new ReceiveRuleBook({
      memory: new Settings(database).entry('receive'),
      defaultFolder: downloadsFolder,
      nameOf,
    });
    const filesOf = (device: DeviceId, share: ResourceId) => options.access().open(device, share);
    const parts = {
      begin: (...order: Parameters<Transfers['begin']>) => transfers().begin(...order),
      ended: (id: string) => transfers().ended(id),
      act: (...what: Parameters<Transfers['act']>) => transfers().act(...what),
      partsOf: (of: string) => transfers().partsOf(of),
      drop: (of: string) => transfers().drop(of),
    };
    this.#bring = { ...options, filesOf, placer, stages, transfers: parts };
    this.receiving = new ReceivingDesk({
      ...options,
      rules: this.rules,
      filesOf,
      placer,
      stages,
      transfers: parts,
    });
    this.keeps = new KeepDesk({
      ...options,
      filesOf,
      placer,
      stages,
      transfers: parts,
      moved: (from, to) => transfers().moved(from, to),
      newId,
      watch: async ({ device, share, path }, { changed, ended }) => {
        const watch = await filesOf(device, share).watch(path, { changed, ended });
        return () => watch.close();
      },
    });
  }

  async start(): Promise<void> {
    await this.#files.start();
    await this.#stages.start();
    this.sendings.start();
    await this.given.start();
    this.receiving.start();
    this.keeps.start();
  }

  async stop(): Promise<void> {
    this.sendings.stop();
    await this.receiving.stop();
    await this.keeps.stop();
    await this.placer.stop();
    await this.packer.stop();
  }

  /** Throws `request.invalid` for this PC, and for whoever is no member. */
  requireColleague(device: DeviceId): void {
    if (this.#others().includes(device)) return;
    throw new HallwayError('request.invalid', 'Only what a colleague shares can be fetched.');
  }

  /** A whole folder of another member's share to its place here. */
  bring(order: BringOrder): Promise<WantedFile[]> {
    return bringFolder(this.#bring, order);
  }

  /** Sharing was paused, or goes on. */
  pausedChanged(): void {
    this.#files.review();
  }

  /** What a peer may read: what is given to it, or a share. Throws `share.not_found`. */
  openFor(device: DeviceId, share: ResourceId): FileSystem {
    return this.#files.openFor(device, share) ?? this.#shares.openFor(device, share);
  }
}
