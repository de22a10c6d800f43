/**
 * What a file is: SHA-256 of each of its pieces, and one root over all of them. Whoever knows the
 * root can check every piece, whoever it comes from.
 */
import { createHash, hash, webcrypto } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { HallwayError } from '../base/errors.ts';

export const HASH_BYTES = 32;
/** More would not fit into the address of a request as a bitmap. */
export const MAX_PIECES = 16_384;
const SMALL_PIECE = 256 * 1024;
const PIECE = 1 << 20;
/** Several are in memory at once. */
const LARGEST_PIECE = 32 << 20;
/** Below this a file has small pieces, so that several PCs can give some of it. */
const SMALL_FILE = 32 << 20;
const DOMAIN = 'hallway manifest v1\n';

/** Sizes in bytes. */
export interface Layout {
  readonly size: number;
  readonly pieceSize: number;
}

export interface Manifest extends Layout {
  /** 52 characters of base32. */
  readonly root: string;
  /** 32 bytes for each piece. */
  readonly hashes: Uint8Array;
}

/** How a file of this size is cut, the same on every PC. Throws `request.too_large`. */
export function layoutOf(size: number): Layout {
  let pieceSize = size < SMALL_FILE ? SMALL_PIECE : PIECE;
  while (size > pieceSize * MAX_PIECES) pieceSize *= 2;
  if (pieceSize > LARGEST_PIECE)
    throw new HallwayError('request.too_large', 'The file is too large to be moved in pieces.');
  return { size, pieceSize };
}

export function pieceCount({ size, pieceSize }: Layout): number {
  return Math.ceil(size / pieceSize);
}

export function pieceLength({ size, pieceSize }: Layout, index: number): number {
  return Math.min(pieceSize, size - index * pieceSize);
}

/** Where `count` pieces from `index` on are in the file. */
export function pieceRange(layout: Layout, index: number, count = 1): ByteRange {
  const start = index * layout.pieceSize;
  return { start, end: Math.min(layout.size, start + count * layout.pieceSize) - 1 };
}

/** The pieces that a range of the file is made of, or undefined where it cuts one. */
export function piecesOf(
  layout: Layout,
  range: ByteRange,
): { first: number; count: number } | undefined {
  const first = range.start / layout.pieceSize;
  const count = Math.ceil((range.end + 1 - range.start) / layout.pieceSize);
  if (!Number.isInteger(first) || range.end < range.start) return undefined;
  return pieceRange(layout, first, count).end === range.end ? { first, count } : undefined;
}

export function rootOf({ size, pieceSize }: Layout, hashes: Uint8Array): string {
  const head = Buffer.alloc(16);
  head.writeBigUInt64BE(BigInt(size));
  head.writeBigUInt64BE(BigInt(pieceSize), 8);
  return base32(createHash('sha256').update(DOMAIN).update(head).update(hashes).digest());
}

/** Of a file that is one piece, by its bytes. */
export function rootOfSmall(bytes: Uint8Array): string {
  return rootOf(layoutOf(bytes.length), hash('sha256', bytes, 'buffer'));
}

/** Bytes that are hashed at once take the event loop for two milliseconds at most. */
const AT_ONCE = 2 << 20;

/** Large pieces are hashed on one of Node's own threads, which costs a copy. */
export async function hashPiece(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length <= AT_ONCE) return hash('sha256', bytes, 'buffer');
  return new Uint8Array(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

/** The hash that piece `index` must have. */
export function hashAt(hashes: Uint8Array, index: number): Uint8Array {
  return hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
