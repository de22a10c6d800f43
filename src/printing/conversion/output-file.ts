/** Where a converter writes: in order, in blocks, and no more than the limit. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ConversionFault } from './conversion-fault.ts';

const BLOCK = 1024 * 1024;

export class OutputFile {
  readonly #file: number;
  readonly #max: number;
  readonly #block = Buffer.alloc(BLOCK);
  #filled = 0;
  #written = 0;

  /** The file must not exist. */
  constructor(path: string, max: number) {
    this.#file = openSync(path, 'wx', 0o600);
    this.#max = max;
  }

  get bytes(): number {
    return this.#written + this.#filled;
  }

  /** Copies. Throws a `ConversionFault`. */
  write(bytes: Uint8Array): void {
    if (this.bytes + bytes.length > this.#max)
      throw new ConversionFault('limit', 'The converted document would become too big.');
    if (this.#filled + bytes.length > BLOCK) this.#flush();
    if (bytes.length > BLOCK) this.#put(bytes);
    else {
      this.#block.set(bytes, this.#filled);
      this.#filled += bytes.length;
    }
  }

  close(): void {
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #flush(): void {
    this.#put(this.#block.subarray(0, this.#filled));
    this.#filled = 0;
  }

  #put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#written += bytes.length;
  }
}
