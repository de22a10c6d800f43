/** Folders of a share on this PC: read page by page or as a whole, and their small files. */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { EntryPage } from '../../model/entry.ts';
import type { ContainedRoot } from '../contained-root.ts';
import { fileError } from '../file-error.ts';
import {
  type EntriesOptions,
  type EntryGroup,
  type HeldFolder,
  type ListOptions,
  pageLimit,
  type SmallFile,
} from '../file-system.ts';
import { type FolderName, FolderNameCache, indexBehind } from '../folder-names.ts';
import { abortReason } from '../file-writer.ts';
import { EntryLooker, type LookOptions } from './entry-looker.ts';
import { entryOf, placedEntryOf, taggedEntryOf } from './entry-stats.ts';
import type { LocalDisks } from './local-disks.ts';
import { readSmallFiles } from './small-files.ts';

export interface LocalFoldersOptions {
  root: ContainedRoot;
  disks: LocalDisks;
  clock: Clock;
  log: Log;
  /** Tell those too whose name hides them. */
  showHidden: boolean;
}

/** A path as it was asked for, and what it means. */
export interface FolderPath {
  path: string;
  segments: readonly string[];
}

interface Opened {
  names: readonly FolderName[];
  look: LookOptions;
  close: () => Promise<void>;
}

export class LocalFolders {
  readonly #options: LocalFoldersOptions;
  readonly #names: FolderNameCache;
  readonly #looker: EntryLooker;

  constructor(options: LocalFoldersOptions) {
    this.#options = options;
    this.#names = new FolderNameCache(options.clock);
    this.#looker = new EntryLooker(options.root, options.clock, options.disks);
  }

  /** Special files, links that lead nowhere inside, and names that are not UTF-8 are left out. */
  async list(asked: FolderPath, options: ListOptions): Promise<EntryPage> {
    const limit = pageLimit(options.limit);
    const { names, look, close } = await this.#open(asked, options);
    try {
      const start = indexBehind(names, options.after);
      const { entries, index } = await this.#looker.page(names, start, limit, look);
      return { entries, next: index < names.length ? (names[index - 1]?.name ?? null) : null };
    } catch (error) {
      throw fileError(error);
    } finally {
      await close();
    }
  }

  /** The same, without an end to its length. */
  async *entries(asked: FolderPath, options: EntriesOptions): AsyncGenerator<EntryGroup> {
    const { names, look, close } = await this.#open(asked, options);
    try {
      for await (const group of this.#looker.groups(names, look)) {
        if (options.signal?.aborted) throw abortReason(options.signal);
        yield group;
      }
    } catch (error) {
      throw fileError(error);
    } finally {
      await close();
    }
  }

  /** Nothing where the disk may take long, or a name could be swapped. */
  async readSmall(
    segments: readonly string[],
    names: readonly string[],
    most: number,
  ): Promise<(SmallFile | undefined)[]> {
    const folder = await this.hold(segments);
    if (!folder) return [];
    try {
      return await readSmallFiles({ folder, names, most, clock: this.#options.clock });
    } finally {
      await folder.close();
    }
  }

  /** Undefined as above. */
  async hold(segments: readonly string[]): Promise<HeldFolder | undefined> {
    const { root, disks } = this.#options;
    const folder = await root.folder(segments);
    const isFast = root.anchored && (await disks.isLocal(folder)) === true;
    if (isFast) return { path: folder.path, hidden: root.hidden, close: () => folder.close() };
    await folder.close();
    return undefined;
  }

  async #open(
    { path, segments }: FolderPath,
    { etags, elsewhere, linkedFolders = true }: Omit<ListOptions, 'after' | 'limit'>,
  ): Promise<Opened> {
    const { root, log, showHidden } = this.#options;
    const folder = await root.folder(segments);
    try {
      const { names, unreadable } = await this.#names.read(folder.path, folder.stats);
      if (unreadable > 0) log.warn({ path, unreadable }, 'names that are not UTF-8 left out');
      const tell = etags ? taggedEntryOf : elsewhere ? placedEntryOf : entryOf;
      const look = { folder, segments, tell, showHidden, linkedFolders };
      return { names, look, close: () => folder.close() };
    } catch (error) {
      await folder.close();
      throw fileError(error);
    }
  }
}
