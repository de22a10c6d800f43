/** What a share tells of a file or folder, from what the system tells of it. */
import type { BigIntStats } from 'node:fs';
import type { Entry } from '../../model/entry.ts';
import type { FileStat, SeenEntry } from '../file-system.ts';

/** Undefined for what is neither a file nor a folder. */
export function entryOf(name: string, stats: BigIntStats): Entry | undefined {
  const modified = modifiedOf(stats);
  if (stats.isDirectory()) return { name, kind: 'folder', size: 0, modified };
  return stats.isFile() ? { name, kind: 'file', size: Number(stats.size), modified } : undefined;
}

/** Also tells whether its bytes are here. */
export function placedEntryOf(name: string, stats: BigIntStats): SeenEntry | undefined {
  const entry = entryOf(name, stats);
  return entry?.kind === 'file' ? { ...entry, elsewhere: isElsewhere(stats) } : entry;
}

/** A file system may keep the bytes of the smallest files beside their names, in no block. */
const KEPT_ASIDE = 1024;

/**
 * A placeholder of a cloud's folder: it has a size and no place on the disk (OneDrive and its like on
 * Windows, iCloud on macOS, by allocated blocks). Reading it would fetch it.
 */
export function isElsewhere({
  size,
  blocks,
}: {
  size: bigint | number;
  blocks: bigint | number;
}): boolean {
  return size > KEPT_ASIDE && Number(blocks) === 0;
}

export function taggedEntryOf(name: string, stats: BigIntStats): FileStat | undefined {
  const entry = entryOf(name, stats);
  return entry && { ...entry, etag: etagOf(stats) };
}

/** Milliseconds; never before 1970, which `Timestamp` cannot say. */
export function modifiedOf({ mtimeNs }: Pick<BigIntStats, 'mtimeNs'>): number {
  return Math.max(0, Number(mtimeNs / 1_000_000n));
}

/** Entity tag of identity, size and time, in quotes (RFC 9110 section 8.8.3). */
export function etagOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return `"${dev.toString(36)}-${ino.toString(36)}-${size.toString(36)}-${mtimeNs.toString(36)}"`;
}
