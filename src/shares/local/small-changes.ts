/** Times of a file or folder of a share, and the room of its disk. */
import { statfs, utimes } from 'node:fs/promises';
import type { ContainedRoot } from '../contained-root.ts';
import { fileError, versionChanged } from '../file-error.ts';
import type { ShareSpace } from '../file-system.ts';
import { etagOf } from './entry-stats.ts';
import type { ShareUsage } from './share-usage.ts';

/** `modified` in milliseconds since 1970. Throws `path.changed` for another entity tag. */
export async function setModified(
  root: ContainedRoot,
  segments: readonly string[],
  modified: number,
  ifMatch: string | undefined,
): Promise<void> {
  const found = await root.locate(segments);
  try {
    if (ifMatch !== undefined && ifMatch !== etagOf(found.stats)) throw versionChanged();
    await utimes(found.path, modified / 1000, modified / 1000);
  } catch (error) {
    throw fileError(error);
  } finally {
    await found.close();
  }
}

/** What can be written is what the disk has, and what the share's limit leaves. */
export async function shareSpace(
  root: ContainedRoot,
  usage: ShareUsage | undefined,
): Promise<ShareSpace> {
  const room = await usage?.room();
  const limit = usage?.limit ?? null;
  const folder = await root.folder([]);
  try {
    const { blocks, bavail, bsize } = await statfs(folder.path);
    // Some file systems do not say.
    if (blocks === 0) return { total: null, free: room ?? null, limit };
    return { total: blocks * bsize, free: Math.min(bavail * bsize, room ?? Infinity), limit };
  } catch (error) {
    throw fileError(error);
  } finally {
    await folder.close();
  }
}
