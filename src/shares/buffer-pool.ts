/**
 * Buffers of 1 MiB that move files: a fresh one for every read costs a page fault for every 4 KiB.
 * A buffer is given back only when nothing can still be using it.
 */
export const BUFFER_BYTES = 1 << 20;
/** Kept while nothing moves. */
const MOST_KEPT = 4;

const kept: Buffer[] = [];

export function takeBuffer(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
}

export function giveBuffer(buffer: Buffer): void {
  if (kept.length < MOST_KEPT) kept.push(buffer);
}
