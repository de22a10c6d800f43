/** Records of small files, read as a whole. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import {
  RecordReader,
  readRecords,
  type SmallFileAnswer,
} from '../../src/transfer/tree/file-records.ts';

export interface ReadTogether {
  answers: SmallFileAnswer[];
  /** What the answers lie in. */
  memory: Uint8Array<ArrayBuffer>;
  /** The stream was read to its end. */
  wholly: boolean;
}

/** Throws what `readRecords` throws. */
export async function readTogether(
  parts: readonly Buffer[],
  count: number,
  bytes = 16 << 20,
): Promise<ReadTogether> {
  const memory = new Uint8Array(bytes);
  const taker = { reader: new RecordReader(memory), most: Infinity, makeRoom: assert.fail };
  const answers: SmallFileAnswer[] = [];
  const body = Readable.from(parts);
  for await (const some of readRecords(body, count, taker)) answers.push(...some);
  return { answers, memory, wholly: body.readableEnded };
}
