/** One file on its way to its name, for a thread that may wait for the disk. */
import {
  closeSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncFolderSync } from '../../store/durable-file.ts';
import { alreadyThere } from '../partial-file.ts';

/** `modified` in milliseconds; `sync`: it is on the disk then. Its folder is made where it is missing. */
export function writeWhole(path: string, bytes: Uint8Array, modified: number, sync: boolean): void {
  const handle = create(path);
  try {
    for (let done = 0; done < bytes.length; )
      done += writeSync(handle, bytes, done, bytes.length - done);
    futimesSync(handle, modified / 1000, modified / 1000);
    if (sync) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What an earlier run left is not written into: it may have another name already. */
function create(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') mkdirSync(dirname(path));
    else if (code === 'EEXIST') rmSync(path);
    else throw error;
    return openSync(path, 'wx');
  }
}

export function syncOne(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The names in a folder. */
export function syncFolder(folder: string): void {
  try {
    syncFolderSync(folder);
  } catch {
    // The names are written soon in any case.
  }
}

/** Throws `path.exists` rather than overwrite. */
export function giveName(path: string, target: string): void {
  try {
    linkSync(path, target);
    unlinkSync(path);
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') throw alreadyThere(target);
    // FAT, exFAT and many network drives know no hard links.
    if (lstatSync(target, { throwIfNoEntry: false })) throw alreadyThere(target);
    renameSync(path, target);
  }
}
