/**
 * What this PC shares, with whom and until when. Whoever has no right to a share is told exactly
 * what is told of a share that does not exist.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { base32 } from '../base/base32.ts';
import { sleep, type CancelTimer, type Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { OwnShare, Share } from '../model/share.ts';
import type { Database } from '../store/database.ts';
import type { HiddenFolder } from './contained-root.ts';
import { shareChanged, shareGone, shareNotFound } from './file-error.ts';
import type { FileSystem } from './file-system.ts';
import { GuardedFileSystem } from './guarded-file-system.ts';
import { KeyedLock } from './local/keyed-lock.ts';
import { LocalFileSystem } from './local-file-system.ts';
import {
  hiddenFolder,
  isThere,
  sharablePath,
  shareName,
  type NewShare,
  type ShareChange,
} from './share-rules.ts';
import { ShareStore, type ShareRecord } from './share-store.ts';
import { TrashKeeper } from './trash/trash-keeper.ts';
import { UploadJournal } from './upload-journal.ts';

const CHECK_MS = 10_000;
const FIRST_CHECK_MS = 2000;
/** Longest that one timer is set for; a system timer cannot count more than 24 days. */
const LONGEST_TIMER_MS = 24 * 3_600_000;

export interface ShareRegistryOptions {
  database: Database;
  /** This PC. */
  device: DeviceId;
  /** Hallway's data folder: never shared, and hidden in what contains it. */
  home: string;
  clock: Clock;
  log: Log;
  /** As people call a PC. */
  nameOf: (device: DeviceId) => string;
  /** Whether a drive is mounted at this real path. */
  isDrive: (path: string) => Promise<boolean>;
}

interface Live {
  record: ShareRecord;
  available: boolean;
  files: LocalFileSystem;
  /** Ends what is being transferred when the share ends. */
  ended: AbortController;
  checking: boolean;
}

export class ShareRegistry extends Emitter<{ changed: readonly OwnShare[] }> implements Lifecycle {
  readonly #options: ShareRegistryOptions;
  readonly #store: ShareStore;
  readonly #journal: UploadJournal;
  readonly #locks = new KeyedLock();
  readonly #hidden: HiddenFolder[] = [];
  readonly #shares = new Map<ResourceId, Live>();
  readonly #keeper: TrashKeeper;
  #checks: CancelTimer | undefined;
  #expiry: CancelTimer | undefined;
  #running = false;

  constructor(options: ShareRegistryOptions) {
    super((error) => options.log.error({ error }, 'a listener of the shares failed'));
    this.#options = options;
    this.#store = new ShareStore(options.database);
    const { clock, log } = options;
    const there = (): LocalFileSystem[] =>
      Array.from(this.#shares.values()).flatMap((live) => (live.available ? live.files : []));
    this.#keeper = new TrashKeeper({ shares: there, clock, log });
    this.#journal = new UploadJournal(join(options.home, 'unfinished-uploads'), options.clock);
  }

  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { home, log } = this.#options;
    const hidden = await hiddenFolder(home);
    this.#hidden.splice(0, Infinity, ...(hidden ? [hidden] : []));
    const removed = await this.#journal.sweep();
    if (removed > 0) log.info({ removed }, 'removed unfinished uploads of an earlier run');
    for (const record of this.#store.all()) this.#open(record, false);
    // A network drive that hangs must not keep Hallway from starting.
    await Promise.race([this.#checkAll(), sleep(this.#options.clock, FIRST_CHECK_MS)]);
    this.#expire();
    this.#watch();
    this.#keeper.start();
  }

  stop(): void {
    this.#running = false;
    this.#checks?.();
    this.#expiry?.();
    this.#keeper.stop();
    this.#checks = this.#expiry = undefined;
    for (const { ended } of this.#shares.values()) ended.abort(shareNotFound());
    this.#shares.clear();
  }

  /** Throws `path.invalid`, `path.not_found` or `path.not_folder` for the path, or `share.exists`. */
  async add(share: NewShare): Promise<OwnShare> {
    const { clock, home, isDrive } = this.#options;
    if (!this.#running) throw new HallwayError('agent.not_running', 'Hallway is stopping.');
    const until = this.#end(share.until ?? null);
    const path = await sharablePath(share.path, home);
    const kind = (await isDrive(path)) ? 'drive' : 'folder';
    const taken = Array.from(this.#shares.values(), ({ record }) => record.name);
    const record: ShareRecord = {
      id: base32(randomBytes(10)),
      name: shareName(share.name, path, taken),
      path,
      kind,
      access: share.access ?? 'read',
      with: share.with ?? 'everyone',
      until,
      hidden: share.hidden ?? false,
      limit: share.limit ?? null,
      created: clock.now(),
    };
    this.#store.add(record);
    const live = this.#open(record, true);
    this.#watch();
    this.#changed();
    return this.#own(live);
  }

  /** Throws `share.not_found`. What somebody loses the right to ends at once. */
  change(id: ResourceId, change: ShareChange): OwnShare {
    const live = this.#shares.get(id);
    if (!live) throw shareNotFound();
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const record = { ...live.record, ...(Object.fromEntries(given) as Partial<ShareRecord>) };
    this.#end(record.until);
    this.#store.change(record);
    live.ended.abort(shareChanged());
    const changed = this.#open(record, live.available);
    this.#watch();
    this.#changed();
    return this.#own(changed);
  }

  /** Stops sharing, and ends what is being transferred. Throws `share.not_found`. */
  remove(id: ResourceId): void {
    if (!this.#shares.has(id)) throw shareNotFound();
    this.#store.remove(id);
    this.#drop(id);
    this.#changed();
  }

  /** Oldest first. */
  list(): OwnShare[] {
    return Array.from(this.#shares.values(), (live) => this.#own(live));
  }

  /** What a member may use, without what is the owner's alone. */
  visibleTo(device: DeviceId): Share[] {
    return Array.from(this.#shares.values())
      .filter(({ record }) => this.#allows(record, device))
      .map((live) => {
        const { id, device: owner, name, kind, access, available } = this.#own(live);
        return { id, device: owner, name, kind, access, available };
      });
  }

  /** A share's files as `device` may use them, or `share.not_found`. */
  openFor(device: DeviceId, id: ResourceId): FileSystem {
    const enter = (): Live => {
      const live = this.#shares.get(id);
      if (!live || !this.#allows(live.record, device)) throw shareNotFound();
      return live;
    };
    enter();
    return new GuardedFileSystem({
      enter: () => {
        const { files, record, ended } = enter();
        const { nameOf, device: own } = this.#options;
        const by = { device, name: nameOf(device), owner: device === own };
        return { files, access: record.access, ended: ended.signal, by };
      },
      failed: (error) => {
        const live = this.#shares.get(id);
        if (live && error instanceof HallwayError && error.code === 'share.gone')
          void this.#check(live);
      },
    });
  }

  #end(until: number | null): number | null {
    if (until === null || until > this.#options.clock.now()) return until;
    throw new HallwayError('request.invalid', 'The time until which to share is over already.');
  }

  #allows(record: ShareRecord, device: DeviceId): boolean {
    if (record.until !== null && record.until <= this.#options.clock.now()) return false;
    const everyone = record.with === 'everyone' || device === this.#options.device;
    return everyone || record.with.includes(device);
  }

  #open(record: ShareRecord, available: boolean): Live {
    const { clock, log } = this.#options;
    const files = new LocalFileSystem({
      root: record.path,
      drive: record.kind === 'drive',
      hidden: this.#hidden,
      clock,
      journal: this.#journal,
      locks: this.#locks,
      showHidden: record.hidden,
      limit: record.limit,
      log: log.child({ share: record.id }),
    });
    const live = { record, available, files, ended: new AbortController(), checking: false };
    this.#shares.set(record.id, live);
    return live;
  }

  #drop(id: ResourceId): void {
    this.#shares.get(id)?.ended.abort(shareNotFound());
    this.#shares.delete(id);
    this.#watch();
  }

  #own({ record, available }: Live): OwnShare {
    const { created: _created, ...share } = record;
    return { ...share, device: this.#options.device, available };
  }

  #changed(): void {
    this.emit('changed', this.list());
  }

  /** Timers run only while there is something to watch. */
  #watch(): void {
    this.#expiry?.();
    this.#expiry = undefined;
    if (this.#shares.size === 0 || !this.#running) {
      this.#checks?.();
      this.#checks = undefined;
      return;
    }
    const { clock } = this.#options;
    this.#checks ??= clock.every(CHECK_MS, () => void this.#checkAll());
    const ends = Array.from(this.#shares.values(), ({ record }) => record.until ?? Infinity);
    const first = Math.min(...ends) - clock.now();
    if (first < Infinity)
      this.#expiry = clock.after(Math.min(Math.max(0, first), LONGEST_TIMER_MS), () => {
        this.#expire();
        this.#watch();
      });
  }

  #expire(): void {
    const now = this.#options.clock.now();
    const over = Array.from(this.#shares.values(), ({ record }) => record).filter(
      ({ until }) => until !== null && until <= now,
    );
    for (const { id } of over) {
      try {
        this.#store.remove(id);
      } catch (error) {
        // On a full disk, say. It is over all the same, and forgotten at the next start.
        this.#options.log.warn({ share: id, error }, 'a share that ended could not be forgotten');
      }
      this.#drop(id);
    }
    if (over.length > 0) this.#changed();
  }

  async #checkAll(): Promise<void> {
    await Promise.all(Array.from(this.#shares.values(), (live) => this.#check(live)));
  }

  /** A drive that hangs is asked once, not every ten seconds anew. */
  async #check(live: Live): Promise<void> {
    if (live.checking) return;
    live.checking = true;
    const available = await isThere(live.record).finally(() => (live.checking = false));
    if (available === live.available || this.#shares.get(live.record.id) !== live) return;
    live.available = available;
    if (!available) this.#options.log.warn({ share: live.record.id }, shareGone().message);
    this.#changed();
  }
}
