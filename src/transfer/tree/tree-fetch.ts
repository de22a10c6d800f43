/**
 * Brings files of a share to their places on this PC: small ones as one stream from their owner,
 * each with its hash, large ones in pieces from all who have them. Nothing is overwritten.
 */
import { lstat, mkdir, rm, utimes } from 'node:fs/promises';
import { SMALL_FILE } from '../../api/peer-sendings.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { DeviceId } from '../../model/id.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import { type HeldWork, type Hold, whileOpen } from '../manners/hold.ts';
import type { Transfers } from '../transfers.ts';
import { Growth } from './growth.ts';
import { stageIn } from './placing.ts';
import type { Stages } from './stages.ts';
import { fetchSmall, type SmallFetchOptions, type SmallFetchOrder } from './small-fetch.ts';
import type { WantedFile } from './tree-plan.ts';

export interface TreeFetchOptions extends SmallFetchOptions {
  /** The same as `transport`, for the bytes of one order. */
  paced: (of: string, urgent: boolean) => PeerTransport;
  /** Whether files come by themselves now. */
  hold: Hold;
  stages: Stages;
  transfers: Pick<Transfers, 'begin' | 'ended' | 'act'>;
  log: Pick<Log, 'warn'>;
}

/** `onBytes`: bytes of large files are counted by the transfers until they are whole. */
export interface FetchOrder extends Omit<SmallFetchOrder, 'stage' | 'growth'> {
  /** Of what the transfers of large files are a part. */
  of: string;
  /** A folder that is there, on the disk of all targets. */
  root: string;
  files: readonly WantedFile[];
  /** Absolute; those are there in the end, whatever is in them. A folder before what is in it. */
  folders?: readonly string[];
  /** Their transfers are shown by themselves, and end with the command that waits for them. */
  apart?: boolean;
  /** Nothing of them is there: nobody has to look. */
  fresh?: boolean;
  /** Of a large file: who gave some of it. */
  onSources?: (devices: readonly DeviceId[]) => void;
}

const LARGE_AT_ONCE = 3;
const LOOKED_AT_ONCE = 64;

/** Resolves with files that were gone meanwhile. Throws what ends all of it. */
export async function fetchFiles(
  options: TreeFetchOptions,
  order: FetchOrder,
): Promise<WantedFile[]> {
  const { root, of, signal } = order;
  const small: WantedFile[] = [];
  const large: WantedFile[] = [];
  const gone: WantedFile[] = [];
  for (const file of order.files) (file.size <= SMALL_FILE ? small : large).push(file);
  const growth = new Growth(order.files.reduce((sum, { size }) => sum + size, 0));
  if (small.length > 0) {
    const stage = stageIn(root, of);
    // What a crash left.
    await rm(stage, { recursive: true, force: true });
    options.stages.begin(stage);
    try {
      let isFresh = order.fresh === true;
      const rest = await whileOpen(options.hold, { signal, ...heldAs(order) }, async (inner) => {
        const missing = isFresh ? small : await notPlaced(small, inner);
        isFresh = false;
        const found = { large: [], gone: [] };
        const paced = { ...options, transport: options.paced(of, order.apart === true) };
        await fetchSmall(paced, { ...order, signal: inner, stage, growth }, missing, found);
        return found;
      });
      large.push(...rest.large);
      gone.push(...rest.gone);
    } finally {
      // How it went is what counts; what is left here is removed at the next start.
      await options.stages
        .end(stage)
        .catch((error: unknown) => options.log.warn({ error }, 'a stage was not removed'));
    }
  }
  for (const folder of order.folders ?? []) await mkdir(folder, { recursive: true });
  await inParallel(large, LARGE_AT_ONCE, signal, (file) =>
    fetchLarge(options, { ...order, growth }, file, gone),
  );
  return gone;
}

/** What a person waits for comes at any time. */
function heldAs({ apart, onWaiting }: FetchOrder): Pick<HeldWork, 'isExempt' | 'onHeld'> {
  return {
    isExempt: () => apart === true,
    onHeld: (why) => onWaiting?.(why !== undefined),
  };
}

/** In their order: their owner reads those of one folder together. */
async function notPlaced(files: readonly WantedFile[], signal: AbortSignal): Promise<WantedFile[]> {
  const placed = new Set<WantedFile>();
  await inParallel(files, LOOKED_AT_ONCE, signal, async (file) => {
    if (await isPlaced(file)) placed.add(file);
  });
  return files.filter((file) => !placed.has(file));
}

async function fetchLarge(
  { transfers }: TreeFetchOptions,
  order: FetchOrder & { growth: Growth },
  file: WantedFile,
  gone: WantedFile[],
): Promise<void> {
  if (await isPlaced(file)) return;
  const { device, share, of, apart, growth, signal, onBytes, onFile, onSources } = order;
  const { path, target } = file;
  const { id } = await transfers.begin(
    { device, share, path, target },
    { ...(apart === true ? { attended: true } : { of }), most: growth.mostOf(file.size) },
  );
  const stop = (): void => void transfers.act(id, 'pause').catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    const { state, sources, total } = await transfers.ended(id);
    signal.throwIfAborted();
    if (state !== 'done') throw new HallwayError('request.cancelled', 'It was stopped meanwhile.');
    growth.came(file.size, total);
    onSources?.(sources.filter(({ bytes }) => bytes > 0).map(({ device: giver }) => giver));
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
