/**
 * The names in a folder, in code-point order, kept for a few seconds so that paging through a
 * large folder reads it once.
 */
import { isUtf8 } from 'node:buffer';
import type { BigIntStats, Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import { dropOldest } from '../base/oldest.ts';
import { isTrashName } from './trash/trash.ts';
import { isTemporaryName } from './upload-journal.ts';

export interface FolderName {
  name: string;
  /** What the folder says of it; `look` where only a closer look tells. */
  kind: 'folder' | 'file' | 'link' | 'look';
}

export interface FolderNames {
  /** Sorted; without special files and Hallway's own unfinished files. */
  names: readonly FolderName[];
  /** Names left out because they are not UTF-8: no text could name them. */
  unreadable: number;
}

const KEEP_MS = 10_000;
const MOST_FOLDERS = 4;
/**
 * A folder changed so shortly before it was read may change again without its time moving
 * (2 s on FAT), so its names are not kept.
 */
const SETTLED_MS = 2500;

interface Kept extends FolderNames {
  changed: bigint;
  at: number;
}

export class FolderNameCache {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Names of the folder at `path`, whose `stats` were taken before. */
  async read(path: string, stats: BigIntStats): Promise<FolderNames> {
    const key = `${stats.dev}:${stats.ino}`;
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept && kept.changed === stats.mtimeNs && this.#clock.monotonic() - kept.at < KEEP_MS) {
      this.#kept.set(key, kept);
      return kept;
    }
    const fresh = await namesIn(path);
    if (this.#clock.now() - Number(stats.mtimeNs / 1_000_000n) > SETTLED_MS)
      this.#kept.set(key, { ...fresh, changed: stats.mtimeNs, at: this.#clock.monotonic() });
    dropOldest(this.#kept, MOST_FOLDERS);
    return fresh;
  }
}

/** Index of the first name behind `after`. */
export function indexBehind(names: readonly { name: string }[], after: string | undefined): number {
  if (after === undefined) return 0;
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const name = names[middle]?.name ?? '';
    if (compareCodePoints(name, after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const SURROGATE = /[\ud800-\udfff]/;

/** Sorts by code point, in place. */
export function sortByName<T extends { name: string }>(entries: T[]): T[] {
  // Without surrogates the order of UTF-16 units, which is much quicker, is the same.
  if (entries.some(({ name }) => SURROGATE.test(name)))
    return entries.sort((a, b) => compareCodePoints(a.name, b.name));
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Order by code point; `<` orders by UTF-16 unit, which puts emoji before U+E000. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return unitRank(x) - unitRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for what follows the basic plane. */
function unitRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** Stands in a text for bytes that are not UTF-8; a name may also have it of its own. */
const REPLACEMENT = '\ufffd';

/** Names as text take a third of the time that names as bytes do, and are nearly always right. */
async function namesIn(path: string): Promise<FolderNames> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.some(({ name }) => name.includes(REPLACEMENT))
    ? readNames(await readdir(path, { withFileTypes: true, encoding: 'buffer' }))
    : textNames(entries);
}

/** Of a folder that was read with the kinds of its entries. */
export function readNames(entries: readonly Dirent<Buffer>[]): FolderNames {
  const readable = entries.filter(({ name }) => isUtf8(name));
  const { names } = textNames(readable);
  return { names, unreadable: entries.length - readable.length };
}

function textNames(entries: readonly (Dirent | Dirent<Buffer>)[]): FolderNames {
  const names: FolderName[] = [];
  for (const entry of entries) {
    if (entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice())
      continue;
    const name = entry.name.toString('utf8');
    if (isOwnName(name)) continue;
    names.push({ name, kind: kindOf(entry) });
  }
  return { names: sortByName(names), unreadable: 0 };
}

/** Hallway's own: what is being written, and the trash. */
export function isOwnName(name: string): boolean {
  return isTemporaryName(name) || isTrashName(name);
}

function kindOf(entry: Dirent | Dirent<Buffer>): FolderName['kind'] {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  return entry.isSymbolicLink() ? 'link' : 'look';
}
