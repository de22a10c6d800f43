/**
 * What is below a folder of a share, and where each thing of it goes on this PC. Names come from a
 * peer: each becomes a harmless one, and no two things share a place whatever their case.
 */
import { join } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import { MAX_DEPTH, sanitizeFileName } from '../../base/safe-path.ts';
import type { TreeFiles } from './tree-files.ts';

export interface WantedFile {
  /** In the share. */
  readonly path: string;
  /** Absolute, on this PC. */
  readonly target: string;
  readonly size: number;
  readonly modified: number;
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

/** `root`: path in the share; `target`: where that goes. Throws what the share throws. */
export async function planTree(
  files: TreeFiles,
  root: string,
  target: string,
  signal: AbortSignal,
): Promise<TreePlan> {
  const plan = { folders: [target], files: [] as WantedFile[], bytes: 0 };
  const waiting = [{ path: root, local: target, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, local, depth } = next;
    if (depth > MAX_DEPTH)
      throw new HallwayError('path.invalid', 'This folder is nested too deep to be copied.');
    const taken = new Set<string>();
    for await (const group of files.entries(path, { etags: true, signal }))
      for (const { name, kind, size, modified, etag = '' } of group) {
        const inner = path === '' ? name : `${path}/${name}`;
        const place = join(local, freeName(sanitizeFileName(name), taken));
        if (plan.files.length + plan.folders.length >= MOST)
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

/** The name, or with a number where another of these means the same file on some system. */
export function freeName(name: string, taken: Set<string>): string {
  const fold = (text: string): string => text.normalize('NFC').toLowerCase();
  let free = name;
  for (let number = 2; taken.has(fold(free)); number++) free = numbered(name, number);
  taken.add(fold(free));
  return free;
}

/** `plan.pdf` becomes `plan (2).pdf`. */
export function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return sanitizeFileName(`${stem} (${number})${ending}`);
}
