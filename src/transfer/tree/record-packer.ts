/** Many records of small files as few buffers, so that none costs memory, a write and a read of its own. */
import { hash } from 'node:crypto';
import { headOf, recordOf, recordOfFailure, type SmallFileBytes } from './file-records.ts';
import { HASH_BYTES } from '../manifest.ts';
import { givePieceBuffer, takePieceBuffer } from '../piece-buffers.ts';

const PACKED_BYTES = 256 * 1024;
/** What is larger goes out by itself. */
const LARGE = PACKED_BYTES / 2;
/** A head and a hash have no more. */
const BESIDE = 256;

export class RecordPacker {
  #pack: Buffer<ArrayBuffer> = Buffer.alloc(0);
  #filled = 0;
  #full: Buffer<ArrayBuffer>[] = [];
  /** Where the bytes go that `room` was asked for last. */
  #open: Buffer | undefined;
  /** What of the pack counts once they are there. */
  #openEnd = 0;
  #packed = 0;

  /** Nothing uses a pack any more that was told as full. */
  static free(pack: Buffer): void {
    if (pack.buffer.byteLength === PACKED_BYTES) givePieceBuffer(pack);
  }

  /** Files whose bytes are in it, or were. */
  get packed(): number {
    return this.#packed;
  }

  /** Of a file that is read straight into its record. What room was given before is whole. */
  room(size: number, modified: number): Buffer {
    this.settle(true);
    if (size > LARGE) this.#finish();
    this.#makeRoom(size + BESIDE);
    const pack = this.#pack;
    const begin = this.#filled + 4;
    const length = pack.write(headOf({ size, modified }), begin, 'latin1');
    pack.writeUInt32BE(length, this.#filled);
    this.#open = pack.subarray(begin + length, begin + length + size);
    this.#openEnd = begin + length + size + HASH_BYTES;
    return this.#open;
  }

  /** The room that was given last is filled, or nothing of it goes out. */
  settle(filled: boolean): void {
    const bytes = this.#open;
    this.#open = undefined;
    if (!bytes || !filled) return;
    hash('sha256', bytes, 'buffer').copy(this.#pack, this.#openEnd - HASH_BYTES);
    this.#filled = this.#openEnd;
    this.#packed += 1;
  }

  /** Undefined: it is no small file. */
  add(file: SmallFileBytes | undefined): void {
    if (!file) return this.#addParts(recordOf(file));
    file.bytes.copy(this.room(file.bytes.length, file.modified));
    this.settle(true);
  }

  addFailure(error: unknown): void {
    this.#addParts(recordOfFailure(error));
  }

  /** What is full by now. */
  full(): Buffer<ArrayBuffer>[] {
    if (this.#full.length === 0) return this.#full;
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** All that is left. */
  rest(): Buffer<ArrayBuffer>[] {
    this.#finish();
    return this.full();
  }

  #addParts(parts: readonly Buffer[]): void {
    for (const part of parts) {
      this.#makeRoom(part.length);
      this.#filled += part.copy(this.#pack, this.#filled);
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#filled + bytes <= this.#pack.length) return;
    this.#finish();
    this.#pack =
      bytes > PACKED_BYTES ? Buffer.allocUnsafeSlow(bytes) : takePieceBuffer(PACKED_BYTES);
  }

  #finish(): void {
    if (this.#filled > 0) this.#full.push(this.#pack.subarray(0, this.#filled));
    this.#pack = Buffer.alloc(0);
    this.#filled = 0;
  }
}
