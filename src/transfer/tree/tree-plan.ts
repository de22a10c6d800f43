/**
 * What is below a folder of a share, and where each thing of it goes on this PC. Names come from a
 * peer: each becomes a harmless one, and no two things share a place whatever their case.
 */
import { join } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import { FreeNames } from '../../base/free-names.ts';
import { MAX_DEPTH, sanitizeFileName } from '../../base/safe-path.ts';
import type { TreeFiles } from './tree-files.ts';

export interface WantedFile {
  /** In the share. */
  readonly path: string;
  /** Absolute, on this PC. */
  readonly target: string;
  readonly size: number;
  readonly modified: number;
  /** Empty where it was not asked for. */
  readonly etag: string;
}

export interface TreePlan {
  /** Absolute, a folder before what is in it; the root is the first. */
  readonly folders: string[];
  readonly files: WantedFile[];
  readonly bytes: number;
}

/** A PC that goes on listing is broken, or worse. */
const MOST = 500_000;
/** Characters of all paths together: they are all kept until the last file is there. */
const MOST_CHARACTERS = 100_000_000;

export interface PlanOrder {
  /** Path in the share. */
  root: string;
  /** Where that goes. */
  target: string;
  /** Entity tags cost their owner and the way as much as all else of a file. */
  etags: boolean;
  signal: AbortSignal;
}

/** Throws what the share throws. */
export async function planTree(
  files: TreeFiles,
  { root, target, etags, signal }: PlanOrder,
): Promise<TreePlan> {
  const plan = { folders: [target], files: [] as WantedFile[], bytes: 0 };
  let characters = 0;
  const waiting = [{ path: root, local: target, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, local, depth } = next;
    if (depth > MAX_DEPTH)
      throw new HallwayError('path.invalid', 'This folder is nested too deep to be copied.');
    const names = new FreeNames();
    const listed = new Set<string>();
    for await (const group of files.entries(path, { etags, signal }))
      for (const { name, kind, size, modified, etag = '' } of group) {
        const inner = path === '' ? name : `${path}/${name}`;
        if (listed.has(name))
          throw new HallwayError('path.invalid', 'That PC lists two things of the same name.');
        listed.add(name);
        const place = join(local, names.take(sanitizeFileName(name)));
        characters += inner.length + place.length;
        if (plan.files.length + plan.folders.length >= MOST || characters > MOST_CHARACTERS)
          throw new HallwayError('request.too_large', 'There are too many files in this folder.');
        if (kind === 'folder') {
          plan.folders.push(place);
          waiting.push({ path: inner, local: place, depth: depth + 1 });
          continue;
        }
        plan.files.push({ path: inner, target: place, size, modified, etag });
        plan.bytes += size;
      }
  }
  return plan;
}
