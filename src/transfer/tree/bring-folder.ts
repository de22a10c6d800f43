/** A whole folder of a share to its place on this PC. What an earlier run brought is not asked for again. */
import { lstat, mkdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import { alreadyThere } from '../partial-file.ts';
import type { TreeFiles } from './tree-files.ts';
import { fetchFiles, isPlaced, type FetchOrder, type TreeFetchOptions } from './tree-fetch.ts';
import { planTree, type TreePlan, type WantedFile } from './tree-plan.ts';

export interface BringOptions extends TreeFetchOptions {
  /** A peer's share as files. */
  filesOf: (device: DeviceId, share: ResourceId) => TreeFiles;
}

export interface BringOrder
  extends Pick<
    FetchOrder,
    'device' | 'share' | 'of' | 'apart' | 'signal' | 'onBytes' | 'onFile' | 'onWaiting'
  > {
  /** In the share. */
  path: string;
  /** Absolute, on this PC. */
  target: string;
  /** All that is to be there, before anything is made; what it throws ends all. */
  planned: (plan: TreePlan) => void;
  /** An earlier run brought it. */
  onHere: (file: WantedFile) => void;
  /** Anything else of this name ends all, before a byte moves. */
  onlyNew?: boolean;
  onSources?: FetchOrder['onSources'];
}

/** Resolves with files that were gone meanwhile. Throws what ends all of it. */
export async function bringFolder(options: BringOptions, order: BringOrder): Promise<WantedFile[]> {
  const { device, share, path, target, signal, planned, onHere, onlyNew } = order;
  const plan = await planTree(options.filesOf(device, share), {
    root: path,
    target,
    etags: false,
    signal,
  });
  planned(plan);
  // Where nothing is yet, nothing of an earlier run needs to be looked for.
  const fresh = (await lstat(target).catch(() => undefined)) === undefined;
  const wanted: WantedFile[] = [];
  let missing = 0;
  for (const file of plan.files)
    if (!fresh && (await isPlaced(file))) onHere(file);
    else if (!fresh && onlyNew === true && (await lstat(file.target).catch(() => undefined)))
      throw alreadyThere(file.target);
    else {
      wanted.push(file);
      missing += file.size;
    }
  await requireRoom(target, missing);
  const { folders } = plan;
  // Where nothing is yet, each folder comes with the small files that are in it.
  for (const folder of fresh ? folders.slice(0, 1) : folders)
    await mkdir(folder, { recursive: true });
  return fetchFiles(options, { ...order, root: target, files: wanted, folders, fresh: true });
}

/** Throws `disk.full` before the first byte of what cannot fit. */
export async function requireRoom(target: string, bytes: number): Promise<void> {
  const space = await statfs(dirname(target)).catch(() => undefined);
  if (!space || space.blocks === 0 || bytes <= space.bavail * space.bsize) return;
  throw new HallwayError('disk.full', 'The disk has no room for it.', {
    fix: 'Free some space, then let it go on.',
  });
}
