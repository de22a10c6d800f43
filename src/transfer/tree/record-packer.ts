/** Many records of small files as few buffers, so that none costs memory, a write and a read of its own. */
import { hash } from 'node:crypto';
import { headOf, recordOf, recordOfFailure, type SmallFileBytes } from './file-records.ts';

const PACKED_BYTES = 256 * 1024;
/** What is larger goes out by itself. */
const LARGE = PACKED_BYTES / 2;
/** A head and a hash have no more. */
const BESIDE = 256;

export class RecordPacker {
  #pack: Buffer = Buffer.alloc(0);
  #filled = 0;
  #full: Buffer[] = [];

  /** Undefined: it is no small file. */
  add(file: SmallFileBytes | undefined): void {
    if (!file || file.bytes.length > LARGE) return this.#addParts(recordOf(file));
    const { bytes, modified } = file;
    this.#makeRoom(bytes.length + BESIDE);
    const head = headOf({ size: bytes.length, modified });
    const pack = this.#pack;
    const length = pack.write(head, this.#filled + 4, 'latin1');
    pack.writeUInt32BE(length, this.#filled);
    let at = this.#filled + 4 + length;
    at += bytes.copy(pack, at);
    at += hash('sha256', bytes, 'buffer').copy(pack, at);
    this.#filled = at;
  }

  addFailure(error: unknown): void {
    this.#addParts(recordOfFailure(error));
  }

  /** What is full by now. */
  full(): Buffer[] {
    if (this.#full.length === 0) return this.#full;
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** All that is left. */
  rest(): Buffer[] {
    this.#finish();
    return this.full();
  }

  #addParts(parts: readonly Buffer[]): void {
    for (const part of parts)
      if (part.length > LARGE) {
        this.#finish();
        this.#full.push(part);
      } else {
        this.#makeRoom(part.length);
        this.#filled += part.copy(this.#pack, this.#filled);
      }
  }

  #makeRoom(bytes: number): void {
    if (this.#filled + bytes <= this.#pack.length) return;
    this.#finish();
    this.#pack = Buffer.allocUnsafeSlow(PACKED_BYTES);
  }

  #finish(): void {
    if (this.#filled > 0) this.#full.push(this.#pack.subarray(0, this.#filled));
    this.#pack = Buffer.alloc(0);
    this.#filled = 0;
  }
}
