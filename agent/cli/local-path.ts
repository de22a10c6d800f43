/** A path of this PC as a person types it. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { HallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';

/** What stands at `path`. Throws `path.not_found` with the path in it, since a typo is seen there. */
export async function statHere(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new HallwayError('path.not_found', `There is no ${displayText(path, 300)} on this PC.`, {
      fix: 'Check its spelling.',
    });
  }
}
