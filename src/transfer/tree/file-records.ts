/** Many small files as one stream: how it is written, and read within bounds (`readSmallFiles`). */
import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { SMALL_FILE, SmallFileHead } from '../../api/peer-sendings.ts';
import { toProblem } from '../../api/problem.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import { shapeError } from '../../net/shape.ts';
import { HASH_BYTES } from '../manifest.ts';
import { nonsense } from '../piece-receiver.ts';

const MOST_HEAD = 4096;

export interface SmallFileBytes {
  bytes: Buffer;
  modified: number;
}

/** What is told of one file; `undefined` for one that is not small. */
export function recordOf(file: SmallFileBytes | undefined): Buffer[] {
  if (!file) return [withLength(headOf({ large: true }))];
  const { bytes, modified } = file;
  const head = withLength(headOf({ size: bytes.length, modified }));
  return [head, bytes, hash('sha256', bytes, 'buffer')];
}

export function recordOfFailure(error: unknown): Buffer[] {
  const { code, message } = toProblem(asHallwayError(error)).error;
  return [withLength(headOf({ problem: { code, message: message.slice(0, 500) } }))];
}

/** Of a file that can be read it is ASCII. */
export function headOf(head: SmallFileHead): string {
  return JSON.stringify(head);
}

function withLength(head: string): Buffer {
  const record = Buffer.allocUnsafe(4 + Buffer.byteLength(head));
  record.writeUInt32BE(record.length - 4);
  record.write(head, 4);
  return record;
}

/** Where a whole file lies in the memory it was read into; behind it is its SHA-256, not yet compared. */
export interface ReadSmallFile {
  at: number;
  size: number;
  modified: number;
}

export type SmallFileAnswer = ReadSmallFile | { large: true } | { problem: HallwayError };

/** Takes what was read. */
export interface RecordTaker {
  readonly reader: RecordReader;
  /** How many more may be read before there has to be room again. */
  readonly most: number;
  /** What was read goes; the reader gets other memory (`exchange`). */
  makeRoom(): Promise<void>;
}

/**
 * The answers for `count` paths, in their order, as they come, some at a time. Reads on to the end of
 * the body, so that its connection is free for the next question; what comes behind the last answer is
 * not read. Throws `peer.protocol` for what makes no sense, and `transfer.interrupted` for fewer.
 */
export async function* readRecords(
  body: Readable,
  count: number,
  taker: RecordTaker,
): AsyncGenerator<SmallFileAnswer[]> {
  const { reader } = taker;
  reader.forget();
  let left = count;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>)
      for (let at = 0; at < chunk.length; at += MOST_PART) {
        if (left === 0) return;
        const part = chunk.subarray(at, at + MOST_PART);
        if (!reader.fits(part.length)) await taker.makeRoom();
        reader.push(part);
        while (left > 0) {
          const found = reader.read(Math.min(left, taker.most));
          left -= found.length;
          if (found.length > 0) yield found;
          if (taker.most > 0) break;
          await taker.makeRoom();
        }
        if (left === 0 && reader.hasMore) return;
      }
  } catch (cause) {
    if (cause instanceof HallwayError) throw cause;
    throw interrupted(cause);
  }
  if (left > 0) throw interrupted();
}

/** As most heads are. */
const USUAL_HEAD = /^\{"size":(\d{1,6}),"modified":(\d{1,15})\}$/;

function parsed(text: string): SmallFileHead {
  const usual = USUAL_HEAD.exec(text);
  if (usual) return { size: Number(usual[1]), modified: Number(usual[2]) };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw nonsense();
  }
  if (shapeError(SmallFileHead, value) !== undefined) throw nonsense();
  return value as SmallFileHead;
}

/** One file's, whatever code the peer made up. */
function problemOf({ message }: { code: string; message: string }): HallwayError {
  return new HallwayError('path.not_found', message);
}

/** Of what comes, so much is looked at together. */
const MOST_PART = 64 * 1024;
/** What a reader's memory must have room for beside what was read: one record, and what came last. */
export const READER_BYTES = 4 + MOST_HEAD + SMALL_FILE + HASH_BYTES + MOST_PART;
/** What a record takes beside the bytes of its file, nearly always. */
export const BESIDE_BYTES = 4 + 48 + HASH_BYTES;

/** Cuts a stream into records where they came to lie. */
export class RecordReader {
  #memory: Buffer;
  /** What was not read yet. */
  #from = 0;
  #to = 0;
  #head: { size: number; modified: number } | undefined;

  constructor(memory: Uint8Array<ArrayBuffer>) {
    this.#memory = bufferOf(memory);
  }

  /** What is not read yet goes on in this memory. What was read stays in the former. */
  exchange(memory: Uint8Array<ArrayBuffer>): void {
    const next = bufferOf(memory);
    this.#to = this.#memory.copy(next, 0, this.#from, this.#to);
    this.#from = 0;
    this.#memory = next;
  }

  /** What is not read yet is left out. */
  forget(): void {
    this.#to = this.#from;
    this.#head = undefined;
  }

  fits(bytes: number): boolean {
    return this.#to + bytes <= this.#memory.length;
  }

  push(part: Buffer): void {
    this.#to += part.copy(this.#memory, this.#to);
  }

  get hasMore(): boolean {
    return this.#from < this.#to;
  }

  /** What is whole by now, `most` at most. */
  read(most: number): SmallFileAnswer[] {
    const found: SmallFileAnswer[] = [];
    while (found.length < most) {
      if (this.#head) {
        const { size, modified } = this.#head;
        const at = this.#take(size + HASH_BYTES);
        if (at === undefined) break;
        found.push({ at, size, modified });
        this.#head = undefined;
        continue;
      }
      const head = this.#nextHead();
      if (!head) break;
      if ('large' in head) found.push(head);
      else if ('problem' in head) found.push({ problem: problemOf(head.problem) });
      else if (head.size > SMALL_FILE) throw nonsense();
      else this.#head = head;
    }
    return found;
  }

  /** Undefined until all of it is there. */
  #nextHead(): SmallFileHead | undefined {
    const begin = this.#from + 4;
    if (this.#to < begin) return undefined;
    const length = this.#memory.readUInt32BE(this.#from);
    if (length === 0 || length > MOST_HEAD) throw nonsense();
    if (this.#to < begin + length) return undefined;
    this.#from = begin + length;
    return parsed(this.#memory.toString('utf8', begin, this.#from));
  }

  /** Where so many bytes begin; undefined until they are there. */
  #take(length: number): number | undefined {
    const at = this.#from;
    if (this.#to - at < length) return undefined;
    this.#from += length;
    return at;
  }
}

/** The same memory. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function interrupted(cause?: unknown): HallwayError {
  return new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
    cause,
  });
}
