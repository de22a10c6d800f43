/**
 * Many small files onto the disk at once. Each is written whole under a number in a folder of its
 * own, all of them are made sure of together, and only then they get their names: a crash loses a
 * batch and leaves no half file. It waits for the disk, so it is for a thread of its own.
 */
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
import { createHash } from 'node:crypto';
import { dirname, join, sep } from 'node:path';
import { asHallwayError, type ErrorCode } from '../../base/errors.ts';
import { alreadyThere } from '../partial-file.ts';

export interface SmallBatch {
  /** Folder for what has no name yet, on the disk of all targets. */
  stage: string;
  /** The files one behind the other; what is behind the last does not count. */
  bytes: Uint8Array<ArrayBuffer>;
  files: readonly { target: string; modified: number; length: number }[];
}

/** Why a file has no name. It crosses to another thread. */
export interface PlaceProblem {
  code: ErrorCode;
  message: string;
  fix?: string | undefined;
}

export interface SmallFilePlacer {
  /** Takes the batch's memory and gives it back. */
  place(batch: SmallBatch): Promise<PlacedBatch>;
}

export interface PlacedBatch {
  /** For each file of the batch, in its order: null where it is in its place, and on the disk. */
  problems: (PlaceProblem | null)[];
  /** Free for the next. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** All of the disk that a folder is on is made sure of; false where the system cannot do that. */
export type SyncDisk = (folder: string) => boolean | Promise<boolean>;

/** From so many on, waiting for the whole disk once is faster than for each. */
const WORTH_SYNC = 12;
const WORTH_SYNC_FOLDERS = 4;

/** Where the files of one order wait for their names, in a folder on the disk of their targets. */
export function stageIn(folder: string, of: string): string {
  const sign = createHash('sha256').update(`${of}\0${folder}`).digest('hex').slice(0, 16);
  return join(folder, `.${sign}.part`);
}

export async function placeBatch(
  { stage, bytes, files }: SmallBatch,
  syncDisk: SyncDisk,
): Promise<(PlaceProblem | null)[]> {
  const problems = files.map((): PlaceProblem | null => null);
  const attempt = (index: number, work: () => void): void => {
    if (problems[index] !== null) return;
    try {
      work();
    } catch (error) {
      const { code, message, fix } = asHallwayError(error);
      problems[index] = { code, message, fix };
    }
  };
  const temporary = files.map((_file, index) => `${stage}${sep}${index}`);
  const together = files.length >= WORTH_SYNC;
  let at = 0;
  for (const [index, { length, modified }] of files.entries()) {
    const part = bytes.subarray(at, at + length);
    at += length;
    attempt(index, () => writeWhole(temporary[index] ?? '', part, modified, !together));
  }
  if (together && !(await syncDisk(stage)))
    for (const [index, path] of temporary.entries()) attempt(index, () => syncOne(path));
  const folders = new Set<string>();
  for (const [index, { target }] of files.entries())
    attempt(index, () => {
      giveName(temporary[index] ?? '', target);
      folders.add(dirname(target));
    });
  if (folders.size < WORTH_SYNC_FOLDERS || !(await syncDisk(stage)))
    for (const folder of folders) syncOneIfPossible(folder);
  for (const [index, path] of temporary.entries())
    if (problems[index] !== null) rmSync(path, { force: true });
  return problems;
}

function writeWhole(path: string, bytes: Uint8Array, modified: number, sync: boolean): void {
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

function syncOne(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Windows cannot be told so of a folder. */
function syncOneIfPossible(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The names are written soon in any case.
  }
}

/** Throws `path.exists` rather than overwrite. */
function giveName(path: string, target: string): void {
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
