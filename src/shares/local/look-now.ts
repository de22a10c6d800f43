/**
 * A folder on this PC's own disk told at once, for a thread that has nothing else to do: asking the
 * system directly takes a fraction of what it takes by threads. Linux alone, by folder handles as
 * `contained-root.ts`; what is not plain (a link, a network drive) is left to the usual way.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { ContainedRoot, ContainedRootOptions } from '../contained-root.ts';
import type { Sight } from '../file-system.ts';
import { folderNow } from './folder-now.ts';
import { isHiddenName } from './hidden-names.ts';
import type { Libc } from './libc.ts';
import type { LocalDisks } from './local-disks.ts';
import { readSmall } from './small-files.ts';

const O_PATH = 0o10000000;
const { O_DIRECTORY, O_NOFOLLOW } = constants;
const MAX_MARKER = 64 * 1024;

export interface LookNowOptions {
  root: ContainedRoot;
  disks: LocalDisks;
  place: Pick<ContainedRootOptions, 'root' | 'drive'>;
  showHidden: boolean;
  libc?: Libc | undefined;
}

/** Undefined where the usual way is to be taken, also for all errors. `marker` is a file's name. */
export function lookNow(
  { root, disks, place, showHidden, libc }: LookNowOptions,
  segments: readonly string[],
  marker: string,
): Sight | undefined {
  if (!root.anchored) return undefined;
  const held: number[] = [];
  try {
    held.push(openSync(place.root, O_PATH | O_NOFOLLOW | O_DIRECTORY));
    if (readlinkSync(`/proc/self/fd/${held[0]}`) !== place.root) return undefined;
    if (place.drive === true && sameDisk(held[0] ?? -1, dirname(place.root))) return undefined;
    for (const name of segments) {
      const path = `/proc/self/fd/${held.at(-1)}/${name}`;
      held.push(openSync(path, O_PATH | O_NOFOLLOW | O_DIRECTORY));
    }
    const path = `/proc/self/fd/${held.at(-1)}`;
    const stats = fstatSync(held.at(-1) ?? -1, { bigint: true });
    if (root.isHidden(stats) || !disks.isLocalNow({ path, stats })) return undefined;
    return tell(path, { root, showHidden, libc }, marker);
  } catch {
    return undefined;
  } finally {
    for (const handle of held) closeSync(handle);
  }
}

function tell(
  path: string,
  { root, showHidden, libc }: Pick<LookNowOptions, 'root' | 'showHidden' | 'libc'>,
  marker: string,
): Sight | undefined {
  const sight: Sight = { entries: [], marker: undefined };
  const marked = { hidden: root.hidden, most: MAX_MARKER };
  for (const entry of folderNow(path, libc)) {
    const { name } = entry;
    if (name === marker) sight.marker = readSmall(marked, `${path}/${name}`)?.bytes;
    if (!showHidden && isHiddenName(name)) continue;
    if (entry.kind === 'link') return undefined;
    if (entry.kind === 'file' || !root.isHidden(identity(`${path}/${name}`)))
      sight.entries.push(entry);
  }
  return sight;
}

/** Without its drive a mount point is a folder of the disk above. */
function sameDisk(handle: number, above: string): boolean {
  return fstatSync(handle).dev === statSync(above).dev;
}

function identity(path: string): { dev: bigint; ino: bigint } {
  return lstatSync(path, { bigint: true });
}
