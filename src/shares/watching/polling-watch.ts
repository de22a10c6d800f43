/**
 * Watches a folder by looking at it now and then, where no system tells of changes: network drives,
 * file servers without Hallway, a kernel that watches enough already. Looks less often while nothing
 * happens, and soon again after something did.
 */
import { createHash } from 'node:crypto';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { asHallwayError } from '../../base/errors.ts';
import type { FileSystem } from '../file-system.ts';
import type { FolderListener, FolderWatch } from './folder-watch.ts';

const SHORTEST_MS = 2000;
const LONGEST_MS = 30_000;
/** So many entries are compared; beyond them only these are. */
const PAGE = 5000;
/** Looks that fail in a row, for a reason that may pass, before it is over. */
const MOST_FAILURES = 3;
const FINAL = new Set(['path.not_found', 'path.not_folder', 'path.outside', 'share.not_found']);

export interface PollingOptions {
  /** Something that is different when the folder is. */
  look: () => Promise<string>;
  clock: Clock;
}

/** What `list` tells of the beginning of a folder, in short. */
export async function lookAt(files: Pick<FileSystem, 'list'>, path: string): Promise<string> {
  const { entries, next } = await files.list(path, { limit: PAGE, etags: true });
  const hash = createHash('sha256');
  for (const { name, kind, size, modified, etag } of entries)
    hash.update(`${name}\0${kind}\0${size}\0${modified}\0${etag ?? ''}\0`);
  return `${hash.digest('base64url')}${next === null ? '' : '+'}`;
}

/** Rejects with what the first look throws. */
export async function pollFolder(
  { look, clock }: PollingOptions,
  listener: FolderListener,
): Promise<FolderWatch> {
  let known = await look();
  let [wait, failures, over] = [SHORTEST_MS, 0, false];
  let timer: CancelTimer | undefined;
  const later = (): void => {
    if (!over) timer = clock.after(wait, () => void again());
  };
  const again = async (): Promise<void> => {
    wait = Math.min(LONGEST_MS, wait * 1.5);
    try {
      const now = await look();
      failures = 0;
      if (over) return;
      if (now !== known) {
        known = now;
        wait = SHORTEST_MS;
        listener.changed({ version: now, missed: false });
      }
    } catch (error) {
      if (over) return;
      failures += 1;
      const reason = asHallwayError(error);
      if (FINAL.has(reason.code) || failures >= MOST_FAILURES) {
        over = true;
        return listener.ended(reason);
      }
    }
    later();
  };
  later();
  return {
    version: known,
    close: () => {
      over = true;
      timer?.();
    },
  };
}
