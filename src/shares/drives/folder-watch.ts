/** Hears of drives through folders of the system in which something appears with them. */
import { watch, type FSWatcher } from 'node:fs';
import type { DriveWatch } from './drive-source.ts';

export class FolderWatch implements DriveWatch {
  readonly #folders: readonly string[];
  #watchers: FSWatcher[] = [];

  /** Those that do not exist are left out. */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  start(changed: () => void): void {
    for (const folder of this.#folders) {
      try {
        const watcher = watch(folder, { persistent: false }, () => changed());
        // The folder goes with its last drive; what comes next is mounted, which others hear.
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch {
        // A system without udev has none of them.
      }
    }
  }

  stop(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.close();
  }
}
