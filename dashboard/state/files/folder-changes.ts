/** What this page itself did to folders, so that the open one is read again at once. */
import { Emitter } from '../../../src/base/emitter.ts';

/** A folder of a share; `path` is slash-separated, empty for the share's root. */
export interface Spot {
  readonly device: string;
  readonly share: string;
  readonly path: string;
}

export const folderChanges = new Emitter<{ changed: Spot }>();

export function isSameShare(one: Spot, other: Spot): boolean {
  return one.device === other.device && one.share === other.share;
}

export function isSameSpot(one: Spot, other: Spot): boolean {
  return isSameShare(one, other) && one.path === other.path;
}

/** Path of what is called `name` in the folder. */
export function pathIn({ path }: { readonly path: string }, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

/** Folder and name of a path. */
export function split(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}
