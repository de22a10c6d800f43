/** Makes the folders on a way into a share, as far as they are missing. */
import { mkdir } from 'node:fs/promises';
import type { ContainedRoot } from '../contained-root.ts';
import { fileError } from '../file-error.ts';
import { spotOf } from './spot.ts';

export async function makeFolders(root: ContainedRoot, segments: readonly string[]): Promise<void> {
  for (let length = 1; length <= segments.length; length++) {
    const way = segments.slice(0, length);
    try {
      await (await root.folder(way)).close();
    } catch (error) {
      if (fileError(error).code !== 'path.not_found') throw error;
      const spot = await spotOf(root, way);
      try {
        await mkdir(spot.path);
      } catch (failed) {
        if ((failed as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(failed);
      } finally {
        await spot.folder.close();
      }
    }
  }
}
