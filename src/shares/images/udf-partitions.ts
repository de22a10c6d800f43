/**
 * Partitions of UDF: plain ones, and those that map blocks through a table: virtual (written once,
 * UDF 2.2.8), sparable (rewritable, 2.2.9) and metadata (2.2.10, of 2.50 on).
 */
import type { ImageBytes } from './image-bytes.ts';
import { addExtent, damaged, readExtents, sliceExtents, type Extent } from './image-volume.ts';
import { readEntry, type UdfEntry, type UdfSpace } from './udf-file-entry.ts';

/** A plain partition, in blocks of the image. */
export interface PartitionRange {
  number: number;
  start: number;
  length: number;
}

type Locate = (block: number, length: number) => Extent[];

const MOST_MAPS = 64;
const MOST_TABLE_BYTES = 4 * 1024 * 1024;
/** Behind the last block of a session that was closed there may be run-out blocks. */
const LAST_BLOCKS = 16;
const FILE_TYPE_VAT = 248;
const NOT_MAPPED = 0xffffffff;

export class UdfPartitions implements UdfSpace {
  readonly blockBytes: number;
  readonly #maps: Locate[] = [];

  constructor(blockBytes: number) {
    this.blockBytes = blockBytes;
  }

  /** From the partition maps of a logical volume (ECMA-167 part 3, section 10.7). */
  async read(
    bytes: ImageBytes,
    maps: Buffer,
    count: number,
    ranges: readonly PartitionRange[],
  ): Promise<void> {
    if (count > MOST_MAPS) throw damaged('it has too many partitions');
    // Those that lead through a table need the plain ones first.
    const later: (() => Promise<void>)[] = [];
    for (let at = 0, index = 0; index < count && at + 2 <= maps.length; index++) {
      const length = maps.readUInt8(at + 1);
      const map = maps.subarray(at, at + length);
      if (length < 6 || map.length < length) throw damaged('its partition map is cut');
      at += length;
      const kind = map.readUInt8(0);
      const number = map.readUInt16LE(kind === 1 ? 4 : 38);
      const range = ranges.find((candidate) => candidate.number === number);
      if (!range) throw damaged('a partition is missing');
      const plain = this.#plain(range);
      this.#maps.push(plain);
      if (kind === 1) continue;
      if (kind !== 2 || length !== 64) throw damaged('its partition map is unknown');
      later.push(async () => {
        this.#maps[index] = await this.#mapped(bytes, map, range, index);
      });
    }
    for (const read of later) await read();
  }

  locate(partition: number, block: number, length: number): Extent[] {
    const map = this.#maps[partition];
    if (!map) throw damaged('a partition is missing');
    return map(block, length);
  }

  #plain({ start, length: blocks }: PartitionRange): Locate {
    return (block, length) => {
      if (block + Math.ceil(length / this.blockBytes) > blocks)
        throw damaged('it points beyond its partition');
      return [{ position: (start + block) * this.blockBytes, length }];
    };
  }

  async #mapped(
    bytes: ImageBytes,
    map: Buffer,
    range: PartitionRange,
    index: number,
  ): Promise<Locate> {
    const plain = this.#plain(range);
    const kind = map.toString('latin1', 5, 28).replace(/\0+$/u, '');
    if (kind === '*UDF Metadata Partition') return this.#metadata(bytes, map, index);
    if (kind === '*UDF Virtual Partition') return this.#virtual(bytes, range, index);
    if (kind === '*UDF Sparable Partition') return this.#sparable(bytes, map, plain);
    throw damaged('its partition map is unknown');
  }

  /** A file that holds the blocks of the partition, and its mirror where the file is damaged. */
  async #metadata(bytes: ImageBytes, map: Buffer, index: number): Promise<Locate> {
    // Until the map is replaced, this index is the plain partition that the file stands in.
    const file = (block: number): Promise<UdfEntry> =>
      readEntry(bytes, this, { partition: index, block });
    const entry = await file(map.readUInt32LE(40)).catch(() => file(map.readUInt32LE(44)));
    return (block, length) => {
      const found = sliceExtents(entry.extents, block * this.blockBytes, length);
      const got = found.reduce((sum, extent) => sum + extent.length, 0);
      if (got < length) throw damaged('it points beyond its metadata');
      return found;
    };
  }

  /** The table is the last file that was written: its entry stands in the last block. */
  async #virtual(bytes: ImageBytes, range: PartitionRange, index: number): Promise<Locate> {
    const plain = this.#plain(range);
    const last = Math.floor(bytes.size / this.blockBytes) - 1 - range.start;
    for (let back = 0; back < LAST_BLOCKS; back++) {
      const at = { partition: index, block: last - back };
      const entry = await readEntry(bytes, this, at).catch(() => undefined);
      // UDF 1.50 gives its table the type 0.
      if (!entry || (entry.type !== FILE_TYPE_VAT && entry.type !== 0)) continue;
      const data = entry.small ?? (await readExtents(bytes, entry.extents, MOST_TABLE_BYTES));
      const table = entry.type === 0 ? oldTable(data) : newTable(data);
      if (table) return this.#through(table, plain);
    }
    throw damaged('the table of what was written last is missing');
  }

  #through(table: Buffer, plain: Locate): Locate {
    return (block, length) => {
      const blocks = Math.ceil(length / this.blockBytes);
      if ((block + blocks) * 4 > table.length) throw damaged('it points beyond its table');
      const extents: Extent[] = [];
      for (let done = 0; done < blocks; done++) {
        const real = table.readUInt32LE((block + done) * 4);
        if (real === NOT_MAPPED) throw damaged('it points to what was never written');
        const part = Math.min(this.blockBytes, length - done * this.blockBytes);
        for (const extent of plain(real, part)) addExtent(extents, extent);
      }
      return extents;
    };
  }

  /** Packets that went bad, and where they were put instead. */
  async #sparable(bytes: ImageBytes, map: Buffer, plain: Locate): Promise<Locate> {
    const packet = map.readUInt16LE(40);
    if (packet === 0) throw damaged('its packets have no length');
    const position = map.readUInt32LE(48) * this.blockBytes;
    const head = await bytes.read(position, 56);
    const count = head.readUInt16LE(48);
    const entries = await bytes.read(position + 56, count * 8);
    const moved = new Map<number, number>();
    for (let at = 0; at < entries.length; at += 8) {
      const original = entries.readUInt32LE(at);
      if (original < 0xfffffff0) moved.set(original, entries.readUInt32LE(at + 4));
    }
    if (moved.size === 0) return plain;
    return (block, length) => {
      const extents: Extent[] = [];
      for (let done = 0; done < length; ) {
        const current = block + Math.floor(done / this.blockBytes);
        const inPacket = current % packet;
        const part = Math.min((packet - inPacket) * this.blockBytes, length - done);
        const instead = moved.get(current - inPacket);
        const found =
          instead === undefined
            ? plain(current, part)
            : [{ position: (instead + inPacket) * this.blockBytes, length: part }];
        for (const extent of found) addExtent(extents, extent);
        done += part;
      }
      return extents;
    };
  }
}

/** UDF 2.00 on: a header that says its own length, then the entries. */
function newTable(data: Buffer): Buffer | undefined {
  const header = data.length >= 2 ? data.readUInt16LE(0) : 0;
  return header >= 152 && header <= data.length ? data.subarray(header) : undefined;
}

/** UDF 1.50: the entries, then an identifier and where the table before it stands. */
function oldTable(data: Buffer): Buffer | undefined {
  const end = data.length - 36;
  const named = end >= 0 && data.toString('latin1', end + 1, end + 23) === '*UDF Virtual Alloc Tbl';
  return named ? data.subarray(0, end) : undefined;
}
