/**
 * Hears in which folders of a share something changes: one watch of the kernel for each folder, which
 * costs nothing while nothing happens. It only hints at folders to be looked through again.
 */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CancelTimer, Clock } from '../base/clock.ts';
import { parentOf } from './ignore-rules.ts';

export interface TreeWatchOptions {
  /** Real path of the share. */
  root: string;
  clock: Clock;
  /** These folders are not as they were. */
  changed: (folders: string[]) => void;
  /** Whether one more folder may be watched. */
  room: () => boolean;
}

/** Changes of so long are told together. */
const GATHER_MS = 400;
/** Others get their turn after this long. */
const TURN_MS = 4;

export class TreeWatch {
  readonly #options: TreeWatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  /** Folders whose watch is still to begin. */
  readonly #coming = new Set<string>();
  readonly #dirty = new Set<string>();
  #timer: CancelTimer | undefined;
  #working = false;
  #closed = false;
  /** Some folders are not watched: now and then all is to be looked through. */
  incomplete = false;

  constructor(options: TreeWatchOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#watchers.size;
  }

  /** They were just looked through; what changed before their watch began is not missed. */
  add(folders: readonly string[]): void {
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#coming.add(folder);
    if (!this.#working) void this.#begin();
  }

  close(): void {
    this.#closed = true;
    this.#timer?.();
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#coming.clear();
    this.#dirty.clear();
  }

  async #begin(): Promise<void> {
    this.#working = true;
    await inTurns(this.#coming, this.#options.clock, (folder) => {
      this.#coming.delete(folder);
      this.#watch(folder);
    });
    this.#working = false;
  }

  #watch(folder: string): void {
    if (this.#closed || this.#watchers.has(folder)) return;
    if (!this.#options.room()) {
      this.incomplete = true;
      return;
    }
    try {
      const watcher = watch(join(this.#options.root, folder), { persistent: false }, () =>
        this.#hit(folder),
      );
      watcher.on('error', () => this.#lost(new Set([folder])));
      this.#watchers.set(folder, watcher);
      this.#hit(folder);
    } catch {
      // The system watches as many as it may, or this file system has none.
      this.incomplete = true;
    }
  }

  #hit(folder: string): void {
    this.#dirty.add(folder);
    this.#timer ??= this.#options.clock.after(GATHER_MS, () => void this.#tell());
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const folders = [...this.#dirty];
    this.#dirty.clear();
    const gone = new Set<string>();
    await inTurns(folders, this.#options.clock, (folder) => {
      if (!existsSync(join(this.#options.root, folder))) gone.add(folder);
    });
    if (this.#closed) return;
    if (gone.size > 0) this.#lost(gone);
    this.#options.changed(folders);
  }

  /** Folders are gone, and what was below them. */
  #lost(gone: ReadonlySet<string>): void {
    for (const [path, watcher] of this.#watchers) {
      if (!isIn(path, gone)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }
}

function isIn(path: string, folders: ReadonlySet<string>): boolean {
  for (let at: string | undefined = path; at !== undefined; at = parentOf(at))
    if (folders.has(at)) return true;
  return false;
}

/** Does `work` for each, and lets others have their turn. */
async function inTurns(
  folders: Iterable<string>,
  clock: Clock,
  work: (folder: string) => void,
): Promise<void> {
  let turn = clock.monotonic();
  for (const folder of folders) {
    work(folder);
    if (clock.monotonic() - turn <= TURN_MS) continue;
    await nextTurn();
    turn = clock.monotonic();
  }
}
