/**
 * Buffers for pieces: a fresh one for each costs a page fault for every 4 KiB, and garbage
 * collections. One is given back only when nothing can still be using it.
 */
const MOST_KEPT_BYTES = 8 << 20;

const kept: Buffer<ArrayBuffer>[] = [];

/** A buffer of exactly so many bytes of memory. */
export function takePieceBuffer(size: number): Buffer<ArrayBuffer> {
  const at = kept.findIndex(({ length }) => length === size);
  return at < 0 ? Buffer.allocUnsafeSlow(size) : (kept.splice(at, 1)[0] as Buffer<ArrayBuffer>);
}

/** `buffer`: as it was taken, or a part of that. */
export function givePieceBuffer(buffer: Buffer): void {
  const whole = Buffer.from(buffer.buffer as ArrayBuffer);
  const bytes = kept.reduce((sum, { length }) => sum + length, whole.length);
  if (bytes <= MOST_KEPT_BYTES) kept.push(whole);
}
