/**
 * ZIP as PKWARE's APPNOTE 6.3 has it: stored, names in UTF-8, Zip64 where 32 bits do not reach. What
 * is small has its checksum in front; of the rest it follows in a data descriptor (section 4.3.9).
 */
import { isSmall, type ArchiveItem, type ArchiveWriter } from './archive-item.ts';

/** Bit 11: names are UTF-8; bit 3: a data descriptor follows (section 4.4.4). */
const UTF8 = 0x0800;
const DESCRIBED = 0x0008;
/** Made on Unix, by version 4.5 of the standard. */
const MADE_BY = 0x032d;
const PLAIN = 20;
const ZIP64 = 45;
const UNKNOWN32 = 0xffffffff;
/** What a signed number of seconds reaches (Info-ZIP's extended timestamp). */
const LAST_SECOND = 0x7fffffff;
/** Records of the directory that are handed out together. */
const RECORDS = 256;

/** From where on a number is written with 64 bits; a test wants them for small ones. */
export interface ZipLimits {
  bytes: number;
  entries: number;
}

const LIMITS: ZipLimits = { bytes: UNKNOWN32, entries: 0xffff };

interface Written {
  item: ArchiveItem;
  crc: number;
  offset: number;
}

export class ZipWriter implements ArchiveWriter {
  readonly #limits: ZipLimits;
  readonly #written: Written[] = [];
  #offset = 0;

  constructor(limits: ZipLimits = LIMITS) {
    this.#limits = limits;
  }

  begin(item: ArchiveItem, crc: number | undefined): Buffer {
    const big = item.size >= this.#limits.bytes;
    const name = Buffer.from(item.name);
    const extra = [timeField(item), big ? zip64Field([item.size, item.size]) : NOTHING];
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(big ? ZIP64 : PLAIN, 4);
    writeFacts(head.subarray(6), item, crc, big);
    head.writeUInt16LE(name.length, 26);
    head.writeUInt16LE(lengthOf(extra), 28);
    this.#written.push({ item, crc: crc ?? 0, offset: this.#offset });
    this.#offset += head.length + name.length + lengthOf(extra) + item.size;
    return Buffer.concat([head, name, ...extra]);
  }

  finish(item: ArchiveItem, crc: number): Buffer {
    const written = this.#written.at(-1);
    if (written) written.crc = crc;
    if (isSmall(item)) return NOTHING;
    const big = item.size >= this.#limits.bytes;
    const tail = Buffer.alloc(big ? 24 : 16);
    tail.writeUInt32LE(0x08074b50, 0);
    tail.writeUInt32LE(crc, 4);
    for (const at of big ? [8, 16] : [8, 12])
      if (big) tail.writeBigUInt64LE(BigInt(item.size), at);
      else tail.writeUInt32LE(item.size, at);
    this.#offset += tail.length;
    return tail;
  }

  *end(): Generator<Buffer> {
    let size = 0;
    for (let index = 0; index < this.#written.length; index += RECORDS) {
      const some = this.#written.slice(index, index + RECORDS).map((one) => this.#record(one));
      size += lengthOf(some);
      yield Buffer.concat(some);
    }
    yield this.#endOf(this.#written.length, size);
  }

  /** Bytes of the whole archive of these items. */
  sizeOf(items: readonly ArchiveItem[]): number {
    const { bytes } = this.#limits;
    let [offset, directory] = [0, 0];
    for (const item of items) {
      const big = item.size >= bytes;
      const named = Buffer.byteLength(item.name) + timeField(item).length;
      directory += 46 + named + zip64Field(this.#beyond(item, offset)).length;
      offset += 30 + named + (big ? 20 : 0) + item.size + (isSmall(item) ? 0 : big ? 24 : 16);
    }
    const far = this.#needs64(items.length, directory, offset);
    return offset + directory + 22 + (far ? 76 : 0);
  }

  /** An entry of the central directory (section 4.3.12). */
  #record({ item, crc, offset }: Written): Buffer {
    const big = item.size >= this.#limits.bytes;
    const far = offset >= this.#limits.bytes;
    const name = Buffer.from(item.name);
    const extra = [timeField(item), zip64Field(this.#beyond(item, offset))];
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(MADE_BY, 4);
    head.writeUInt16LE(big || far ? ZIP64 : PLAIN, 6);
    writeFacts(head.subarray(8), item, crc, big);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt16LE(lengthOf(extra), 30);
    // Unix's kind and rights of the file, and MS-DOS's mark of a folder.
    const folder = item.kind === 'folder';
    head.writeUInt32LE(((folder ? 0o040755 : 0o100644) * 0x10000 + (folder ? 0x10 : 0)) >>> 0, 38);
    head.writeUInt32LE(far ? UNKNOWN32 : offset, 42);
    return Buffer.concat([head, name, ...extra]);
  }

  /** The numbers of a record that 32 bits cannot say, in the order of section 4.5.3. */
  #beyond({ size }: ArchiveItem, offset: number): number[] {
    const { bytes } = this.#limits;
    return [...(size >= bytes ? [size, size] : []), ...(offset >= bytes ? [offset] : [])];
  }

  #needs64(entries: number, size: number, offset: number): boolean {
    const { bytes, entries: most } = this.#limits;
    return entries >= most || size >= bytes || offset >= bytes;
  }

  /** Sections 4.3.14 to 4.3.16. */
  #endOf(entries: number, size: number): Buffer {
    const offset = this.#offset;
    const end = Buffer.alloc(22);
    const far = this.#needs64(entries, size, offset);
    end.writeUInt32LE(0x06054b50, 0);
    for (const at of [8, 10]) end.writeUInt16LE(far ? 0xffff : entries, at);
    end.writeUInt32LE(far ? UNKNOWN32 : size, 12);
    end.writeUInt32LE(far ? UNKNOWN32 : offset, 16);
    if (!far) return end;
    const end64 = Buffer.alloc(76);
    end64.writeUInt32LE(0x06064b50, 0);
    end64.writeBigUInt64LE(44n, 4);
    end64.writeUInt16LE(MADE_BY, 12);
    end64.writeUInt16LE(ZIP64, 14);
    for (const at of [24, 32]) end64.writeBigUInt64LE(BigInt(entries), at);
    end64.writeBigUInt64LE(BigInt(size), 40);
    end64.writeBigUInt64LE(BigInt(offset), 48);
    end64.writeUInt32LE(0x07064b50, 56);
    end64.writeBigUInt64LE(BigInt(offset + size), 64);
    end64.writeUInt32LE(1, 72);
    return Buffer.concat([end64, end]);
  }
}

const NOTHING = Buffer.alloc(0);

/** Flags, method, time, checksum and sizes, as both kinds of headers have them. */
function writeFacts(at: Buffer, item: ArchiveItem, crc: number | undefined, big: boolean): void {
  const size = big ? UNKNOWN32 : item.size;
  at.writeUInt16LE(isSmall(item) ? UTF8 : UTF8 | DESCRIBED, 0);
  at.writeUInt32LE(dosTime(item.modified), 4);
  at.writeUInt32LE(crc ?? 0, 8);
  at.writeUInt32LE(size, 12);
  at.writeUInt32LE(size, 16);
}

/** Date and time of MS-DOS, in this PC's time, by two seconds; from 1980 to 2107. */
function dosTime(modified: number): number {
  const time = new Date(modified);
  const year = time.getFullYear();
  if (year < 1980) return 0x00210000;
  if (year > 2107) return 0xff9fbf7d;
  const date = ((year - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate();
  const clock = (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1);
  return date * 0x10000 + clock;
}

/** Info-ZIP's extended timestamp: the time in UTC, by the second. */
function timeField({ modified }: ArchiveItem): Buffer {
  const seconds = Math.floor(modified / 1000);
  if (seconds > LAST_SECOND) return NOTHING;
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  field.writeInt32LE(seconds, 5);
  return field;
}

function zip64Field(values: readonly number[]): Buffer {
  if (values.length === 0) return NOTHING;
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries())
    field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}

function lengthOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
