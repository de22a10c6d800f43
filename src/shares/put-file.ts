/**
 * Puts one file in place, whole or not at all: it is written under a hidden name in the same
 * folder, synced, and then named. Naming without `replace` is a hard link, which the system
 * refuses if the name is taken: of two writers at once one wins and the other hears `path.exists`.
 */
import { constants } from 'node:fs';
import { link, lstat, open, rename, rm, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import { syncFolder } from '../store/durable-file.ts';
import { fileError, nameTaken, pathExists } from './file-error.ts';
import type { WriteOptions, Written } from './file-system.ts';
import { abortReason, writeStream } from './file-writer.ts';
import { temporaryName, type UploadJournal } from './upload-journal.ts';

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
}

export async function putFile(
  place: Place,
  source: Readable,
  journal: UploadJournal,
  options: WriteOptions,
): Promise<Written> {
  const { size, signal, replace = false } = options;
  const target = `${place.folder}/${place.name}`;
  const mode = await checkTarget(target, replace);
  await checkSpace(place.folder, size);
  const hidden = temporaryName();
  const temporary = `${place.folder}/${hidden}`;
  const finish = await journal.begin(join(place.real, hidden));
  let unfinished = false;
  try {
    const handle = await open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, mode ?? 0o666);
    unfinished = true;
    let written: Written;
    try {
      written = await writeStream(handle, source, { size, signal });
      // The mode at opening is cut by the umask; a file that is replaced keeps its own.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (signal?.aborted) throw abortReason(signal);
    if (replace) await replaceFile(temporary, target);
    else await nameFile(temporary, target);
    unfinished = false;
    // The file itself is synced and named; nothing more can be done where this fails.
    await syncFolder(place.folder).catch(() => {});
    return written;
  } catch (error) {
    // Even “not there” means that it could not be removed: its drive was pulled.
    if (unfinished)
      unfinished = await unlink(temporary).then(
        () => false,
        () => true,
      );
    throw fileError(error);
  } finally {
    // The note stays with what could not be removed, for the next start.
    if (!unfinished) await finish();
  }
}

/** Mode of the file that will be replaced. Only a regular file is; a link or a folder never. */
async function checkTarget(target: string, replace: boolean): Promise<number | undefined> {
  const found = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw fileError(error);
  });
  if (!found) return undefined;
  if (found.isDirectory()) throw nameTaken();
  if (!replace || !found.isFile()) throw pathExists();
  return found.mode & 0o777;
}

/** Refuses before the first byte what cannot fit. Some file systems do not say: then it is tried. */
async function checkSpace(folder: string, size: number | undefined): Promise<void> {
  if (size === undefined) return;
  const space = await statfs(folder).catch(() => undefined);
  if (!space || space.blocks === 0 || size <= space.bavail * space.bsize) return;
  throw new HallwayError('disk.full', 'The disk of this share has no room for the file.', {
    fix: 'Free some space and try again.',
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
