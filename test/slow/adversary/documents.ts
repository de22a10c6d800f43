/** The documents of an adversary's run: each is its own, and a seed repeats them. */
import { createHash } from 'node:crypto';
import { Random } from '../random.ts';

export interface DocumentId {
  seed: number;
  /** Whose: the number of the sender's PC. */
  pc: number;
  /** The how manieth of that person. */
  number: number;
  /** One whose acceptance is unknown is never sent again: the next attempt is another document. */
  attempt: number;
}

/** The job's name, by which it is found again everywhere. */
export function nameOf({ pc, number, attempt }: DocumentId): string {
  return `d-${pc}-${number}-${attempt}`;
}

/** Looks like a PDF; 2 to 40 kB. */
export function documentOf(id: DocumentId): Buffer {
  const { seed, pc, number, attempt } = id;
  const random = new Random(seed * 1_000_003 + pc * 100_003 + number * 7 + attempt);
  const body = Buffer.alloc(random.between(2000, 40_000));
  for (let at = 0; at + 4 <= body.length; at += 4)
    body.writeUInt32LE(Math.floor(random.next() * 2 ** 32), at);
  return Buffer.concat([Buffer.from(`%PDF-1.4\n%${nameOf(id)}\n`), body, Buffer.from('\n%%EOF\n')]);
}

export function hashOf(id: DocumentId): string {
  return createHash('sha256').update(documentOf(id)).digest('hex');
}
