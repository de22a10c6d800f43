/**
 * Writes small images of UDF with what no free program makes: metadata partitions, files in pieces
 * and with holes, lists of blocks that go on elsewhere, packets that went bad. 7-Zip judges them.
 */
import { crc } from '../../../src/shares/images/udf-tag.ts';

const BLOCK = 2048;
const PARTITION_START = 300;
const PARTITION_BLOCKS = 360;
/** Blocks of the partition, when metadata have one of their own. */
const METADATA_FILE = 4;
const METADATA_MIRROR = 5;
const METADATA_DATA = 32;
const METADATA_BLOCKS = 64;

export interface UdfFile {
  name: string;
  /** Missing for a folder. */
  data?: Buffer;
  /** How its bytes stand: in one piece, in its entry, in many pieces, or those listed elsewhere. */
  form?: 'plain' | 'embedded' | 'pieces' | 'listed' | 'hole';
  children?: UdfFile[];
}

export interface UdfRules {
  label: string;
  /** Folders and entries stand in a metadata partition (2.50 and later). */
  metadata?: boolean;
  /** Packets of 32 blocks; the one with the data of the first file went bad. */
  sparable?: boolean;
  extended?: boolean;
}

export function writeUdf(root: UdfFile, rules: UdfRules): Buffer {
  return new UdfWriter(rules).write(root);
}

class UdfWriter {
  readonly #image = Buffer.alloc((PARTITION_START + PARTITION_BLOCKS + 80) * BLOCK);
  readonly #rules: UdfRules;
  /** Next free block: of the partition for data, of the metadata for entries and folders. */
  #data = 200;
  #meta = 0;
  #unique = 16;

  constructor(rules: UdfRules) {
    this.#rules = rules;
    this.#meta = rules.metadata ? 0 : 8;
  }

  write(root: UdfFile): Buffer {
    const fileSet = this.#meta++;
    const rootEntry = this.#entry(root, undefined);
    this.#fileSet(fileSet, rootEntry);
    this.#volume(fileSet);
    return this.#image;
  }

  get #metaPartition(): number {
    return this.#rules.metadata ? 1 : 0;
  }

  /** Where a block of metadata stands in the image. */
  #metaAt(block: number): number {
    const inside = this.#rules.metadata ? METADATA_DATA + block : block;
    return (PARTITION_START + inside) * BLOCK;
  }

  #tag(at: number, id: number, length: number, location: number): void {
    const image = this.#image;
    image.writeUInt16LE(id, at);
    image.writeUInt16LE(this.#rules.metadata ? 3 : 2, at + 2);
    image.writeUInt16LE(1, at + 6);
    image.writeUInt16LE(crc(image.subarray(at + 16, at + length)), at + 8);
    image.writeUInt16LE(length - 16, at + 10);
    image.writeUInt32LE(location, at + 12);
    let sum = 0;
    for (let index = 0; index < 16; index++) if (index !== 4) sum += image[at + index] ?? 0;
    image.writeUInt8(sum & 0xff, at + 4);
  }

  #long(at: number, length: number, block: number, partition: number): void {
    this.#image.writeUInt32LE(length, at);
    this.#image.writeUInt32LE(block, at + 4);
    this.#image.writeUInt16LE(partition, at + 8);
  }

  #domain(at: number, identifier: string, revision = this.#rules.metadata ? 0x250 : 0x201): void {
    this.#image.write(identifier, at + 1, 'latin1');
    this.#image.writeUInt16LE(revision, at + 24);
  }

  /** A name or label in a field of its own, with how long it is in the last byte. */
  #fixed(at: number, length: number, text: string): void {
    const bytes = compressed(text);
    bytes.copy(this.#image, at);
    this.#image.writeUInt8(bytes.length, at + length - 1);
  }

  #charset(at: number): void {
    this.#image.write('OSTA Compressed Unicode', at + 1, 'latin1');
  }

  #time(at: number): void {
    const image = this.#image;
    image.writeUInt16LE(0x1000, at);
    image.writeInt16LE(2024, at + 2);
    for (const [index, value] of [2, 29, 12, 30, 15].entries())
      image.writeUInt8(value, at + 4 + index);
  }

  /** Writes a file or folder with all that is in it; the block of its entry. */
  #entry(file: UdfFile, parent: number | undefined): number {
    const block = this.#meta++;
    const data = file.children ? this.#folder(file.children, block, parent ?? block) : file.data;
    const bytes = data ?? Buffer.alloc(0);
    const form = file.children ? 'plain' : (file.form ?? 'plain');
    const at = this.#metaAt(block);
    const image = this.#image;
    const fixed = this.#rules.extended ? 216 : 176;
    const list = this.#place(bytes, form, file.children !== undefined);
    image.writeUInt16LE(4, at + 20);
    image.writeUInt16LE(1, at + 24);
    image.writeUInt8(file.children ? 4 : 5, at + 27);
    // In a folder of a metadata partition short descriptors stay within it; files lead out of it.
    const flags = form === 'embedded' ? 3 : file.children || !this.#rules.metadata ? 0 : 1;
    image.writeUInt16LE(flags, at + 34);
    image.writeUInt32LE(0x14a5, at + 44);
    image.writeUInt16LE(1, at + 48);
    image.writeBigUInt64LE(BigInt(bytes.length), at + 56);
    if (this.#rules.extended) image.writeBigUInt64LE(BigInt(bytes.length), at + 64);
    this.#time(at + (this.#rules.extended ? 92 : 84));
    image.writeUInt32LE(1, at + (this.#rules.extended ? 128 : 108));
    image.writeBigUInt64LE(BigInt(this.#unique++), at + fixed - 16);
    const used = form === 'embedded' ? bytes : list;
    image.writeUInt32LE(used.length, at + fixed - 4);
    used.copy(image, at + fixed);
    this.#tag(at, this.#rules.extended ? 266 : 261, fixed + used.length, block);
    return block;
  }

  /** Puts bytes where they belong; the allocation descriptors that say where. */
  #place(bytes: Buffer, form: NonNullable<UdfFile['form']>, folder: boolean): Buffer {
    const image = this.#image;
    if (form === 'embedded' || bytes.length === 0) return Buffer.alloc(0);
    if (folder) {
      const block = this.#meta;
      this.#meta += Math.ceil(bytes.length / BLOCK);
      bytes.copy(image, this.#metaAt(block));
      return this.#describe([{ block, length: bytes.length, kind: 0 }], true);
    }
    const pieces: { block: number; length: number; kind: number }[] = [];
    const step = form === 'pieces' || form === 'listed' || form === 'hole' ? BLOCK : bytes.length;
    for (let at = 0; at < bytes.length; at += step) {
      const length = Math.min(step, bytes.length - at);
      const part = bytes.subarray(at, at + length);
      if (form === 'hole' && part.every((byte) => byte === 0)) {
        pieces.push({ block: 0, length, kind: 2 });
        continue;
      }
      part.copy(image, (PARTITION_START + this.#data) * BLOCK);
      pieces.push({ block: this.#data, length, kind: 0 });
      this.#data += Math.ceil(length / BLOCK) + (step === BLOCK ? 1 : 0);
    }
    if (form !== 'listed') return this.#describe(pieces, false);
    const more = this.#meta++;
    const list = this.#describe(pieces.slice(2), false);
    const place = this.#metaAt(more);
    image.writeUInt32LE(list.length, place + 20);
    list.copy(image, place + 24);
    this.#tag(place, 258, 24 + list.length, more);
    const goesOn = { block: more, length: BLOCK, kind: 3 };
    return this.#describe([...pieces.slice(0, 2), goesOn], false);
  }

  #describe(pieces: { block: number; length: number; kind: number }[], folder: boolean): Buffer {
    const short = folder || !this.#rules.metadata;
    const list = Buffer.alloc(pieces.length * (short ? 8 : 16));
    pieces.forEach(({ block, length, kind }, index) => {
      const at = index * (short ? 8 : 16);
      list.writeUInt32LE((length + kind * 2 ** 30) >>> 0, at);
      list.writeUInt32LE(block, at + 4);
      // The rest of a list stands with the metadata.
      if (!short) list.writeUInt16LE(kind === 3 ? this.#metaPartition : 0, at + 8);
    });
    return list;
  }

  #folder(children: readonly UdfFile[], self: number, parent: number): Buffer {
    const records = [this.#identifier('', parent, 0x0a)];
    for (const child of children)
      records.push(this.#identifier(child.name, this.#entry(child, self), child.children ? 2 : 0));
    return Buffer.concat(records);
  }

  #identifier(name: string, block: number, flags: number): Buffer {
    const text = name === '' ? Buffer.alloc(0) : compressed(name);
    const length = (38 + text.length + 3) & ~3;
    // Tags are made in the image: the end of it is free.
    const at = this.#image.length - BLOCK;
    this.#image.fill(0, at);
    this.#image.writeUInt16LE(1, at + 16);
    this.#image.writeUInt8(flags, at + 18);
    this.#image.writeUInt8(text.length, at + 19);
    this.#long(at + 20, BLOCK, block, this.#metaPartition);
    text.copy(this.#image, at + 38);
    this.#tag(at, 257, length, 0);
    return Buffer.from(this.#image.subarray(at, at + length));
  }

  #fileSet(block: number, rootEntry: number): void {
    const at = this.#metaAt(block);
    this.#time(at + 16);
    this.#image.writeUInt16LE(3, at + 28);
    this.#image.writeUInt16LE(3, at + 30);
    this.#image.writeUInt32LE(1, at + 32);
    this.#image.writeUInt32LE(1, at + 36);
    this.#charset(at + 48);
    this.#fixed(at + 112, 128, this.#rules.label);
    this.#charset(at + 240);
    this.#fixed(at + 304, 32, this.#rules.label);
    this.#long(at + 400, BLOCK, rootEntry, this.#metaPartition);
    this.#domain(at + 416, '*OSTA UDF Compliant');
    this.#tag(at, 256, 512, block);
  }

  #volume(fileSet: number): void {
    const image = this.#image;
    for (const [index, id] of [
      'BEA01',
      this.#rules.metadata ? 'NSR03' : 'NSR02',
      'TEA01',
    ].entries()) {
      image.write(id, (16 + index) * BLOCK + 1, 'latin1');
      image.writeUInt8(1, (16 + index) * BLOCK + 6);
    }
    if (this.#rules.metadata) {
      this.#metadataFile(METADATA_FILE, 250);
      this.#metadataFile(METADATA_MIRROR, 251);
    }
    for (const start of [32, 48]) this.#descriptors(start, fileSet);
    for (const anchor of [256, image.length / BLOCK - 1]) {
      const at = anchor * BLOCK;
      image.fill(0, at, at + BLOCK);
      for (const [index, start] of [32, 48].entries()) {
        image.writeUInt32LE(16 * BLOCK, at + 16 + index * 8);
        image.writeUInt32LE(start, at + 20 + index * 8);
      }
      this.#tag(at, 2, 512, anchor);
    }
  }

  #metadataFile(block: number, type: number): void {
    const at = (PARTITION_START + block) * BLOCK;
    const image = this.#image;
    image.writeUInt16LE(4, at + 20);
    image.writeUInt16LE(1, at + 24);
    image.writeUInt8(type, at + 27);
    image.writeUInt16LE(1, at + 48);
    image.writeBigUInt64LE(BigInt(METADATA_BLOCKS * BLOCK), at + 56);
    image.writeBigUInt64LE(BigInt(METADATA_BLOCKS * BLOCK), at + 64);
    this.#time(at + 92);
    image.writeUInt32LE(1, at + 128);
    image.writeUInt32LE(8, at + 212);
    image.writeUInt32LE(METADATA_BLOCKS * BLOCK, at + 216);
    image.writeUInt32LE(METADATA_DATA, at + 220);
    this.#tag(at, 266, 224, block);
  }

  #descriptors(start: number, fileSet: number): void {
    const image = this.#image;
    const primary = start * BLOCK;
    image.writeUInt32LE(1, primary + 16);
    this.#fixed(primary + 24, 32, this.#rules.label);
    image.writeUInt16LE(1, primary + 56);
    image.writeUInt16LE(1, primary + 58);
    image.writeUInt16LE(2, primary + 60);
    image.writeUInt16LE(3, primary + 62);
    image.writeUInt32LE(1, primary + 64);
    this.#fixed(primary + 72, 128, `0123456789abcdef${this.#rules.label}`);
    this.#charset(primary + 200);
    this.#charset(primary + 264);
    this.#time(primary + 376);
    this.#tag(primary, 1, 512, start);

    const partition = (start + 1) * BLOCK;
    image.writeUInt32LE(2, partition + 16);
    image.writeUInt16LE(1, partition + 20);
    image.write(this.#rules.metadata ? '+NSR03' : '+NSR02', partition + 25, 'latin1');
    image.writeUInt32LE(1, partition + 184);
    image.writeUInt32LE(PARTITION_START, partition + 188);
    image.writeUInt32LE(PARTITION_BLOCKS, partition + 192);
    this.#tag(partition, 5, 512, start + 1);

    const logical = (start + 2) * BLOCK;
    image.writeUInt32LE(3, logical + 16);
    this.#charset(logical + 20);
    this.#fixed(logical + 84, 128, this.#rules.label);
    image.writeUInt32LE(BLOCK, logical + 212);
    this.#domain(logical + 216, '*OSTA UDF Compliant');
    this.#long(logical + 248, BLOCK, fileSet, this.#metaPartition);
    const maps = this.#maps(logical + 440);
    image.writeUInt32LE(maps.bytes, logical + 264);
    image.writeUInt32LE(maps.count, logical + 268);
    this.#tag(logical, 6, 440 + maps.bytes, start + 2);
    this.#tag((start + 3) * BLOCK, 8, 512, start + 3);
  }

  #maps(at: number): { bytes: number; count: number } {
    const image = this.#image;
    if (this.#rules.sparable) {
      image.writeUInt8(2, at);
      image.writeUInt8(64, at + 1);
      this.#domain(at + 4, '*UDF Sparable Partition');
      image.writeUInt16LE(1, at + 36);
      image.writeUInt16LE(32, at + 40);
      image.writeUInt8(1, at + 42);
      const [table, instead] = [270, PARTITION_START + PARTITION_BLOCKS + 32];
      image.writeUInt32LE(64, at + 44);
      image.writeUInt32LE(table, at + 48);
      // The packet of the first data moves; what stood there is spoiled.
      const bad = 192;
      const from = (PARTITION_START + bad) * BLOCK;
      if (!image.subarray(from, from + 32 * BLOCK).every((byte) => byte === 0xee)) {
        image.copy(image, instead * BLOCK, from, from + 32 * BLOCK);
        image.fill(0xee, from, from + 32 * BLOCK);
      }
      const place = table * BLOCK;
      this.#domain(place + 16, '*UDF Sparing Table');
      image.writeUInt16LE(1, place + 48);
      image.writeUInt32LE(1, place + 52);
      image.writeUInt32LE(bad, place + 56);
      image.writeUInt32LE(instead, place + 60);
      this.#tag(place, 0, 64, table);
      return { bytes: 64, count: 1 };
    }
    image.writeUInt8(1, at);
    image.writeUInt8(6, at + 1);
    image.writeUInt16LE(1, at + 2);
    if (!this.#rules.metadata) return { bytes: 6, count: 1 };
    const map = at + 6;
    image.writeUInt8(2, map);
    image.writeUInt8(64, map + 1);
    this.#domain(map + 4, '*UDF Metadata Partition');
    image.writeUInt16LE(1, map + 36);
    image.writeUInt32LE(METADATA_FILE, map + 40);
    image.writeUInt32LE(METADATA_MIRROR, map + 44);
    image.writeUInt32LE(0xffffffff, map + 48);
    image.writeUInt32LE(32, map + 52);
    image.writeUInt16LE(1, map + 56);
    return { bytes: 70, count: 2 };
  }
}

/** A byte each where that is enough, else two. */
function compressed(text: string): Buffer {
  const narrow = Buffer.from(text, 'latin1').toString('latin1') === text;
  const bytes = Buffer.from(text, narrow ? 'latin1' : 'utf16le');
  return Buffer.concat([Buffer.from([narrow ? 8 : 16]), narrow ? bytes : bytes.swap16()]);
}
