/**
 * Hears in which folders of a share something changes: one watch of the kernel for each folder, which
 * costs nothing while nothing happens. It only hints at folders to be looked through again.
 */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { CancelTimer, Clock } from '../base/clock.ts';

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

export class TreeWatch {
  readonly #options: TreeWatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #dirty = new Set<string>();
  #timer: CancelTimer | undefined;
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
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      if (!this.#options.room()) {
        this.incomplete = true;
        return;
      }
      try {
        const watcher = watch(join(this.#options.root, folder), { persistent: false }, () =>
          this.#hit(folder),
        );
        watcher.on('error', () => this.#lost(folder));
        this.#watchers.set(folder, watcher);
        this.#hit(folder);
      } catch {
        // The system watches as many as it may, or this file system has none.
        this.incomplete = true;
      }
    }
  }

  close(): void {
    this.#timer?.();
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#dirty.clear();
  }

  #hit(folder: string): void {
    this.#dirty.add(folder);
    this.#timer ??= this.#options.clock.after(GATHER_MS, () => this.#tell());
  }

  #tell(): void {
    this.#timer = undefined;
    const folders = [...this.#dirty];
    this.#dirty.clear();
    for (const folder of folders)
      if (!existsSync(join(this.#options.root, folder))) this.#lost(folder);
    this.#options.changed(folders);
  }

  /** A folder is gone, and what was below it. */
  #lost(folder: string): void {
    for (const [path, watcher] of this.#watchers) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }
}
