/**
 * Brings files of a share to their places on this PC: small ones as one stream from their owner,
 * each with its hash, large ones in pieces from all who have them. Nothing is overwritten.
 */
import { createHash } from 'node:crypto';
import { lstat, open, rm, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MOST_SMALL_FILES, readSmallFiles, SMALL_FILE } from '../../api/peer-sendings.ts';
import { type Clock, sleep } from '../../base/clock.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import { isAway } from '../away.ts';
import { place, PartialFile, syncFolder } from '../partial-file.ts';
import type { Transfers } from '../transfers.ts';
import { readRecords, type SmallFileBytes } from './file-records.ts';
import type { WantedFile } from './tree-plan.ts';

export interface TreeFetchOptions {
  transport: PeerTransport;
  transfers: Pick<Transfers, 'begin' | 'ended' | 'act'>;
  clock: Clock;
}

export interface FetchOrder {
  device: DeviceId;
  share: ResourceId;
  /** Of whom the transfers of large files are. */
  of: string;
  files: readonly WantedFile[];
  signal: AbortSignal;
  /** Whole small files; those of large ones are counted by the transfers. */
  onBytes: (bytes: number) => void;
  /** The file is in its place. */
  onFile?: (file: WantedFile) => Promise<void> | void;
  /** The owner is not there, or is again. */
  onWaiting?: (waiting: boolean) => void;
}

const LARGE_AT_ONCE = 3;
const PLACED_AT_ONCE = 16;
/** So that the body of a question fits, whatever the paths are. */
const MOST_PATH_BYTES = 60_000;
const AGAIN_MS = 1000;

/** Resolves with files that were gone meanwhile. Throws what ends all of it. */
export async function fetchFiles(
  options: TreeFetchOptions,
  order: FetchOrder,
): Promise<WantedFile[]> {
  const small: WantedFile[] = [];
  const large: WantedFile[] = [];
  const gone: WantedFile[] = [];
  for (const file of order.files) (file.size <= SMALL_FILE ? small : large).push(file);
  await fetchSmall(options, order, small, { large, gone });
  await inParallel(large, LARGE_AT_ONCE, order.signal, (file) =>
    fetchLarge(options, order, file, gone),
  );
  return gone;
}

async function fetchSmall(
  options: TreeFetchOptions,
  order: FetchOrder,
  files: readonly WantedFile[],
  rest: { large: WantedFile[]; gone: WantedFile[] },
): Promise<void> {
  for (let at = 0; at < files.length; ) {
    order.signal.throwIfAborted();
    try {
      at += await oneStream(options, order, batchOf(files, at), rest);
      order.onWaiting?.(false);
    } catch (error) {
      if (order.signal.aborted || !isAway(asHallwayError(error, 'transfer.interrupted')))
        throw error;
      // What came of it is in its place, and is not asked for again.
      order.onWaiting?.(true);
      await sleep(options.clock, AGAIN_MS);
    }
  }
}

function batchOf(files: readonly WantedFile[], from: number): WantedFile[] {
  let bytes = 0;
  const batch: WantedFile[] = [];
  for (const file of files.slice(from, from + MOST_SMALL_FILES)) {
    bytes += Buffer.byteLength(JSON.stringify(file.path)) + 1;
    if (batch.length > 0 && bytes > MOST_PATH_BYTES) break;
    batch.push(file);
  }
  return batch;
}

/** How many of the batch are done, all of them. */
async function oneStream(
  { transport }: TreeFetchOptions,
  order: FetchOrder,
  batch: readonly WantedFile[],
  { large, gone }: { large: WantedFile[]; gone: WantedFile[] },
): Promise<number> {
  const { device, share, signal } = order;
  const placed = await Promise.all(batch.map(isPlaced));
  const wanted = batch.filter((_file, index) => placed[index] !== true);
  if (wanted.length === 0) return batch.length;
  const input = { params: { share }, body: { paths: wanted.map(({ path }) => path) } };
  const { body } = await transport.open(device, readSmallFiles, input, { signal });
  const placing = new Set<Promise<void>>();
  let failed: unknown;
  try {
    let at = 0;
    for await (const answer of readRecords(body, wanted.length)) {
      const file = wanted[at++] as WantedFile;
      if ('large' in answer) large.push(file);
      else if ('problem' in answer) gone.push(file);
      else {
        const work = putSmall(file, answer, order)
          .catch((error: unknown) => void (failed ??= error))
          .finally(() => placing.delete(work));
        placing.add(work);
        if (placing.size >= PLACED_AT_ONCE) await Promise.race(placing);
      }
      if (failed !== undefined) break;
    }
  } finally {
    body.destroy();
    await Promise.all(placing);
  }
  if (failed !== undefined) throw failed;
  for (const folder of new Set(wanted.map(({ target }) => dirname(target))))
    await syncFolder(folder);
  return batch.length;
}

async function putSmall(
  file: WantedFile,
  { bytes, modified }: SmallFileBytes,
  { of, onBytes, onFile }: FetchOrder,
): Promise<void> {
  // Names that begin alike have partial files of their own.
  const sign = createHash('sha256').update(file.target).digest('hex').slice(0, 16);
  const path = PartialFile.pathFor(file.target, `${of}.${sign}`);
  try {
    await rm(path, { force: true });
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.utimes(new Date(), new Date(modified));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(path, file.target);
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw asHallwayError(error);
  }
  onBytes(bytes.length);
  await onFile?.(file);
}

async function fetchLarge(
  { transfers }: TreeFetchOptions,
  { device, share, of, signal, onBytes, onFile }: FetchOrder,
  file: WantedFile,
  gone: WantedFile[],
): Promise<void> {
  if (await isPlaced(file)) return;
  const { path, target } = file;
  const { id } = await transfers.begin(
    { device, share, path, target },
    { of, most: mostOf(file.size) },
  );
  const stop = (): void => void transfers.act(id, 'pause').catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    const { state } = await transfers.ended(id);
    signal.throwIfAborted();
    if (state !== 'done') throw new HallwayError('request.cancelled', 'It was stopped meanwhile.');
  } catch (error) {
    if (asHallwayError(error).code !== 'path.not_found') throw error;
    gone.push(file);
    await transfers.act(id, 'cancel');
    return;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  await transfers.act(id, 'cancel');
  onBytes(file.size);
  await utimes(target, new Date(), new Date(file.modified)).catch(() => {});
  await onFile?.(file);
}

/** What a file may come to have while it is on its way, in bytes, where `size` was told before. */
export function mostOf(size: number): number {
  return size + size / 10 + 16 * 1024 * 1024;
}

/** An earlier run brought it. FAT keeps times to two seconds. */
export async function isPlaced({ target, size, modified }: WantedFile): Promise<boolean> {
  const at = await lstat(target).catch(() => undefined);
  return at?.isFile() === true && at.size === size && Math.abs(at.mtimeMs - modified) <= 2000;
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed: { error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      if (failed || next >= items.length) return;
      await work(items[next++] as T).catch((error: unknown) => {
        failed ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failed) throw failed.error;
}
