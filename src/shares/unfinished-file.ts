/**
 * The hidden file that an upload is written into: a fresh one, or what came of it before it broke off.
 * What came is taken up only where its hash is the sender's: after a crash it may be anything.
 */
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HallwayError } from '../base/errors.ts';
import type { DeviceId } from '../model/id.ts';
import { fileChanged } from './file-error.ts';
import type { Resume } from './file-system.ts';
import { abortReason } from './file-writer.ts';
import { temporaryName, type Upload, type UploadJournal } from './upload-journal.ts';

// Those that a system does not have are undefined, which `|` takes as 0.
const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY, O_NOFOLLOW } = constants;
const READ_BYTES = 1024 * 1024;
/** Less than this is sooner sent again than asked for. */
const WORTH_BYTES = 1024 * 1024;
/** After these the same upload may come again; after others it would fail again. */
const BROKEN = new Set(['transfer.interrupted', 'transfer.not_found', 'request.cancelled']);

export interface Unfinished {
  /** Path for calls. */
  temporary: string;
  handle: FileHandle;
  /** What came before; undefined for a fresh file. */
  after: { bytes: number; hash: Hash } | undefined;
  /** Ends the note of it. */
  finish: () => Promise<void>;
}

export interface UnfinishedPlace {
  folder: string;
  real: string;
  name: string;
}

export interface Opening {
  /** Kept where it breaks off; undefined for what is not. */
  upload?: Upload | undefined;
  resume?: Resume | undefined;
  mode: number;
  signal?: AbortSignal | undefined;
}

/** Throws `transfer.changed` where what is to be gone on with is not there, or is not the same. */
export async function openUnfinished(
  place: UnfinishedPlace,
  journal: UploadJournal,
  { upload, resume, mode, signal }: Opening,
): Promise<Unfinished> {
  if (resume && resume.from > 0) {
    // What follows is never a whole file.
    if (!upload) throw fileChanged();
    return takeUp(place, journal, upload, resume, signal);
  }
  const hidden = temporaryName();
  const temporary = `${place.folder}/${hidden}`;
  const finish = await journal.begin(join(place.real, hidden), upload);
  try {
    const handle = await open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, mode);
    return { temporary, handle, after: undefined, finish };
  } catch (error) {
    await finish();
    throw error;
  }
}

/** Whether a failed upload is kept, to be gone on with. */
export async function keepUnfinished(
  real: string,
  journal: UploadJournal,
  { bytes, error }: { bytes: number; error: unknown },
): Promise<boolean> {
  const broken = error instanceof HallwayError && BROKEN.has(error.code);
  if (!broken || bytes < WORTH_BYTES) return false;
  await journal.keep(real);
  return true;
}

export function uploadOf(
  place: UnfinishedPlace,
  by: DeviceId | undefined,
  size: number | undefined,
): Upload | undefined {
  if (by === undefined || size === undefined) return undefined;
  return { by, target: join(place.real, place.name), size };
}

async function takeUp(
  place: UnfinishedPlace,
  journal: UploadJournal,
  upload: Upload,
  { from, prefix }: Resume,
  signal: AbortSignal | undefined,
): Promise<Unfinished> {
  const arrived = await journal.arrived(upload);
  if (!arrived || arrived.bytes < from) throw fileChanged();
  const finish = journal.resume(arrived.path, upload);
  if (!finish) throw fileChanged();
  const temporary = `${place.folder}/${basename(arrived.path)}`;
  let handle: FileHandle | undefined;
  let isOther = false;
  try {
    const hash = await hashBeginning(temporary, from, signal);
    isOther = hash.copy().digest('hex') !== prefix;
    if (isOther) throw fileChanged();
    handle = await open(temporary, O_WRONLY | O_NOFOLLOW);
    await handle.truncate(from);
    return { temporary, handle, after: { bytes: from, hash }, finish };
  } catch (error) {
    await handle?.close();
    // Of another file: nobody goes on with it, and nobody has it read for nothing once more.
    if (isOther) await rm(temporary, { force: true }).then(finish);
    else await journal.keep(arrived.path);
    throw error;
  }
}

async function hashBeginning(
  path: string,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<Hash> {
  const hash = createHash('sha256');
  const handle = await open(path, O_RDONLY | O_NOFOLLOW);
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let at = 0; at < bytes; ) {
      if (signal?.aborted) throw abortReason(signal);
      const { bytesRead } = await handle.read(buffer, 0, Math.min(READ_BYTES, bytes - at), at);
      if (bytesRead === 0) throw fileChanged();
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hash;
  } finally {
    await handle.close();
  }
}
