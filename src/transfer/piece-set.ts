/** Some pieces of a file, as a bitmap; piece 0 is the highest bit of the first byte. */
import { senseless } from '../net/shape.ts';

export class PieceSet {
  readonly count: number;
  readonly #bits: Uint8Array;
  #size = 0;

  constructor(count: number) {
    this.count = count;
    this.#bits = new Uint8Array(Math.ceil(count / 8));
  }

  static of(count: number, pieces: Iterable<number>): PieceSet {
    const set = new PieceSet(count);
    for (const piece of pieces) set.add(piece);
    return set;
  }

  static full(count: number): PieceSet {
    return PieceSet.of(count, Array(count).keys());
  }

  /** Throws `peer.protocol` for what is no bitmap of so many pieces. */
  static fromBytes(count: number, bytes: Uint8Array): PieceSet {
    const set = new PieceSet(count);
    if (bytes.length !== set.#bits.length) throw senseless();
    set.#bits.set(bytes);
    const spare = set.#bits.length * 8 - count;
    if (spare > 0 && ((bytes.at(-1) ?? 0) & ((1 << spare) - 1)) !== 0) throw senseless();
    for (const byte of bytes) set.#size += ones(byte);
    return set;
  }

  /** `text`: as `toText` gives it. */
  static fromText(count: number, text: string): PieceSet {
    return PieceSet.fromBytes(count, Buffer.from(text, 'base64url'));
  }

  /** How many are in it. */
  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.count;
  }

  has(piece: number): boolean {
    return ((this.#bits[piece >> 3] ?? 0) & (0x80 >> (piece & 7))) !== 0;
  }

  /** False if it was there. */
  add(piece: number): boolean {
    if (piece < 0 || piece >= this.count || this.has(piece)) return false;
    this.#bits[piece >> 3] = (this.#bits[piece >> 3] ?? 0) | (0x80 >> (piece & 7));
    this.#size += 1;
    return true;
  }

  delete(piece: number): void {
    if (!this.has(piece)) return;
    this.#bits[piece >> 3] = (this.#bits[piece >> 3] ?? 0) & ~(0x80 >> (piece & 7));
    this.#size -= 1;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let piece = 0; piece < this.count; piece++) if (this.has(piece)) yield piece;
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.#bits);
  }

  /** base64url. */
  toText(): string {
    return Buffer.from(this.#bits).toString('base64url');
  }
}

function ones(byte: number): number {
  let count = 0;
  for (let left = byte; left > 0; left >>= 1) count += left & 1;
  return count;
}
