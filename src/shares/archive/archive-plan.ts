/** What an archive of a selection will hold, decided before its first byte. */
import { HallwayError } from '../../base/errors.ts';
import { FreeNames, foldName } from '../../base/free-names.ts';
import { archiveName, lastSegment, MAX_DEPTH } from '../../base/safe-path.ts';
import type { ArchiveOrder } from '../../model/archive.ts';
import { MAX_PAGE, type FileSystem } from '../file-system.ts';
import { abortReason } from '../file-writer.ts';
import type { ArchiveItem } from './archive-item.ts';

/** More than anybody packs at once; they are kept in memory until the archive is whole. */
const MOST_ITEMS = 300_000;

/**
 * The things of an order and everything below them, a folder before what is in it, the files of a
 * folder together. Folders that a link leads to are left out: they may lead round in circles.
 * Throws what `stat` and `list` throw, and `request.too_large`.
 */
export async function planArchive(
  files: Pick<FileSystem, 'list' | 'stat'>,
  { paths, format }: ArchiveOrder,
  signal: AbortSignal | undefined,
): Promise<ArchiveItem[]> {
  const plan = new ArchivePlan(files, format === 'zip', signal);
  for (const path of new Set(paths)) await plan.add(path);
  return plan.items;
}

class ArchivePlan {
  readonly items: ArchiveItem[] = [];
  readonly #files: Pick<FileSystem, 'list' | 'stat'>;
  readonly #fold: (name: string) => string;
  readonly #signal: AbortSignal | undefined;
  readonly #top: FreeNames;

  constructor(
    files: Pick<FileSystem, 'list' | 'stat'>,
    folds: boolean,
    signal: AbortSignal | undefined,
  ) {
    this.#files = files;
    // Some systems take names for the same whatever their case.
    this.#fold = folds ? foldName : (name) => name;
    this.#signal = signal;
    this.#top = new FreeNames(this.#fold);
  }

  async add(path: string): Promise<void> {
    const { kind, size, modified } = await this.#files.stat(path);
    if (path === '') return this.#below('', '', 0, this.#top);
    const name = this.#top.take(lastSegment(path));
    if (kind === 'file') this.#push({ path, name, kind, size, modified });
    else {
      this.#push({ path, name: `${name}/`, kind, size: 0, modified });
      await this.#below(path, `${name}/`, 1, new FreeNames(this.#fold));
    }
  }

  async #below(folder: string, above: string, depth: number, names: FreeNames): Promise<void> {
    if (depth > MAX_DEPTH)
      throw new HallwayError('path.invalid', 'This folder is nested too deep to be packed.');
    const folders: ArchiveItem[] = [];
    let after: string | undefined;
    do {
      if (this.#signal?.aborted) throw abortReason(this.#signal);
      const how = { after, limit: MAX_PAGE, linkedFolders: false };
      const { entries, next } = await this.#files.list(folder, how);
      for (const { name, kind, size, modified } of entries) {
        const path = folder === '' ? name : `${folder}/${name}`;
        const called = above + names.take(archiveName(name));
        if (kind === 'file') this.#push({ path, name: called, kind, size, modified });
        else folders.push({ path, name: `${called}/`, kind, size: 0, modified });
      }
      after = next ?? undefined;
    } while (after !== undefined);
    for (const one of folders) {
      this.#push(one);
      await this.#below(one.path, one.name, depth + 1, new FreeNames(this.#fold));
    }
  }

  #push(item: ArchiveItem): void {
    if (this.items.length >= MOST_ITEMS)
      throw new HallwayError('request.too_large', 'These are too many files for one archive.', {
        fix: 'Take its folders one by one.',
      });
    this.items.push(item);
  }
}
