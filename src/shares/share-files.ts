/** What stands behind a share: a folder, a drive or an image, and whether it is there. */
import { realpath, stat } from 'node:fs/promises';
import { isMountPoint } from './contained-root.ts';
import type { FileSystem } from './file-system.ts';
import { ImageFileSystem } from './images/image-file-system.ts';
import { LocalFileSystem, type LocalFileSystemOptions } from './local-file-system.ts';
import type { ShareRecord } from './share-store.ts';

export function filesOf(
  { path, kind, image }: Pick<ShareRecord, 'path' | 'kind' | 'image'>,
  options: Omit<LocalFileSystemOptions, 'root' | 'drive'>,
): FileSystem {
  return image === true
    ? new ImageFileSystem(path)
    : new LocalFileSystem({ ...options, root: path, drive: kind === 'drive' });
}

/** Never rejects. */
export async function isThere({ path, kind, image }: ShareRecord): Promise<boolean> {
  try {
    if ((await realpath(path)) !== path) return false;
    const stats = await stat(path, { bigint: true });
    if (image === true) return stats.isFile();
    return stats.isDirectory() && (kind !== 'drive' || (await isMountPoint(path, stats.dev)));
  } catch {
    return false;
  }
}
