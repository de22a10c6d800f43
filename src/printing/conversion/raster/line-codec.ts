/**
 * The compression that PWG raster (PWG 5102.4 section 4.4) and URF share: a line begins with how
 * often it is repeated; then runs of one pixel, or of different ones.
 */

const MAX_REPEATED_LINES = 256;
const MAX_RUN = 128;

/** Packs lines of one page; at most 256 equal lines go into one. */
export class LinePacker {
  readonly #pixel: number;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #last: Uint8Array;
  readonly #packed: Uint8Array;
  /** How often the last line came; 0: there is none. */
  #count = 0;

  /**
   * `pixel` in bytes (1 for bits), `write` gets pieces that it must copy or write at once.
   */
  constructor(bytesPerLine: number, pixel: number, write: (bytes: Uint8Array) => void) {
    this.#pixel = pixel;
    this.#write = write;
    this.#last = new Uint8Array(bytesPerLine);
    // Worst: one byte of length for each 128 pixels, and the count of lines.
    this.#packed = new Uint8Array(1 + bytesPerLine + Math.ceil(bytesPerLine / pixel / 2) + 1);
  }

  line(line: Uint8Array): void {
    if (this.#count > 0 && this.#count < MAX_REPEATED_LINES && equal(this.#last, line)) {
      this.#count += 1;
      return;
    }
    this.end();
    this.#last.set(line);
    this.#count = 1;
  }

  /** After the last line of a page. */
  end(): void {
    if (this.#count === 0) return;
    this.#packed[0] = this.#count - 1;
    this.#write(this.#packed.subarray(0, packLine(this.#last, this.#pixel, this.#packed, 1)));
    this.#count = 0;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Packs one line into `out` at `at`; returns where it ends. */
function packLine(line: Uint8Array, pixel: number, out: Uint8Array, at: number): number {
  return pixel === 3 ? packColors(line, out, at) : packBytes(line, out, at);
}

function packBytes(line: Uint8Array, out: Uint8Array, start: number): number {
  const end = line.length;
  let at = start;
  let from = 0;
  while (from < end) {
    const value = line[from];
    let next = from + 1;
    const runEnd = Math.min(end, from + MAX_RUN);
    while (next < runEnd && line[next] === value) next += 1;
    if (next - from > 1) {
      out[at] = next - from - 1;
      out[at + 1] = value ?? 0;
      at += 2;
    } else {
      // Different ones, until two neighbours are equal.
      while (next < runEnd && (next + 1 >= end || line[next] !== line[next + 1])) next += 1;
      const count = next - from;
      out[at] = count === 1 ? 0 : 257 - count;
      at += 1;
      for (let i = from; i < next; i += 1, at += 1) out[at] = line[i] ?? 0;
    }
    from = next;
  }
  return at;
}

function packColors(line: Uint8Array, out: Uint8Array, start: number): number {
  const end = line.length;
  let at = start;
  let from = 0;
  while (from < end) {
    let next = from + 3;
    const runEnd = Math.min(end, from + MAX_RUN * 3);
    const r = line[from];
    const g = line[from + 1];
    const b = line[from + 2];
    while (next < runEnd && line[next] === r && line[next + 1] === g && line[next + 2] === b)
      next += 3;
    if (next - from > 3) {
      out[at] = (next - from) / 3 - 1;
      out[at + 1] = r ?? 0;
      out[at + 2] = g ?? 0;
      out[at + 3] = b ?? 0;
      at += 4;
    } else {
      while (next < runEnd && !samePixel(line, next, end)) next += 3;
      const count = (next - from) / 3;
      out[at] = count === 1 ? 0 : 257 - count;
      at += 1;
      for (let i = from; i < next; i += 1, at += 1) out[at] = line[i] ?? 0;
    }
    from = next;
  }
  return at;
}

function samePixel(line: Uint8Array, at: number, end: number): boolean {
  return (
    at + 3 < end &&
    line[at] === line[at + 3] &&
    line[at + 1] === line[at + 4] &&
    line[at + 2] === line[at + 5]
  );
}

/** Gives the bytes of a document one after another; throws where it ends too early. */
export interface ByteReader {
  byte(): number;
  /** Valid until the next call. */
  bytes(count: number): Uint8Array;
}

/**
 * Reads one line into `line`; returns how many lines like it there are. Throws a RangeError where a
 * run is longer than the line.
 */
export function unpackLine(
  reader: ByteReader,
  line: Uint8Array,
  pixel: number,
  white: number,
): number {
  const count = reader.byte() + 1;
  let at = 0;
  while (at < line.length) {
    const code = reader.byte();
    if (code === 128) {
      // The rest of the line is white.
      line.fill(white, at);
      break;
    }
    const pixels = code < 128 ? code + 1 : 257 - code;
    const length = pixels * pixel;
    if (at + length > line.length) throw new RangeError('A run is longer than its line.');
    if (code < 128) {
      line.set(reader.bytes(pixel), at);
      // Doubling copies of what is there already.
      for (let done = pixel; done < length; done *= 2)
        line.copyWithin(at + done, at, at + Math.min(done, length - done));
    } else line.set(reader.bytes(length), at);
    at += length;
  }
  return count;
}
