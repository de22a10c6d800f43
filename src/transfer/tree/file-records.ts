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

/** As it was read from a stream, and found right. */
export interface ToldSmallFile extends SmallFileBytes {
  /** SHA-256. */
  hash: Buffer;
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

export type SmallFileAnswer = ToldSmallFile | { large: true } | { problem: HallwayError };

/**
 * The answers for `count` paths, in their order, as they come: some at a time, whose bytes are good
 * until the next are asked for. Throws `peer.protocol` for what makes no sense or has another hash
 * than it says, and `transfer.interrupted` for fewer.
 */
export async function* readRecords(
  body: Readable,
  count: number,
): AsyncGenerator<SmallFileAnswer[]> {
  const reader = new RecordReader();
  let left = count;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      reader.push(chunk);
      const found = reader.read(left);
      left -= found.length;
      if (found.length > 0) yield found;
      if (left === 0) return;
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

const FIRST_BYTES = 256 * 1024;

/** Cuts a stream into records, in one buffer: it keeps no more than a record and what came last. */
class RecordReader {
  #buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** What was not read yet. */
  #from = 0;
  #to = 0;
  #head: { size: number; modified: number } | undefined;

  /** What was read before is good no more. */
  push(chunk: Buffer): void {
    const left = this.#to - this.#from;
    if (this.#to + chunk.length > this.#buffer.length) {
      const before = this.#buffer;
      if (left + chunk.length > before.length)
        this.#buffer = Buffer.allocUnsafeSlow(2 * (left + chunk.length));
      before.copy(this.#buffer, 0, this.#from, this.#to);
      this.#from = 0;
      this.#to = left;
    }
    this.#to += chunk.copy(this.#buffer, this.#to);
  }

  /** What is whole by now, `most` at most. */
  read(most: number): SmallFileAnswer[] {
    const found: SmallFileAnswer[] = [];
    while (found.length < most) {
      if (this.#head) {
        const file = this.#take(this.#head.size + HASH_BYTES);
        if (!file) break;
        found.push(checked(file, this.#head));
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
    const length = this.#buffer.readUInt32BE(this.#from);
    if (length === 0 || length > MOST_HEAD) throw nonsense();
    if (this.#to < begin + length) return undefined;
    this.#from = begin + length;
    return parsed(this.#buffer.toString('utf8', begin, this.#from));
  }

  /** Undefined until so many bytes are there. */
  #take(length: number): Buffer | undefined {
    if (this.#to - this.#from < length) return undefined;
    this.#from += length;
    return this.#buffer.subarray(this.#from - length, this.#from);
  }
}

function checked(
  file: Buffer,
  { size, modified }: { size: number; modified: number },
): ToldSmallFile {
  const [bytes, told] = [file.subarray(0, size), file.subarray(size)];
  if (Buffer.compare(hash('sha256', bytes, 'buffer'), told) !== 0) throw nonsense();
  return { bytes, modified, hash: told };
}

function interrupted(cause?: unknown): HallwayError {
  return new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
    cause,
  });
}
