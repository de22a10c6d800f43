/**
 * Reads values of D-Bus messages. Whoever is on the bus may send anything: every length is held
 * against what there is, and a depth is never exceeded. Throws a `RangeError` for what is none.
 */
import { alignmentOf, splitSignature } from './signature.ts';

const DEEPEST = 32;

/** Dictionaries become Maps, variants their value, arrays of bytes a view of the message. */
export class ValueReader {
  readonly #bytes: Buffer;
  readonly #little: boolean;
  #at: number;
  #depth = 0;

  constructor(bytes: Buffer, little: boolean, at = 0) {
    this.#bytes = bytes;
    this.#little = little;
    this.#at = at;
  }

  readAll(signature: string): unknown[] {
    return splitSignature(signature).map((type) => this.read(type));
  }

  read(type: string): unknown {
    if (++this.#depth > DEEPEST) throw new RangeError('a D-Bus message is too deep');
    try {
      return this.#value(type);
    } finally {
      this.#depth -= 1;
    }
  }

  #value(type: string): unknown {
    this.#at += (alignmentOf(type) - (this.#at % alignmentOf(type))) % alignmentOf(type);
    switch (type[0]) {
      case 'y':
        return this.#bytes.readUInt8(this.#take(1));
      case 'b':
        return this.#uint32() === 1;
      case 'n':
        return this.#view(2).getInt16(0, this.#little);
      case 'q':
        return this.#view(2).getUint16(0, this.#little);
      case 'i':
        return this.#view(4).getInt32(0, this.#little);
      case 'u':
      case 'h':
        return this.#uint32();
      case 'x':
        return Number(this.#view(8).getBigInt64(0, this.#little));
      case 't':
        return Number(this.#view(8).getBigUint64(0, this.#little));
      case 'd':
        return this.#view(8).getFloat64(0, this.#little);
      case 's':
      case 'o':
        return this.#text(this.#uint32(), 'utf8');
      case 'g':
        return this.#text(this.#bytes.readUInt8(this.#take(1)), 'latin1');
      case 'v': {
        const [inner = '', ...more] = splitSignature(this.read('g') as string);
        if (more.length > 0) throw new RangeError('a D-Bus variant holds one value');
        return this.read(inner);
      }
      case 'a':
        return this.#array(type.slice(1));
      case '(':
        return splitSignature(type.slice(1, -1)).map((part) => this.read(part));
      default:
        throw new RangeError('no D-Bus type');
    }
  }

  #array(element: string): unknown {
    const length = this.#uint32();
    this.#at += (alignmentOf(element) - (this.#at % alignmentOf(element))) % alignmentOf(element);
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('a D-Bus array is longer than its message');
    if (element === 'y') return this.#bytes.subarray(this.#take(length), end);
    if (element[0] === '{') {
      const [key = 's', ...rest] = splitSignature(element.slice(1, -1));
      const found = new Map<unknown, unknown>();
      while (this.#at < end) {
        this.#at += (8 - (this.#at % 8)) % 8;
        const name = this.read(key);
        found.set(name, this.read(rest.join('')));
      }
      return found;
    }
    const found: unknown[] = [];
    while (this.#at < end) found.push(this.read(element));
    return found;
  }

  #text(length: number, encoding: 'utf8' | 'latin1'): string {
    const from = this.#take(length + 1);
    return this.#bytes.toString(encoding, from, from + length);
  }

  #uint32(): number {
    return this.#view(4).getUint32(0, this.#little);
  }

  #view(size: number): DataView {
    const at = this.#take(size);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at, size);
  }

  /** Where the next `size` bytes are. */
  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw new RangeError('a D-Bus message ends too early');
    this.#at = at + size;
    return at;
  }
}
