/**
 * Many small files onto the disk at once. Each is compared with its hash and written whole in a
 * folder of its own, all of them are made sure of together, and only then they get their names: a
 * crash loses a batch and leaves no half file. It waits for the disk, so it is for a thread of its own.
 */
import { lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createHash, hash } from 'node:crypto';
import { basename, dirname, join, sep } from 'node:path';
import { asHallwayError, type ErrorCode } from '../../base/errors.ts';
import { HASH_BYTES } from '../manifest.ts';
import { nonsense } from '../piece-receiver.ts';
import { bufferOf } from './file-records.ts';
import { giveName, syncFolder, syncOne, writeWhole } from './placed-file.ts';

export interface SmallBatch {
  /** Folder for what has no name yet, on the disk of all targets. */
  stage: string;
  /** Holds the files, each with its SHA-256 behind it. */
  bytes: Uint8Array<ArrayBuffer>;
  files: readonly BatchFile[];
}

export interface BatchFile {
  /** Where its folder is not there, that is made with all that this batch has for it. */
  target: string;
  modified: number;
  /** Where it begins in the bytes. */
  at: number;
  length: number;
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
  /** As they were; free for the next. */
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
  const memory = bufferOf(bytes);
  const fresh = new FreshFolders(stage);
  const temporary = files.map(({ target }, index) => fresh.placeOf(target, index));
  const together = files.length >= WORTH_SYNC;
  for (const [index, { at, length, modified }] of files.entries())
    attempt(index, () => {
      const part = memory.subarray(at, at + length);
      const told = memory.toString('latin1', at + length, at + length + HASH_BYTES);
      if (hash('sha256', part, 'latin1') !== told) throw nonsense();
      writeWhole(temporary[index] ?? '', part, modified, !together);
    });
  const synced = together && (await syncDisk(stage));
  if (together && !synced)
    for (const [index, path] of temporary.entries()) attempt(index, () => syncOne(path));
  for (const [index, { target }] of files.entries())
    if (problems[index] !== null) fresh.spoil(target);
  const folders = fresh.giveNames(synced);
  for (const [index, { target }] of files.entries())
    attempt(index, () => {
      if (fresh.has(target)) return;
      giveName(temporary[index] ?? '', target);
      folders.add(dirname(target));
    });
  if (folders.size < WORTH_SYNC_FOLDERS || !(await syncDisk(stage)))
    for (const folder of folders) syncFolder(folder);
  for (const [index, path] of temporary.entries())
    if (problems[index] !== null) rmSync(path, { force: true });
  fresh.end();
  return problems;
}

/**
 * Folders that are not there yet are filled beside and get their name with all that is in them: that
 * is half of what a name for each file costs. No folder of that name that has something in it goes.
 */
class FreshFolders {
  readonly #stage: string;
  /** Where each is filled, by its path; undefined for one that is there. */
  readonly #filled = new Map<string, string | undefined>();
  readonly #named = new Set<string>();
  readonly #spoiled = new Set<string>();

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Where a file is written first. */
  placeOf(target: string, index: number): string {
    const folder = dirname(target);
    if (!this.#filled.has(folder)) this.#filled.set(folder, this.#begin(folder));
    const filled = this.#filled.get(folder);
    return filled === undefined
      ? `${this.#stage}${sep}${index}`
      : `${filled}${sep}${basename(target)}`;
  }

  /** Half a file may lie there: its folder gets no name as a whole. */
  spoil(target: string): void {
    this.#spoiled.add(dirname(target));
  }

  /** Whether a file has its name by its folder. */
  has(target: string): boolean {
    return this.#named.has(dirname(target));
  }

  /**
   * Tells the folders that have to be made sure of. What cannot be named as a whole is there then,
   * for its files one by one.
   */
  giveNames(synced: boolean): Set<string> {
    const changed = new Set<string>();
    for (const [folder, filled] of this.#filled) {
      if (filled === undefined) continue;
      if (this.#spoiled.has(folder)) {
        tryMake(folder);
        continue;
      }
      if (!synced) syncFolder(filled);
      try {
        mkdirSync(dirname(folder), { recursive: true });
        renameSync(filled, folder);
        this.#named.add(folder);
        changed.add(dirname(folder));
      } catch {
        // Somebody else made it meanwhile, or the files say why it cannot be.
        tryMake(folder);
      }
    }
    return changed;
  }

  end(): void {
    for (const [folder, filled] of this.#filled)
      if (filled !== undefined && !this.#named.has(folder))
        rmSync(filled, { recursive: true, force: true });
  }

  #begin(folder: string): string | undefined {
    const filled = `${this.#stage}${sep}folder-${this.#filled.size}`;
    try {
      if (lstatSync(folder, { throwIfNoEntry: false })) return undefined;
      // What is left of an earlier run is not written into.
      rmSync(filled, { recursive: true, force: true });
      mkdirSync(filled, { recursive: true });
      return filled;
    } catch {
      // The files say why.
      tryMake(folder);
      return undefined;
    }
  }
}

function tryMake(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // Each file that was to be in it fails with a reason.
  }
}
