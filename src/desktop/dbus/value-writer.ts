/** Writes values as D-Bus has them on the wire (specification, "Marshaling"), little-endian. */
import { alignmentOf, splitSignature } from './signature.ts';

/** A value that brings its type along. */
export class Variant {
  readonly type: string;
  readonly value: unknown;

  constructor(type: string, value: unknown) {
    this.type = type;
    this.value = value;
  }
}

export class ValueWriter {
  #buffer = Buffer.alloc(512);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  align(to: number): void {
    const padding = (to - (this.#length % to)) % to;
    this.#room(padding);
    this.#buffer.fill(0, this.#length, this.#length + padding);
    this.#length += padding;
  }

  /** Values of every complete type of `signature`, in order. */
  writeAll(signature: string, values: readonly unknown[]): void {
    splitSignature(signature).forEach((type, index) => this.write(type, values[index]));
  }

  /** `type` is one complete type; a dictionary is a Map or a plain object. */
  write(type: string, value: unknown): void {
    this.align(alignmentOf(type));
    switch (type[0]) {
      case 'y':
        return this.#append(Buffer.of(Number(value)));
      case 'b':
        return this.#number(4, (at) => this.#buffer.writeUInt32LE(value ? 1 : 0, at));
      case 'n':
        return this.#number(2, (at) => this.#buffer.writeInt16LE(Number(value), at));
      case 'q':
        return this.#number(2, (at) => this.#buffer.writeUInt16LE(Number(value), at));
      case 'i':
        return this.#number(4, (at) => this.#buffer.writeInt32LE(Number(value), at));
      case 'u':
      case 'h':
        return this.#number(4, (at) => this.#buffer.writeUInt32LE(Number(value), at));
      case 'x':
        return this.#number(8, (at) => this.#buffer.writeBigInt64LE(BigInt(Number(value)), at));
      case 't':
        return this.#number(8, (at) => this.#buffer.writeBigUInt64LE(BigInt(Number(value)), at));
      case 'd':
        return this.#number(8, (at) => this.#buffer.writeDoubleLE(Number(value), at));
      case 's':
      case 'o':
        return this.#text(String(value));
      case 'g':
        return this.#append(
          Buffer.from(`${String.fromCharCode(String(value).length)}${String(value)}\0`, 'latin1'),
        );
      case 'v': {
        const variant = value as Variant;
        this.write('g', variant.type);
        return this.write(variant.type, variant.value);
      }
      case 'a':
        return this.#array(type.slice(1), value);
      case '(':
        return this.writeAll(type.slice(1, -1), value as readonly unknown[]);
      default:
        throw new TypeError(`no D-Bus type: ${type}`);
    }
  }

  #array(element: string, value: unknown): void {
    this.write('u', 0);
    const lengthAt = this.#length - 4;
    this.align(alignmentOf(element));
    const start = this.#length;
    if (element === 'y') this.#append(value as Uint8Array);
    else if (element[0] === '{') this.#dictionary(element.slice(1, -1), value as object);
    else for (const one of value as Iterable<unknown>) this.write(element, one);
    this.#buffer.writeUInt32LE(this.#length - start, lengthAt);
  }

  #dictionary(types: string, value: object): void {
    const [key = 's', ...rest] = splitSignature(types);
    const entries = value instanceof Map ? value.entries() : Object.entries(value);
    for (const [name, held] of entries) {
      this.align(8);
      this.write(key, name);
      this.write(rest.join(''), held);
    }
  }

  /** Neither NUL nor half a surrogate may be in it: the bus hangs up on whoever sends such. */
  #text(value: string): void {
    const bytes = Buffer.from(value.replaceAll('\0', ' ').toWellFormed());
    this.#number(4, (at) => this.#buffer.writeUInt32LE(bytes.length, at));
    this.#append(bytes);
    this.#append(Buffer.of(0));
  }

  #number(size: number, write: (at: number) => void): void {
    this.#room(size);
    write(this.#length);
    this.#length += size;
  }

  #append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #room(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const larger = Buffer.alloc((this.#length + size) * 2);
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
