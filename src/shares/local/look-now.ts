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
  readdirSync,
  readlinkSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { ContainedRoot, ContainedRootOptions } from '../contained-root.ts';
import type { Sight } from '../file-system.ts';
import { readNames } from '../folder-names.ts';
import { isElsewhere } from './entry-stats.ts';
import { isHiddenName } from './hidden-names.ts';
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
}

/** Undefined where the usual way is to be taken, also for all errors. `marker` is a file's name. */
export function lookNow(
  { root, disks, place, showHidden }: LookNowOptions,
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
    return tell(path, { root, showHidden }, marker);
  } catch {
    return undefined;
  } finally {
    for (const handle of held) closeSync(handle);
  }
}

function tell(
  path: string,
  { root, showHidden }: Pick<LookNowOptions, 'root' | 'showHidden'>,
  marker: string,
): Sight | undefined {
  const { names } = readNames(readdirSync(path, { withFileTypes: true, encoding: 'buffer' }));
  const sight: Sight = { entries: [], marker: undefined };
  const marked = { hidden: root.hidden, most: MAX_MARKER };
  for (const { name, kind } of names) {
    if (name === marker) sight.marker = readSmall(marked, `${path}/${name}`)?.bytes;
    if (!showHidden && isHiddenName(name)) continue;
    if (kind === 'link') return undefined;
    const stats = lstatSync(`${path}/${name}`, { throwIfNoEntry: false });
    if (!stats) continue;
    if (stats.isSymbolicLink()) return undefined;
    const modified = Math.max(0, Math.floor(stats.mtimeMs));
    if (stats.isFile()) {
      const { size } = stats;
      sight.entries.push({ name, kind: 'file', size, modified, elsewhere: isElsewhere(stats) });
    } else if (stats.isDirectory() && !root.isHidden(identity(`${path}/${name}`)))
      sight.entries.push({ name, kind: 'folder', size: 0, modified });
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
