/**
 * Small files of one folder, read at once. Opening a file by threads costs twenty times what the
 * system takes for it; where a disk answers at once it is asked directly, a few files at a time.
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
} from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import type { HeldFolder, SmallFile, SmallFileRoom } from '../file-system.ts';
import { modifiedOf } from './entry-stats.ts';
import { isSame } from './spot.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** Others get their turn after this long. */
const TURN_MS = 4;

export interface SmallFilesOrder {
  folder: HeldFolder;
  names: readonly string[];
  /** Bytes of the largest. */
  most: number;
  clock: Clock;
}

/**
 * In the order of `names`; undefined for what is to be read in the usual way: a link, what is larger
 * than `most` bytes, what changes meanwhile, what is not there. Nothing but a regular file is opened.
 */
export async function readSmallFiles(order: SmallFilesOrder): Promise<(SmallFile | undefined)[]> {
  const { folder, names, most, clock } = order;
  const { hidden } = folder;
  const found: (SmallFile | undefined)[] = [];
  let turn = clock.monotonic();
  for (const name of names) {
    found.push(readSmall({ hidden, most }, `${folder.path}/${name}`));
    if (clock.monotonic() - turn <= TURN_MS) continue;
    await nextTurn();
    turn = clock.monotonic();
  }
  return found;
}

/** Undefined as above. What takes the file's place meanwhile is opened without waiting, and not told. */
export function readSmall(
  { hidden, most }: Pick<HeldFolder, 'hidden'> & { most: number },
  path: string,
  into?: SmallFileRoom,
): SmallFile | undefined {
  let open = -1;
  try {
    const before = lstatSync(path, { bigint: true });
    if (!before.isFile() || before.size > most) return undefined;
    if (hidden.some((one) => isSame(one, before))) return undefined;
    open = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const size = Number(before.size);
    const modified = modifiedOf(before);
    // Of a pool: memory of its own for each would cost more than reading it.
    const bytes = into?.room(size, modified) ?? Buffer.allocUnsafe(size);
    for (let got = 0; got < size; ) {
      const more = readSync(open, bytes, got, size - got, got);
      if (more === 0) return undefined;
      got += more;
    }
    return isUnchanged(fstatSync(open, { bigint: true }), before) ? { bytes, modified } : undefined;
  } catch {
    return undefined;
  } finally {
    if (open !== -1) closeSync(open);
  }
}

/** The file that was looked at, unchanged. */
function isUnchanged(after: BigIntStats, before: BigIntStats): boolean {
  return (
    after.ino === before.ino &&
    after.dev === before.dev &&
    after.size === before.size &&
    after.mtimeNs === before.mtimeNs
  );
}
