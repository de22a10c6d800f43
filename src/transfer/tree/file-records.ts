/** Many small files as one stream: how it is written, and read within bounds (`readSmallFiles`). */
import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { SMALL_FILE, SmallFileHead } from '../../api/peer-sendings.ts';
import { toProblem } from '../../api/problem.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import { shapeError } from '../../net/shape.ts';
import { nonsense } from '../piece-receiver.ts';

const MOST_HEAD = 4096;
const HASH_BYTES = 32;

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
  if (!file) return [headOf({ large: true })];
  const { bytes, modified } = file;
  const head = headOf({ size: bytes.length, modified });
  return [head, bytes, hash('sha256', bytes, 'buffer')];
}

export function recordOfFailure(error: unknown): Buffer[] {
  const { code, message } = toProblem(asHallwayError(error)).error;
  return [headOf({ problem: { code, message: message.slice(0, 500) } })];
}

function headOf(head: SmallFileHead): Buffer {
  const text = JSON.stringify(head);
  const record = Buffer.allocUnsafe(4 + Buffer.byteLength(text));
  record.writeUInt32BE(record.length - 4);
  record.write(text, 4);
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

function parsed(text: string): SmallFileHead {
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

/** Cuts a stream into records. No more of it is kept than one of them has. */
class RecordReader {
  readonly #chunks: Buffer[] = [];
  #length = 0;
  /** Of the head that is to come. */
  #headLength: number | undefined;
  #head: { size: number; modified: number } | undefined;

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
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
      } else if (this.#headLength === undefined) {
        this.#headLength = this.#take(4)?.readUInt32BE();
        if (this.#headLength === undefined) break;
        if (this.#headLength === 0 || this.#headLength > MOST_HEAD) throw nonsense();
      } else {
        const text = this.#take(this.#headLength)?.toString('utf8');
        if (text === undefined) break;
        this.#headLength = undefined;
        const head = parsed(text);
        if ('large' in head) found.push(head);
        else if ('problem' in head) found.push({ problem: problemOf(head.problem) });
        else if (head.size > SMALL_FILE) throw nonsense();
        else this.#head = head;
      }
    }
    return found;
  }

  /** Undefined until so many bytes are there. */
  #take(length: number): Buffer | undefined {
    if (this.#length < length) return undefined;
    if ((this.#chunks[0]?.length ?? 0) < length)
      this.#chunks.splice(0, this.#chunks.length, Buffer.concat(this.#chunks, this.#length));
    const first = this.#chunks[0] ?? Buffer.alloc(0);
    this.#length -= length;
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
    return first.subarray(0, length);
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
