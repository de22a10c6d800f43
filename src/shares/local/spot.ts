/** A place for one name in a folder of a share, held so that it cannot be swapped. */
import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { ContainedRoot, Identity } from '../contained-root.ts';
import type { Located } from '../located.ts';
import { fileError, shareItself } from '../file-error.ts';

export interface Spot {
  folder: Located;
  /** As it is spelled there, or as asked where nothing is. */
  name: string;
  asked: string;
  /** For calls of `node:fs`. */
  path: string;
  /** Of whatever could be the same name, for `KeyedLock`. */
  key: string;
}

/** The caller closes `folder`. Throws for the root of the share, which is in no folder of it. */
export async function spotOf(root: ContainedRoot, segments: readonly string[]): Promise<Spot> {
  const asked = segments.at(-1);
  if (asked === undefined) throw shareItself();
  const folder = await root.folder(segments.slice(0, -1));
  try {
    const name = await root.spelled(folder, asked);
    const key = nameKey(folder.stats, asked);
    return { folder, name, asked, path: `${folder.path}/${name}`, key };
  } catch (error) {
    await folder.close();
    throw fileError(error);
  }
}

/** Names that some disk takes for the same have the same key. */
export function nameKey(folder: Identity, name: string): string {
  return `${folder.dev}:${folder.ino}/${foldName(name)}`;
}

export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

export function isSame(a: Identity, b: Identity): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** What stands at a path, a link as itself; undefined where nothing does. */
export async function whatIsAt(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(error);
  }
}
