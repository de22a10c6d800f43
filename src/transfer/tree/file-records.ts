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
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}

export type SmallFileAnswer = SmallFileBytes | { large: true } | { problem: HallwayError };

/**
 * The answers for `count` paths, in their order. Throws `peer.protocol` for what makes no sense or
 * has another hash than it says, and `transfer.interrupted` for fewer.
 */
export async function* readRecords(body: Readable, count: number): AsyncGenerator<SmallFileAnswer> {
  const reader = new Reader(body);
  for (let at = 0; at < count; at++) {
    const length = (await reader.take(4)).readUInt32BE();
    if (length === 0 || length > MOST_HEAD) throw nonsense();
    const head = parsed((await reader.take(length)).toString('utf8'));
    if ('large' in head) yield head;
    else if ('problem' in head) yield { problem: problemOf(head.problem) };
    else {
      if (head.size > SMALL_FILE) throw nonsense();
      const bytes = await reader.take(head.size);
      const told = await reader.take(HASH_BYTES);
      if (Buffer.compare(hash('sha256', bytes, 'buffer'), told) !== 0) throw nonsense();
      yield { bytes, modified: head.modified };
    }
  }
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

/** Exact numbers of bytes of a stream. */
class Reader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(body: Readable) {
    this.#chunks = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const parts = [this.#rest];
    let got = this.#rest.length;
    while (got < length) {
      const { done, value } = await this.#next();
      if (done === true) throw interrupted();
      parts.push(value);
      got += value.length;
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts, got);
    this.#rest = all.subarray(length);
    return all.subarray(0, length);
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#chunks.next();
    } catch (cause) {
      throw interrupted(cause);
    }
  }
}

function interrupted(cause?: unknown): HallwayError {
  return new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
    cause,
  });
}
