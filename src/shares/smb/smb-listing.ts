/** Folders of a server, sorted and kept for a few seconds, so that paging reads a folder once. */
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { dropOldest } from '../../base/oldest.ts';
import type { Entry, EntryPage } from '../../model/entry.ts';
import { type ListOptions, pageLimit } from '../file-system.ts';
import { compareCodePoints, sortByName } from '../folder-names.ts';
import type { DirectoryEntry } from './directory-entries.ts';
import { fromFileTime, safeSize } from './hostile-bytes.ts';
import { isUsableName } from './smb-names.ts';
import { leaveFile, nextEntries, openFile, READ_ACCESS, type TreeHandle } from './tree-calls.ts';
import { ATTRIBUTE } from './wire.ts';

const KEEP_MS = 5000;
const MOST_FOLDERS = 4;
/** A server that goes on listing is broken, or worse. */
const MOST_ENTRIES = 500_000;

export class SmbListing {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #kept = new Map<string, { entries: Entry[]; at: number }>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** The first page is always fresh. */
  async page(
    path: string,
    { after, limit }: ListOptions,
    read: () => Promise<DirectoryEntry[]>,
  ): Promise<EntryPage> {
    const kept = this.#kept.get(path);
    const fresh = kept && this.#clock.monotonic() - kept.at < KEEP_MS;
    const entries = after !== undefined && fresh ? kept.entries : this.#sorted(path, await read());
    const start = after === undefined ? 0 : indexBehind(entries, after);
    const page = entries.slice(start, start + pageLimit(limit));
    const more = start + page.length < entries.length;
    return { entries: page, next: more ? (page.at(-1)?.name ?? null) : null };
  }

  /** Something in the share was changed. */
  forget(): void {
    this.#kept.clear();
  }

  #sorted(path: string, found: readonly DirectoryEntry[]): Entry[] {
    const entries: Entry[] = [];
    let unusable = 0;
    for (const one of found) {
      if (one.name === '.' || one.name === '..') continue;
      if (!one.symlink && isUsableName(one.name)) entries.push(entryOf(one));
      else unusable++;
    }
    if (unusable > 0) this.#log.debug({ unusable }, 'names and links of a server left out');
    sortByName(entries);
    this.#kept.delete(path);
    this.#kept.set(path, { entries, at: this.#clock.monotonic() });
    dropOldest(this.#kept, MOST_FOLDERS);
    return entries;
  }
}

/** Every entry of a folder, in the server's order. */
export async function readFolder(tree: TreeHandle, path: string): Promise<DirectoryEntry[]> {
  const folder = await openFile(tree, path, { access: READ_ACCESS, must: 'folder' });
  try {
    const all: DirectoryEntry[] = [];
    for (;;) {
      const some = await nextEntries(folder);
      if (!some || some.length === 0) return all;
      for (const one of some) all.push(one);
      if (all.length > MOST_ENTRIES)
        throw new HallwayError(
          'request.too_large',
          'This folder has more files than can be shown.',
        );
    }
  } finally {
    await leaveFile(folder);
  }
}

export function isFolder({ attributes }: { attributes: number }): boolean {
  return (attributes & ATTRIBUTE.Directory) !== 0;
}

function entryOf(found: DirectoryEntry): Entry {
  const { name, written } = found;
  const modified = fromFileTime(written);
  return isFolder(found)
    ? { name, kind: 'folder', size: 0, modified }
    : { name, kind: 'file', size: safeSize(found.size), modified };
}

function indexBehind(entries: readonly Entry[], after: string): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareCodePoints(entries[middle]?.name ?? '', after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
