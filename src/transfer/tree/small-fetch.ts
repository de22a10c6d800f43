/**
 * The receiver's side of many small files: asks for some hundred at a time, the next while these
 * come, and has them put in their places in batches.
 */
import type { Readable } from 'node:stream';
import { MOST_SMALL_FILES, readSmallFiles } from '../../api/peer-sendings.ts';
import { type Clock, sleep } from '../../base/clock.ts';
import { asHallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import { isAway } from '../away.ts';
import { BatchPlacing } from './batch-placing.ts';
import { readRecords } from './file-records.ts';
import type { Growth } from './growth.ts';
import type { SmallFilePlacer } from './placing.ts';
import type { WantedFile } from './tree-plan.ts';

export interface SmallFetchOptions {
  transport: PeerTransport;
  placer: SmallFilePlacer;
  clock: Clock;
}

export interface SmallFetchOrder {
  device: DeviceId;
  share: ResourceId;
  /** As `stageIn` names it; it is made and removed. */
  stage: string;
  growth: Growth;
  signal: AbortSignal;
  /** Whole files in their places. */
  onBytes: (bytes: number) => void;
  /** The file is in its place. `hash`: SHA-256, where it came with it. */
  onFile?: (file: WantedFile, hash?: Buffer) => Promise<void> | void;
  /** The owner is not there, or is again. */
  onWaiting?: (waiting: boolean) => void;
}

/** What is no small file any more, and what is there no more. */
export interface NotSmall {
  large: WantedFile[];
  gone: WantedFile[];
}

/** So that the body of a question fits, whatever the paths are. */
const MOST_PATH_BYTES = 60_000;
const AGAIN_MS = 1000;

/** Throws what ends all of it. */
export async function fetchSmall(
  options: SmallFetchOptions,
  order: SmallFetchOrder,
  files: readonly WantedFile[],
  rest: NotSmall,
): Promise<void> {
  const done = new Set<WantedFile>();
  for (let left = files; left.length > 0; left = left.filter((file) => !done.has(file))) {
    order.signal.throwIfAborted();
    try {
      await oneRun(options, order, left, { ...rest, done });
    } catch (error) {
      order.signal.throwIfAborted();
      if (!isAway(asHallwayError(error, 'transfer.interrupted'))) throw error;
      // What came of it is in its place, and is not asked for again.
      order.onWaiting?.(true);
      await sleep(options.clock, AGAIN_MS);
    }
  }
}

async function oneRun(
  options: SmallFetchOptions,
  order: SmallFetchOrder,
  files: readonly WantedFile[],
  { large, gone, done }: NotSmall & { done: Set<WantedFile> },
): Promise<void> {
  const placing = new BatchPlacing(options.placer, order, files, done);
  const asked = questions(options, order, files);
  try {
    for await (const { wanted, body } of asked) {
      order.onWaiting?.(false);
      let at = 0;
      for await (const answers of readRecords(body, wanted.length, placing))
        for (const answer of answers) {
          const file = wanted[at++] as WantedFile;
          if ('at' in answer) order.growth.require(file.size, answer.size);
          else ('large' in answer ? large : gone).push(file);
          placing.add(file, answer);
        }
      body.destroy();
    }
  } finally {
    // Also where the connection broke: what is whole gets its name.
    await placing.end();
  }
}

interface Question {
  wanted: WantedFile[];
  body: Readable;
}

/** Asks for the next before this one was read. */
async function* questions(
  { transport }: SmallFetchOptions,
  { device, share, signal }: SmallFetchOrder,
  files: readonly WantedFile[],
): AsyncGenerator<Question> {
  const ask = async (from: number): Promise<Question> => {
    const wanted = batchOf(files, from);
    const input = { params: { share }, body: { paths: wanted.map(({ path }) => path) } };
    const { body } = await transport.open(device, readSmallFiles, input, { signal });
    // It may break off before anybody reads it.
    body.on('error', () => {});
    return { wanted, body };
  };
  let at = 0;
  let next: Promise<Question> | undefined = ask(0);
  try {
    while (next) {
      const now: Question = await next;
      at += now.wanted.length;
      next = at < files.length ? ask(at) : undefined;
      next?.catch(() => {});
      try {
        yield now;
      } finally {
        now.body.destroy();
      }
    }
  } finally {
    next?.then(({ body }) => body.destroy()).catch(() => {});
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
