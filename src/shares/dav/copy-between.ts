/**
 * Copies a file or folder from one share to another. What is to be copied is looked up before
 * anything is made, since one share may lie inside the other.
 */
import { HallwayError } from '../../base/errors.ts';
import type { FileStat, FileSystem } from '../file-system.ts';
import type { SharePlace } from './dav-tree.ts';

/** More files than anybody drags from one window to another. */
const MOST_FILES = 200_000;
const PAGE = 2000;

interface Step {
  /** Below what is copied; empty for itself. */
  path: string;
  kind: FileStat['kind'];
  modified: number;
}

export async function copyBetween(
  from: Pick<SharePlace, 'files' | 'path'>,
  to: Pick<SharePlace, 'files' | 'path'>,
  options: { deep: boolean; signal: AbortSignal },
): Promise<void> {
  const top = await from.files.stat(from.path);
  const steps: Step[] = [{ path: '', kind: top.kind, modified: top.modified }];
  if (top.kind === 'folder' && options.deep) await addBelow(from.files, from.path, '', steps);
  for (const { path, kind, modified } of steps) {
    options.signal.throwIfAborted();
    const [source, target] = [from.path + path, to.path + path];
    if (kind === 'folder') {
      await to.files.createFolder(target);
      continue;
    }
    const { stream, size } = await from.files.read(source.replace(/^\//, ''), options);
    try {
      await to.files.write(target, stream, { size, modified, signal: options.signal });
    } finally {
      stream.destroy();
    }
  }
}

async function addBelow(
  files: FileSystem,
  top: string,
  folder: string,
  steps: Step[],
): Promise<void> {
  let after: string | undefined;
  do {
    const page = await files.list(`${top}${folder}`.replace(/^\//, ''), { after, limit: PAGE });
    for (const { name, kind, modified } of page.entries) {
      const path = `${folder}/${name}`;
      if (steps.length >= MOST_FILES)
        throw new HallwayError('request.too_large', 'These are too many files for one copy.', {
          fix: 'Copy its folders one by one.',
        });
      steps.push({ path, kind, modified });
      if (kind === 'folder') await addBelow(files, top, path, steps);
    }
    after = page.next ?? undefined;
  } while (after !== undefined);
}
