/**
 * Brings a file or folder from one share to another, through this PC. What is moved is removed only
 * when all of it has arrived, and what is replaced stays until its successor is whole; both go into
 * the trash of their share.
 */
import { HallwayError } from '../base/errors.ts';
import type { Carried, CarryProgress } from '../model/carry.ts';
import { copyBetween, type CopyPlace } from './copy-between.ts';

export interface CarryOptions {
  move: boolean;
  replace: boolean;
  signal: AbortSignal;
  onProgress?: ((progress: Readonly<CarryProgress>) => void) | undefined;
}

/** Names beside the wanted one that are tried while the old thing still has it. */
const MOST_TRIES = 50;

/**
 * Throws `path.exists` for a taken name unless it shall be replaced, and `path.invalid` where the
 * target lies inside the source. What was copied of a folder until it failed stays at the target.
 */
export async function carry(
  from: CopyPlace,
  to: CopyPlace,
  { move, replace, signal, onProgress }: CarryOptions,
): Promise<Carried> {
  const taken = await isThere(to);
  if (taken && !replace)
    throw new HallwayError('path.exists', 'Something of this name is already there.');
  const arriving = taken ? { files: to.files, path: await freeBeside(to) } : to;
  const { files, bytes } = await copyBetween(from, arriving, { deep: true, signal, onProgress });
  if (taken) await to.files.move(arriving.path, to.path, { replace: true, signal });
  const trash = move ? await takeAway(from, to) : null;
  return { path: to.path, files, bytes, replaced: taken, trash };
}

/** One share may lie inside the other: then the source is left, since the copy would go with it. */
async function takeAway(from: CopyPlace, to: CopyPlace): Promise<string | null> {
  const removed = await from.files.remove(from.path).catch((error: unknown) => {
    if (error instanceof HallwayError && error.code === 'trash.none') return undefined;
    throw error;
  });
  if (!removed) {
    await from.files.remove(from.path, { forever: true });
    return null;
  }
  let failed: unknown;
  const there = await isThere(to).catch((error: unknown) => {
    failed = error;
    return false;
  });
  if (there) return removed.id;
  await from.files.restore(removed.id);
  // Also if nobody can tell any more: one copy in two places is better than one in the trash.
  if (failed !== undefined && !(failed instanceof HallwayError && failed.code === 'share.gone'))
    throw failed;
  throw new HallwayError('path.invalid', 'A folder cannot be moved into itself.');
}

async function isThere({ files, path }: CopyPlace): Promise<boolean> {
  try {
    await files.stat(path);
    return true;
  } catch (error) {
    if (error instanceof HallwayError && error.code === 'path.not_found') return false;
    throw error;
  }
}

async function freeBeside({ files, path }: CopyPlace): Promise<string> {
  for (let number = 1; number <= MOST_TRIES; number += 1) {
    const beside = `${path} (new ${number})`;
    if (!(await isThere({ files, path: beside }))) return beside;
  }
  throw new HallwayError('path.exists', 'Earlier copies of it lie beside it.', {
    fix: 'Remove what ends with “(new …)” there, and try again.',
  });
}
