/**
 * Buffers in which a peer's bytes come out of the cipher, lent to whoever reads them. Who knows that
 * nothing can still be using a chunk gives it back, and its buffer is used again when all of it came
 * back; any other is the garbage collector's. A fresh buffer for all that passes costs a page fault
 * for every 4 KiB.
 */
import { Buffer } from 'node:buffer';

export const LENT_BYTES = 256 * 1024;
/** Kept while nothing moves. */
const MOST_KEPT = 4;

interface Loan {
  buffer: Buffer;
  /** Bytes with readers. */
  out: number;
  /** Nothing more is filled in. */
  full: boolean;
}

const kept: Buffer[] = [];
const loans = new WeakMap<ArrayBufferLike, Loan>();

/** A buffer to be filled from its beginning on. */
export function takeLent(): Buffer {
  const buffer = kept.pop() ?? Buffer.allocUnsafeSlow(LENT_BYTES);
  loans.set(buffer.buffer, { buffer, out: 0, full: false });
  return buffer;
}

/** Whether its memory will be used again. */
export function isLent(chunk: Buffer): boolean {
  return loans.has(chunk.buffer);
}

/** The next chunk of a buffer that is handed on. */
export function lend(chunk: Buffer): Buffer {
  const loan = loans.get(chunk.buffer);
  if (loan) loan.out += chunk.length;
  return chunk;
}

/** Nothing more of this buffer will be lent. */
export function lastLent(buffer: Buffer): void {
  const loan = loans.get(buffer.buffer);
  if (!loan) return;
  loan.full = true;
  keepIfBack(loan);
}

/** Once for each chunk or part of one, when nobody reads it any more. Other buffers are left alone. */
export function giveBack(chunk: Uint8Array): void {
  const loan = loans.get(chunk.buffer);
  if (!loan) return;
  loan.out -= chunk.length;
  keepIfBack(loan);
}

function keepIfBack({ buffer, out, full }: Loan): void {
  if (!full || out !== 0) return;
  loans.delete(buffer.buffer);
  if (kept.length < MOST_KEPT) kept.push(buffer);
}
