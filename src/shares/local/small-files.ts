/**
 * Small files of one folder, read at once. Opening a file by threads costs twenty times what the
 * system takes for it; where a disk answers at once it is asked directly, a few files at a time.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import type { ContainedRoot, Located } from '../contained-root.ts';
import type { SmallFile } from '../file-system.ts';
import { modifiedOf } from './entry-stats.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** Of Linux on every architecture that Node runs on; `node:fs` does not name it. */
const O_PATH = 0o10000000;
/** Others get their turn after this long. */
const TURN_MS = 4;

/**
 * In the order of `names`; undefined for what is to be read in the usual way: a link, what is larger
 * than `most` bytes, what changes meanwhile, what is not there. Nothing but a regular file is opened.
 */
export async function readSmallFiles(
  root: ContainedRoot,
  folder: Located,
  names: readonly string[],
  most: number,
  clock: Clock,
): Promise<(SmallFile | undefined)[]> {
  const found: (SmallFile | undefined)[] = [];
  let turn = clock.monotonic();
  for (const name of names) {
    found.push(readSmall(root, `${folder.path}/${name}`, most));
    if (clock.monotonic() - turn <= TURN_MS) continue;
    await nextTurn();
    turn = clock.monotonic();
  }
  return found;
}

/** Undefined as above. */
export function readSmall(root: ContainedRoot, path: string, most: number): SmallFile | undefined {
  let [held, open] = [-1, -1];
  try {
    held = openSync(path, O_PATH | O_NOFOLLOW);
    const before = fstatSync(held, { bigint: true });
    if (!before.isFile() || before.size > most || root.isHidden(before)) return undefined;
    open = openSync(`/proc/self/fd/${held}`, O_RDONLY | O_NONBLOCK);
    const size = Number(before.size);
    const bytes = Buffer.allocUnsafeSlow(size);
    for (let got = 0; got < size; ) {
      const more = readSync(open, bytes, got, size - got, got);
      if (more === 0) return undefined;
      got += more;
    }
    const after = fstatSync(open, { bigint: true });
    const same = after.size === before.size && after.mtimeNs === before.mtimeNs;
    return same ? { bytes, modified: modifiedOf(after) } : undefined;
  } catch {
    return undefined;
  } finally {
    if (open !== -1) closeSync(open);
    if (held !== -1) closeSync(held);
  }
}
