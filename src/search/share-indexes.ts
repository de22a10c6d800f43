/**
 * Keeps the indexes of what this PC shares: made when a share begins, followed while it changes,
 * removed when it ends. One share is read at a time, by a thread that ends once nothing is to be read.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { ResourceId } from '../model/id.ts';
import type { IndexedShare, IndexWorker } from './index-order.ts';
import { TreeWatch } from './tree-watch.ts';

export interface ShareIndexesOptions {
  /** Of the databases. */
  folder: string;
  worker: IndexWorker;
  /** Nobody looks into this database any more. */
  released: (file: string) => Promise<void>;
  clock: Clock;
  log: Log;
}

/** The database of one share, until it is made anew. */
export interface MadeIndex {
  file: string;
}

/** After the start other things come first. */
const FIRST_MS = 3000;
/** The safety net under watching, and what there is instead where folders cannot be watched. */
const ALL_MS = 12 * 3_600_000;
const UNWATCHED_MS = 15 * 60_000;
/** Folders that are watched in all: systems allow a person some thousands. */
const MOST_WATCHES = 8000;
/** A file that ended the reading twice is passed over from then on; so often it is begun again at once. */
const TRIES = 20;
/** From then on with pauses: whoever writes many such files keeps no processor busy, and hides no text. */
const AGAIN_MS = 10 * 60_000;

interface Kept {
  share: IndexedShare;
  watch: TreeWatch;
  /** It was made, if only in part. */
  made: boolean;
  index: MadeIndex;
  /** Folders that are to be looked through. */
  wanted: Set<string> | 'all' | undefined;
  /** There may be contents that are not known. */
  contents: boolean;
  /** How often its contents could not be read to the end. */
  failed: number;
  /** They are read on after a pause. */
  paused: CancelTimer | undefined;
  reading: boolean;
  timer: CancelTimer | undefined;
}

export class ShareIndexes implements Lifecycle {
  readonly #options: ShareIndexesOptions;
  readonly #kept = new Map<ResourceId, Kept>();
  /** Whose databases are to go before anything is made anew. */
  readonly #over = new Set<ResourceId>();
  #working: Promise<void> | undefined;
  #running = false;
  #early: CancelTimer | undefined;

  constructor(options: ShareIndexesOptions) {
    this.#options = options;
  }

  start(): void {
    const { folder, clock } = this.#options;
    this.#running = true;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#early = clock.after(FIRST_MS, () => {
      this.#early = undefined;
      this.#sweep();
      this.#work();
    });
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#early?.();
    await this.#options.worker.stop();
    await this.#working;
    for (const kept of this.#kept.values()) this.#close(kept);
    this.#kept.clear();
  }

  /** What this PC shares now and can be read. */
  follow(shares: readonly IndexedShare[]): void {
    if (!this.#running) return;
    const now = new Map(shares.map((share) => [share.id, share]));
    for (const kept of Array.from(this.#kept.values())) {
      const share = now.get(kept.share.id);
      if (share && same(share, kept.share)) continue;
      this.#drop(kept);
      // With other rules for hidden files, say, what was known is not to be found any more.
      if (share) this.#over.add(share.id);
    }
    for (const share of shares) if (!this.#kept.has(share.id)) this.#begin(share);
    this.#work();
  }

  /** A share is over: nothing of it stays. */
  forget(id: ResourceId): void {
    const kept = this.#kept.get(id);
    if (kept) this.#drop(kept);
    this.#over.add(id);
    this.#work();
  }

  /** Of a share that is followed, once there is one. */
  get(id: ResourceId): MadeIndex | undefined {
    const kept = this.#kept.get(id);
    return kept?.made === true ? kept.index : undefined;
  }

  /** It is made anew. */
  damaged(id: ResourceId): void {
    const kept = this.#kept.get(id);
    if (!kept) return;
    this.#drop(kept);
    this.#over.add(id);
    this.#begin(kept.share);
    this.#work();
  }

  /** Not everything of it was looked through yet. */
  isReading(id: ResourceId): boolean {
    const kept = this.#kept.get(id);
    return (
      kept !== undefined && (kept.wanted === 'all' || kept.contents || kept.paused !== undefined)
    );
  }

  #begin(share: IndexedShare): void {
    const { clock } = this.#options;
    const kept: Kept = {
      share,
      watch: new TreeWatch({
        root: share.path,
        clock,
        changed: (folders) => this.#want(kept, folders),
        room: () => this.#watches() < MOST_WATCHES,
      }),
      made: existsSync(this.#file(share.id)) && !this.#over.has(share.id),
      index: { file: this.#file(share.id) },
      wanted: 'all',
      contents: true,
      failed: 0,
      paused: undefined,
      reading: false,
      timer: undefined,
    };
    this.#kept.set(share.id, kept);
  }

  #watches(): number {
    return Array.from(this.#kept.values()).reduce((sum, { watch }) => sum + watch.size, 0);
  }

  #want(kept: Kept, folders: readonly string[] | 'all'): void {
    if (folders === 'all') kept.wanted = 'all';
    else if (kept.wanted !== 'all') kept.wanted = new Set([...(kept.wanted ?? []), ...folders]);
    // Names before contents.
    this.#options.worker.makeWay();
    this.#work();
  }

  #work(): void {
    if (this.#working || this.#early || !this.#running) return;
    this.#working = this.#loop().finally(() => (this.#working = undefined));
  }

  async #loop(): Promise<void> {
    while (this.#running) {
      const over = Array.from(this.#over);
      for (const id of over) await this.#remove(id);
      const all = Array.from(this.#kept.values());
      const next = all.find(({ wanted }) => wanted !== undefined);
      const unread = next ?? all.find(({ contents }) => contents);
      if (!unread) break;
      unread.reading = true;
      await (next ? this.#readNames(next) : this.#readContents(unread));
      unread.reading = false;
    }
    this.#options.worker.rest();
  }

  async #readNames(kept: Kept): Promise<void> {
    const { wanted, share } = kept;
    kept.wanted = undefined;
    const folders = Array.from(wanted === 'all' ? [] : (wanted ?? []));
    try {
      const order = { share, file: this.#file(share.id) };
      await this.#options.worker.run(
        { ...order, what: wanted === 'all' ? 'names' : { folders } },
        (seen) => {
          kept.made = true;
          if (this.#isKept(kept)) kept.watch.add(seen);
        },
      );
      kept.contents = true;
      kept.failed = 0;
    } catch (error) {
      this.#complain(kept, error);
    }
    this.#again(kept);
  }

  async #readContents(kept: Kept): Promise<void> {
    const { share } = kept;
    try {
      const order = { share, file: this.#file(share.id), what: 'contents' as const };
      kept.contents = !(await this.#options.worker.run(order, () => {}));
    } catch (error) {
      // The file to blame is passed over the next time.
      kept.failed += 1;
      kept.contents = kept.failed < TRIES;
      if (!kept.contents) this.#pause(kept);
      this.#complain(kept, error);
    }
  }

  #pause(kept: Kept): void {
    if (!this.#isKept(kept)) return;
    kept.paused?.();
    kept.paused = this.#options.clock.after(AGAIN_MS, () => {
      kept.paused = undefined;
      kept.contents = true;
      this.#work();
    });
  }

  #complain({ share }: Kept, error: unknown): void {
    if (this.#running && this.#kept.has(share.id))
      this.#options.log.warn(
        { share: share.id, error },
        'a share could not be read for the search',
      );
  }

  #again(kept: Kept): void {
    if (!this.#isKept(kept)) return;
    kept.timer?.();
    kept.timer = this.#options.clock.after(kept.watch.incomplete ? UNWATCHED_MS : ALL_MS, () =>
      this.#want(kept, 'all'),
    );
  }

  #isKept(kept: Kept): boolean {
    return this.#kept.get(kept.share.id) === kept;
  }

  #drop(kept: Kept): void {
    this.#kept.delete(kept.share.id);
    this.#close(kept);
    // What it does for this share ends with an error, and the next begins.
    if (kept.reading) void this.#options.worker.stop();
  }

  #close(kept: Kept): void {
    kept.timer?.();
    kept.paused?.();
    kept.watch.close();
  }

  #file(id: ResourceId): string {
    return join(this.#options.folder, `${id}.db`);
  }

  async #remove(id: ResourceId): Promise<void> {
    // Systems let no open file go.
    await this.#options.released(this.#file(id));
    this.#over.delete(id);
    for (const end of ['', '-wal', '-shm']) rmSync(this.#file(id) + end, { force: true });
  }

  /** Of shares that ended while this PC was off. */
  #sweep(): void {
    for (const name of readdirSync(this.#options.folder))
      if (!this.#kept.has(name.slice(0, 16)))
        rmSync(join(this.#options.folder, name), { force: true });
  }
}

function same(a: IndexedShare, b: IndexedShare): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
