/** What makes names of files durable: a rename or link is on the disk once its folder is synced. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Syncable } from './shared-sync.ts';

/** Where a folder cannot be opened or synced: Windows, which needs no such call, and some drives. */
const CANNOT = new Set(['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP']);

/** Rejects where the disk itself fails. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!cannot(error)) throw error;
  }
}

/** A folder whose names are written down again and again (`SharedSync`). */
export async function openFolder(folder: string): Promise<Syncable> {
  try {
    const handle = await open(folder, 'r');
    return {
      datasync: () =>
        handle.sync().catch((error: unknown) => {
          if (!cannot(error)) throw error;
        }),
      close: () => handle.close(),
    };
  } catch (error) {
    if (!cannot(error)) throw error;
    return { datasync: () => Promise.resolve(), close: () => Promise.resolve() };
  }
}

/** Throws where the disk itself fails. */
export function syncFolderSync(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (!cannot(error)) throw error;
  }
}

function cannot(error: unknown): boolean {
  return CANNOT.has((error as NodeJS.ErrnoException).code ?? '');
}
