/** Reads a document of PWG raster or URF from anybody: bounded, and one line at a time. */
import { ConversionFault } from '../conversion-fault.ts';
import type { InputFile } from '../input-file.ts';
import { MAX_PAGE_PIXELS, MAX_PAGES } from '../limits.ts';
import { type ByteReader, unpackLine } from './line-codec.ts';
import { bytesPerLine, type RasterPage, whiteOf } from './page-header.ts';
import { PWG_HEADER_BYTES, PWG_MAGIC, readPwgHeader } from './pwg-header.ts';
import {
  readUrfPageHeader,
  URF_FILE_HEADER_BYTES,
  URF_MAGIC,
  URF_PAGE_HEADER_BYTES,
} from './urf-header.ts';

export interface ReadPage {
  header: RasterPage;
  /** Each line once, from the first written one; the array is used again for the next. */
  lines: () => Generator<Uint8Array>;
}

/** The pages in order; the lines of one must be read before the next. Throws a `ConversionFault`. */
export function* readRaster(input: InputFile): Generator<ReadPage> {
  const reader = new Reader(input);
  const urf = Buffer.from(reader.peek(URF_MAGIC.length)).equals(URF_MAGIC);
  const head = Buffer.from(reader.bytes(urf ? URF_FILE_HEADER_BYTES : PWG_MAGIC.length));
  if (!urf && !head.equals(PWG_MAGIC)) throw broken('It is neither PWG raster nor URF.');
  const total = urf ? head.readUInt32BE(URF_MAGIC.length) : 0;
  let pages = 0;
  while (!reader.atEnd()) {
    const bytes = Buffer.from(reader.bytes(urf ? URF_PAGE_HEADER_BYTES : PWG_HEADER_BYTES));
    const header = urf ? readUrfPageHeader(bytes, total) : readPwgHeader(bytes);
    if (!header || !isSane(header))
      throw broken(`Page ${pages + 1} is of a kind that Hallway does not read.`);
    pages += 1;
    if (pages > MAX_PAGES) throw new ConversionFault('limit', 'The document has too many pages.');
    yield { header, lines: () => linesOf(reader, header, pages) };
  }
  if (pages === 0) throw broken('It has no page.');
}

function isSane({ width, height, dpi, paper }: RasterPage): boolean {
  return (
    width > 0 &&
    height > 0 &&
    width * height <= MAX_PAGE_PIXELS &&
    dpi >= 36 &&
    dpi <= 9600 &&
    paper.width <= 14_400 &&
    paper.height <= 14_400
  );
}

function* linesOf(reader: Reader, header: RasterPage, page: number): Generator<Uint8Array> {
  const line = new Uint8Array(bytesPerLine(header));
  const pixel = header.color === 'srgb_8' ? 3 : 1;
  const white = whiteOf(header.color);
  let left = header.height;
  while (left > 0) {
    let count: number;
    try {
      count = unpackLine(reader, line, pixel, white);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw broken(`Page ${page} is damaged.`);
    }
    for (; count > 0 && left > 0; count -= 1, left -= 1) yield line;
  }
}

function broken(what: string): ConversionFault {
  return new ConversionFault('broken', `The document cannot be read. ${what}`);
}

/** Reads on in blocks. */
class Reader implements ByteReader {
  readonly #input: InputFile;
  readonly #block = Buffer.alloc(256 * 1024);
  #from = 0;
  #to = 0;
  #position = 0;

  constructor(input: InputFile) {
    this.#input = input;
  }

  byte(): number {
    if (this.#from === this.#to) this.#fill(1);
    const value = this.#block[this.#from] ?? 0;
    this.#from += 1;
    return value;
  }

  bytes(count: number): Uint8Array {
    if (this.#to - this.#from < count) this.#fill(count);
    this.#from += count;
    return this.#block.subarray(this.#from - count, this.#from);
  }

  peek(count: number): Uint8Array {
    const bytes = this.bytes(count);
    this.#from -= count;
    return bytes;
  }

  atEnd(): boolean {
    return this.#from === this.#to && this.#position >= this.#input.size;
  }

  #fill(needed: number): void {
    this.#block.copy(this.#block, 0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    while (this.#to < needed) {
      const read = this.#input.read(this.#block, this.#to, this.#position);
      if (read === 0) throw broken('It ends too early.');
      this.#to += read;
      this.#position += read;
    }
  }
}
