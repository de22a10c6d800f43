/**
 * What this PC shares, with whom and until when. Whoever has no right to a share is told exactly
 * what is told of a share that does not exist.
 */
import { join } from 'node:path';
import { sleep, type CancelTimer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { OwnShare, Share } from '../model/share.ts';
import type { HiddenFolder } from './contained-root.ts';
import { shareChanged, shareGone, shareNotFound } from './file-error.ts';
import { FileConflicts } from './file-conflicts.ts';
import type { FileSystem } from './file-system.ts';
import { GuardedFileSystem } from './guarded-file-system.ts';
import { KeyedLock } from './local/keyed-lock.ts';
import { LocalFileSystem } from './local-file-system.ts';
import { filesOf, isThere } from './share-files.ts';
import { GoneShares } from './gone-shares.ts';
import { checkEnd, newShareRecord, type NewShare, type ShareChange } from './new-share.ts';
import { ShareGate } from './share-gate.ts';
import { ShareReaders } from './share-readers.ts';
import type { ShareRegistryOptions } from './share-options.ts';
import { hiddenFolder } from './share-rules.ts';
import { ShareStore, type ShareRecord } from './share-store.ts';
import { TrashKeeper } from './trash/trash-keeper.ts';
import { UploadJournal } from './upload-journal.ts';
import { WatchLimits } from './watching/watch-limits.ts';

const CHECK_MS = 10_000;
const FIRST_CHECK_MS = 2000;
/** Longest that one timer is set for; a system timer cannot count more than 24 days. */
const LONGEST_TIMER_MS = 24 * 3_600_000;

interface ShareEvents {
  changed: readonly OwnShare[];
  /** Somebody stopped sharing this, or its time was over. */
  ended: ResourceId;
}

interface Live {
  record: ShareRecord;
  available: boolean;
  files: FileSystem;
  /** Ends what is being transferred when the share ends. */
  ended: AbortController;
  checking: boolean;
}

export class ShareRegistry extends Emitter<ShareEvents> implements Lifecycle {
  readonly #options: ShareRegistryOptions;
  readonly #store: ShareStore;
  readonly #journal: UploadJournal;
  readonly #locks = new KeyedLock();
  readonly #hidden: HiddenFolder[] = [];
  readonly #shares = new Map<ResourceId, Live>();
  readonly #gone = new GoneShares();
  readonly gate: ShareGate;
  readonly readers: ShareReaders;
  readonly #watches = new WatchLimits();
  readonly conflicts: FileConflicts;
  readonly #keeper: TrashKeeper;
  #checks: CancelTimer | undefined;
  #expiry: CancelTimer | undefined;
  #running = false;

  constructor(options: ShareRegistryOptions) {
    super((error) => options.log.error({ error }, 'a listener of the shares failed'));
    this.#options = options;
    this.readers = new ShareReaders(options.nameOf);
    this.conflicts = new FileConflicts(options.device);
    this.#store = new ShareStore(options.database);
    this.gate = new ShareGate(options);
    const { clock, log } = options;
    const there = (): LocalFileSystem[] =>
      Array.from(this.#shares.values()).flatMap(({ available, files }) =>
        available && files instanceof LocalFileSystem ? files : [],
      );
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
    if (!this.#running) throw new HallwayError('agent.not_running', 'Hallway is stopping.');
    const taken = Array.from(this.#shares.values(), ({ record }) => record.name);
    const record = await newShareRecord(share, taken, this.#options);
    if (share.passing !== true) this.#store.add(record);
    this.#gone.back(record.id);
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
    checkEnd(record.until, this.#options.clock);
    this.#store.change(record);
    live.ended.abort(shareChanged());
    const changed = this.#open(record, live.available);
    this.#watch();
    this.#changed();
    return this.#own(changed);
  }

  /**
   * Stops sharing, and ends what is being transferred, with `reason` where nobody wanted that.
   * Throws `share.not_found`.
   */
  remove(id: ResourceId, reason?: HallwayError): void {
    const live = this.#shares.get(id);
    if (!live) throw shareNotFound();
    this.#store.remove(id);
    this.#drop(id, reason);
    if (reason) this.#gone.add(live.record);
    else this.emit('ended', id);
    this.#changed();
  }

  /** Looks whether each folder and drive is there, now rather than in a while. */
  async recheck(): Promise<void> {
    // A drive that hangs does not hold the others up.
    await Promise.race([this.#checkAll(), sleep(this.#options.clock, FIRST_CHECK_MS)]);
  }

  /** Ends what is being transferred. */
  breakOff(shares: readonly ResourceId[], reason: HallwayError): void {
    for (const id of shares) {
      const live = this.#shares.get(id);
      live?.ended.abort(reason);
      if (live) live.ended = new AbortController();
    }
  }

  /** Oldest first. */
  list(): OwnShare[] {
    return Array.from(this.#shares.values(), (live) => this.#own(live));
  }

  /** What a member may use, without what is the owner's alone. */
  visibleTo(device: DeviceId): Share[] {
    return Array.from(this.#shares.values())
      .filter(({ record }) => this.gate.allows(record, device))
      .map((live) => {
        const { id, device: owner, name, kind, access, available } = this.#own(live);
        return { id, device: owner, name, kind, access, available };
      });
  }

  /** A share's files as `device` may use them, or `share.not_found`. */
  openFor(device: DeviceId, id: ResourceId): FileSystem {
    const enter = (): Live => {
      const live = this.#shares.get(id);
      const gone = live ? undefined : this.#gone.get(id);
      if (gone && this.gate.allows(gone, device)) throw shareGone();
      if (!live || !this.gate.allows(live.record, device)) throw shareNotFound();
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
      wrote: (path, written, by) =>
        this.conflicts.wrote({ id, name: enter().record.name }, path, written, by),
      using: () => this.readers.began(id, device),
      watching: () => this.#watches.began(id, device),
      failed: (error) => {
        const live = this.#shares.get(id);
        if (live && error instanceof HallwayError && error.code === 'share.gone')
          void this.#check(live);
      },
    });
  }

  #open(record: ShareRecord, available: boolean): Live {
    const { clock, log, readHeld } = this.#options;
    const files = filesOf(record, {
      hidden: this.#hidden,
      clock,
      readHeld,
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

  #drop(id: ResourceId, reason = shareNotFound()): void {
    this.#shares.get(id)?.ended.abort(reason);
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
      this.emit('ended', id);
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
    if (!available) {
      this.#options.log.warn({ share: live.record.id }, shareGone().message);
      this.breakOff([live.record.id], shareGone());
    }
    this.#changed();
  }
}
