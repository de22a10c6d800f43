/** What every share answers that cannot be changed, whoever asks: images of discs. */
import type { HallwayError } from '../base/errors.ts';
import type { TrashEntry, TrashList } from '../model/trash.ts';
import type { FileStat, Placed, ShareSpace, Written } from './file-system.ts';
import type { FolderWatch } from './watching/folder-watch.ts';

export abstract class ReadOnlyFiles {
  /** `share.read_only` in the words of this kind of share. */
  protected abstract refusal(): HallwayError;

  write(): Promise<Written> {
    return this.#refuse();
  }

  createFolder(): Promise<void> {
    return this.#refuse();
  }

  move(): Promise<Placed> {
    return this.#refuse();
  }

  copy(): Promise<Placed> {
    return this.#refuse();
  }

  remove(): Promise<TrashEntry> {
    return this.#refuse();
  }

  setModified(): Promise<FileStat> {
    return this.#refuse();
  }

  restore(): Promise<Placed> {
    return this.#refuse();
  }

  emptyTrash(): Promise<{ removed: number }> {
    return this.#refuse();
  }

  /** Nothing in it ever changes. */
  async watch(): Promise<FolderWatch> {
    return { version: 'still', close: () => {} };
  }

  async trash(): Promise<TrashList> {
    return { entries: [], more: false };
  }

  async space(): Promise<ShareSpace> {
    return { total: null, free: 0, limit: null };
  }

  async #refuse(): Promise<never> {
    throw this.refusal();
  }
}
