/** The folder that a dialog looks into, one after the other. */
import { Folder } from './folder.ts';
import type { Spot } from './files/folder-changes.ts';

export class FolderLook {
  readonly #changed: () => void;
  #folder: Folder | undefined;

  /** `changed`: the folder that is looked into shows something new. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get folder(): Folder | undefined {
    return this.#folder;
  }

  /** Looks no longer into the one before; undefined for none. */
  go(spot: Spot | undefined): void {
    this.#folder?.stop();
    this.#folder = undefined;
    if (!spot) return;
    const folder = new Folder(spot.device, spot.share, spot.path);
    folder.changes.on('entries', () => {
      if (folder === this.#folder) this.#changed();
    });
    this.#folder = folder;
    void folder.load();
  }
}
