/** The receiver's batches of small files: one is filled while another is put onto the disk. */
import { dirname } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import { HASH_BYTES } from '../manifest.ts';
import {
  BESIDE_BYTES,
  READER_BYTES,
  RecordReader,
  type RecordTaker,
  type SmallFileAnswer,
} from './file-records.ts';
import type { PlacedBatch, SmallFilePlacer } from './placing.ts';
import type { SmallFetchOrder } from './small-fetch.ts';
import type { WantedFile } from './tree-plan.ts';

const BATCH_FILES = 1024;
const BATCH_BYTES = 4 << 20;
/** One is written, one is filled meanwhile. */
const BATCHES = 2;
const HEARD_AT_ONCE = 16;

interface Arrived {
  file: WantedFile;
  modified: number;
  at: number;
  length: number;
}

/** Fills batches and has them placed; holds the reading up where the disk is slower. */
export class BatchPlacing implements RecordTaker {
  readonly reader: RecordReader;
  readonly #placer: SmallFilePlacer;
  readonly #order: SmallFetchOrder;
  readonly #files: readonly WantedFile[];
  readonly #done: Set<WantedFile>;
  readonly #running = new Set<Promise<void>>();
  /** Memory that the placer gave back: fresh memory costs a page fault for every 4 KiB. */
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  #bytes = memory();
  #arrived: Arrived[] = [];
  /** Of the files: how many were answered, and with how many this batch is full. */
  #answered = 0;
  #end: number;
  #failed: unknown;

  /** `done` gets those that are in their places, and those that have none. */
  constructor(
    placer: SmallFilePlacer,
    order: SmallFetchOrder,
    files: readonly WantedFile[],
    done: Set<WantedFile>,
  ) {
    this.#placer = placer;
    this.#order = order;
    this.#files = files;
    this.#done = done;
    this.#end = batchEnd(files, 0);
    this.reader = new RecordReader(this.#bytes);
  }

  get most(): number {
    return this.#failed === undefined ? this.#end - this.#answered : 0;
  }

  /** The answer for the next of the files. */
  add(file: WantedFile, answer: SmallFileAnswer): void {
    this.#answered += 1;
    if (!('at' in answer)) this.#done.add(file);
    else {
      const { at, size: length, modified } = answer;
      this.#arrived.push({ file, modified, at, length });
    }
  }

  /** Throws why an earlier one could not be placed. */
  async makeRoom(): Promise<void> {
    this.#begin();
    while (this.#running.size >= BATCHES) await Promise.race(this.#running);
    if (this.#failed !== undefined) throw this.#failed;
  }

  /** Resolves when all of it is in its place; throws why not. */
  async end(): Promise<void> {
    if (this.#failed === undefined) this.#begin();
    await Promise.all(this.#running);
    if (this.#failed !== undefined) throw this.#failed;
  }

  #begin(): void {
    this.#end = batchEnd(this.#files, this.#answered);
    const arrived = this.#arrived;
    const bytes = this.#bytes;
    this.#bytes = this.#free.pop() ?? memory();
    this.reader.exchange(this.#bytes);
    if (arrived.length === 0) {
      this.#free.push(bytes);
      return;
    }
    this.#arrived = [];
    const work = this.#place(arrived, bytes)
      .catch((error: unknown) => void (this.#failed ??= error))
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  async #place(arrived: readonly Arrived[], bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { stage, onBytes } = this.#order;
    const files = arrived.map(({ file: { target }, modified, at, length }) => {
      return { target, modified, at, length };
    });
    const answer = await this.#placer.place({ stage, bytes, files });
    const { problems } = answer;
    const placed = arrived.filter((_one, index) => problems[index] === null);
    for (const { file } of placed) this.#done.add(file);
    onBytes(placed.reduce((sum, { length }) => sum + length, 0));
    await this.#tell(placed, answer);
    const [problem] = problems.filter((one) => one !== null);
    if (problem) throw new HallwayError(problem.code, problem.message, { fix: problem.fix });
  }

  async #tell(placed: readonly Arrived[], { bytes }: PlacedBatch): Promise<void> {
    const { onFile } = this.#order;
    const heard: Promise<void>[] = [];
    if (onFile)
      for (const { file, at, length } of placed) {
        const end = at + length + HASH_BYTES;
        const hearing = onFile(file, Buffer.from(bytes.subarray(end - HASH_BYTES, end)));
        if (hearing && heard.push(hearing) === HEARD_AT_ONCE) await Promise.all(heard.splice(0));
      }
    this.#free.push(bytes);
    await Promise.all(heard);
  }
}

function memory(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(BATCH_BYTES + READER_BYTES);
}

/**
 * Where a batch of these files ends that begins at `from`: where a folder does, if that is not much
 * too soon, for a folder that is brought whole gets one name.
 */
export function batchEnd(files: readonly WantedFile[], from: number): number {
  let bytes = 0;
  let end = from;
  for (; end < files.length && end - from < BATCH_FILES; end++) {
    bytes += (files[end]?.size ?? 0) + BESIDE_BYTES;
    if (bytes > BATCH_BYTES && end > from) break;
  }
  const folderOf = (index: number): string => dirname(files[index]?.target ?? '');
  for (let cut = end; cut > from + (end - from) / 2; cut--)
    if (cut === files.length || folderOf(cut - 1) !== folderOf(cut)) return cut;
  return end;
}
