/**
 * Puts one file in place, whole or not at all: it is written under a hidden name in the same
 * folder, synced, and then named. Naming without `replace` is a hard link, which the system
 * refuses if the name is taken: of two writers at once one wins and the other hears `path.exists`.
 */
import { constants } from 'node:fs';
import { link, lstat, open, rename, rm, statfs, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import { syncFolder } from '../store/durable-file.ts';
import { fileError, nameInUse, nameTaken, pathExists, versionChanged } from './file-error.ts';
import type { WriteOptions } from './file-system.ts';
import { abortReason, writeStream } from './file-writer.ts';
import { etagOf } from './local/entry-stats.ts';
import { keepUnfinished, openUnfinished, uploadOf } from './unfinished-file.ts';
import type { UploadJournal } from './upload-journal.ts';

// Those that a system does not have are undefined, which `|` takes as 0.
const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
/** What file systems without hard links say (FAT, exFAT, many network drives). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EINVAL']);

export interface Place {
  /** Path for calls; the folder is held or was checked by whoever calls. */
  folder: string;
  /** The folder's real path, for the journal. */
  real: string;
  name: string;
  /** Runs while nothing else of Hallway names anything so. */
  alone?: (<T>(name: string, work: () => Promise<T>) => Promise<T>) | undefined;
}

export interface PutOptions extends WriteOptions {
  /** More bytes than these are `share.full`. */
  most?: number | undefined;
  /** A name beside one that is taken; `attempt` counts from 1. Without it the file is refused. */
  beside?: ((attempt: number) => string) | undefined;
}

export interface PutFile {
  bytes: number;
  hash: string;
  etag: string;
  /** The name that it has. */
  name: string;
  replaced: boolean;
}

/** As many names beside one are tried. */
const MOST_NAMES = 100;

export async function putFile(
  place: Place,
  source: Readable,
  journal: UploadJournal,
  options: PutOptions,
): Promise<PutFile> {
  const { most, signal, modified, beside, resume, by } = options;
  const from = resume?.from ?? 0;
  const size = options.size === undefined ? undefined : options.size + from;
  const mode = await checkTarget(`${place.folder}/${place.name}`, options).catch(
    (error: unknown) => {
      if (beside) return undefined;
      throw error;
    },
  );
  await checkSpace(place.folder, options.size);
  const upload = resume && uploadOf(place, by?.device, size);
  const how = { upload, resume, mode: mode ?? 0o666, signal };
  const { temporary, handle, after, finish } = await openUnfinished(place, journal, how);
  let unfinished = true;
  let came = 0;
  try {
    let written: { bytes: number; hash: string };
    let etag: string;
    try {
      const bounds = { size, most: most === undefined ? undefined : most + from, after };
      written = await writeStream(handle, source, { ...bounds, signal });
      // The mode at opening is cut by the umask; a file that is replaced keeps its own.
      if (mode !== undefined) await handle.chmod(mode);
      if (modified !== undefined) await handle.utimes(modified / 1000, modified / 1000);
      await handle.sync();
      etag = etagOf(await handle.stat({ bigint: true }));
    } finally {
      if (upload) came = (await handle.stat().catch(() => undefined))?.size ?? 0;
      await handle.close();
    }
    if (signal?.aborted) throw abortReason(signal);
    const named = await nameOrBeside(place, temporary, options);
    unfinished = false;
    // The file itself is synced and named; nothing more can be done where this fails.
    await syncFolder(place.folder).catch(() => {});
    return { ...written, etag, ...named };
  } catch (error) {
    const real = join(place.real, basename(temporary));
    const kept = upload && (await keepUnfinished(real, journal, { bytes: came, error }));
    // Even “not there” means that it could not be removed: its drive was pulled.
    if (unfinished && !kept)
      unfinished = await unlink(temporary).then(
        () => false,
        () => true,
      );
    throw fileError(error);
  } finally {
    // The note stays with what could not be removed, for the next start, and with what is kept.
    if (!unfinished) await finish();
  }
}

/** Gives the finished file its name, or one beside it where that may be. */
async function nameOrBeside(
  place: Place,
  temporary: string,
  options: PutOptions,
): Promise<{ name: string; replaced: boolean }> {
  const alone = place.alone ?? ((_name, work) => work());
  try {
    return await alone(place.name, async () => {
      const target = `${place.folder}/${place.name}`;
      const there = (await checkTarget(target, options)) !== undefined;
      if (replaces(options)) await replaceFile(temporary, target);
      else await nameFile(temporary, target);
      return { name: place.name, replaced: there };
    });
  } catch (error) {
    if (!options.beside || !isTaken(error)) throw error;
    for (let attempt = 1; attempt <= MOST_NAMES; attempt++) {
      const name = options.beside(attempt);
      try {
        await alone(name, () => nameFile(temporary, `${place.folder}/${name}`));
        return { name, replaced: false };
      } catch (taken) {
        if (!isTaken(taken)) throw taken;
      }
    }
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return ['path.exists', 'path.changed', 'path.not_file'].includes(fileError(error).code);
}

function replaces({ replace, ifMatch, ifNoneMatch }: WriteOptions): boolean {
  return ifNoneMatch === undefined && (replace === true || ifMatch !== undefined);
}

/**
 * Mode of the file that will be replaced; undefined for a free name. Only a regular file is
 * replaced, a link or a folder never.
 */
async function checkTarget(target: string, options: WriteOptions): Promise<number | undefined> {
  const found = await lstat(target, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw fileError(error);
  });
  if (!found) {
    // What was expected to be there is gone: nobody may think that it was replaced.
    if (options.ifMatch !== undefined) throw versionChanged();
    return undefined;
  }
  if (options.ifNoneMatch !== undefined) throw nameInUse();
  if (found.isDirectory()) throw nameTaken();
  if (options.ifMatch !== undefined && options.ifMatch !== etagOf(found)) throw versionChanged();
  if (!replaces(options) || !found.isFile()) throw pathExists();
  return Number(found.mode & 0o777n);
}

/** Refuses before the first byte what cannot fit. Some file systems do not say: then it is tried. */
export async function checkSpace(folder: string, size: number | undefined): Promise<void> {
  if (size === undefined) return;
  const space = await statfs(folder).catch(() => undefined);
  if (!space || space.blocks === 0 || size <= space.bavail * space.bsize) return;
  throw new HallwayError('disk.full', 'The disk of this share has no room for the file.', {
    fix: 'Free some space, or empty the trash of the share, and try again.',
  });
}

async function replaceFile(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    // A folder came to stand there meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') throw nameTaken(error);
    throw error;
  }
}

async function nameFile(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await claimAndRename(temporary, target);
    return;
  }
  await rm(temporary, { force: true });
}

/** Takes the name with an empty file, which fails if it is taken, and renames over it. */
export async function claimAndRename(temporary: string, target: string): Promise<void> {
  const claim = await open(target, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
  await claim.close();
  try {
    await rename(temporary, target);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}
