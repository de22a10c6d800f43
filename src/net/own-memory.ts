/**
 * Pieces of a stream that are given to one reader alone, which gives their memory back as soon as it
 * has what it wants of them. The garbage collector sees how small their objects are, not how much
 * they hold: tens of megabytes would wait for it, and then it goes through all of the heap for them.
 */
import { giveBack, isLent } from './lent-buffers.ts';

const owned = new WeakSet<ArrayBufferLike>();

/** Nobody else has this piece, or will read it; nothing happens where it shares its memory. */
export function own(piece: Buffer): Buffer {
  if (piece.length === piece.buffer.byteLength && !isLent(piece)) owned.add(piece.buffer);
  return piece;
}

/**
 * Frees a piece that its reader owns, and which nobody may use any more; one that was lent goes back,
 * others stay as they are.
 */
export function release(piece: Buffer): void {
  giveBack(piece);
  if (owned.delete(piece.buffer)) (piece.buffer as ArrayBuffer).transfer(0);
}
