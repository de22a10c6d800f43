/** A document as a converter reads it: at any place, never more than asked for. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ConversionFault } from './conversion-fault.ts';

export class InputFile {
  readonly size: number;
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  /** Fills `into` from `offset` on with what stands at `position`; returns how much it was. */
  read(into: Uint8Array, offset: number, position: number, length?: number): number {
    return readSync(this.#file, into, offset, length ?? into.length - offset, position);
  }

  /** All of it. Throws a `ConversionFault` if it has more than `max` bytes. */
  whole(max: number): Buffer {
    if (this.size > max)
      throw new ConversionFault('limit', 'The document is too big to be converted.');
    const bytes = Buffer.alloc(this.size);
    for (let at = 0; at < this.size; ) {
      const read = this.read(bytes, at, at);
      if (read === 0) throw new ConversionFault('broken', 'The document ends too early.');
      at += read;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}
