/**
 * UDF 1.02 to 2.60 (ECMA-167 with the OSTA's rules): volume descriptors, folders and names. Files
 * are `udf-file-entry.ts`, blocks `udf-partitions.ts`.
 */
import { setImmediate } from 'node:timers/promises';
import type { ImageBytes } from './image-bytes.ts';
import {
  damaged,
  MAX_FOLDER_BYTES,
  MAX_NAMES,
  readExtents,
  type ImageName,
  type ImageNode,
  type ImageVolume,
} from './image-volume.ts';
import { isFileOrFolder, readEntry, type UdfAddress, type UdfEntry } from './udf-file-entry.ts';
import { UdfPartitions, type PartitionRange } from './udf-partitions.ts';
import { compressedText, fixedText, TAG, tagLocation, tagOf } from './udf-tag.ts';

/** Of discs first, then of disks. */
const SECTOR_SIZES = [2048, 512, 4096, 1024];
const MOST_DESCRIPTORS = 256;
const MOST_POINTERS = 16;
/** After so many names others get their turn. */
const NAMES_AT_ONCE = 10_000;
/** Characteristics of a name (part 4, section 14.4.3). What is hidden serves the disc, not people. */
const HIDDEN = 0x01;
const FOLDER = 0x02;
const DELETED = 0x04;
const PARENT = 0x08;
const METADATA = 0x10;
const NOT_SHOWN = HIDDEN | DELETED | PARENT | METADATA;

interface Descriptors {
  logical: Buffer | undefined;
  /** Sequence numbers of what was taken: the highest prevails (part 3, section 8.4.3). */
  logicalNumber: number;
  ranges: Map<number, PartitionRange & { sequence: number }>;
}

export class UdfVolume implements ImageVolume<UdfAddress> {
  readonly format = 'udf';
  readonly label: string;
  readonly #space: UdfPartitions;
  readonly #root: UdfAddress;

  private constructor(label: string, space: UdfPartitions, root: UdfAddress) {
    this.label = label;
    this.#space = space;
    this.#root = root;
  }

  /** Undefined for an image that has no anchor of UDF. */
  static async open(bytes: ImageBytes): Promise<UdfVolume | undefined> {
    for (const sectorBytes of SECTOR_SIZES) {
      const sectors = Math.floor(bytes.size / sectorBytes);
      for (const place of new Set([256, sectors - 257, sectors - 1, 512])) {
        if (place <= 0 || place >= sectors) continue;
        const anchor = await bytes.read(place * sectorBytes, Math.min(sectorBytes, 512));
        if (tagOf(anchor) !== TAG.anchor || tagLocation(anchor) !== place) continue;
        const found =
          (await readDescriptors(bytes, sectorBytes, anchor, 16)) ??
          (await readDescriptors(bytes, sectorBytes, anchor, 24));
        if (!found) throw damaged('it does not say what is in it');
        return UdfVolume.#mount(bytes, sectorBytes, found.logical, found.ranges);
      }
    }
    return undefined;
  }

  static async #mount(
    bytes: ImageBytes,
    sectorBytes: number,
    logical: Buffer,
    ranges: PartitionRange[],
  ): Promise<UdfVolume> {
    const blockBytes = logical.readUInt32LE(212);
    if (blockBytes !== sectorBytes) throw damaged('its block size is not possible');
    const space = new UdfPartitions(blockBytes);
    const maps = logical.subarray(440, 440 + logical.readUInt32LE(264));
    await space.read(bytes, maps, logical.readUInt32LE(268), ranges);
    const set = longAddress(logical, 248);
    const [at] = space.locate(set.partition, set.block, blockBytes);
    const fileSet = await readExtents(bytes, at ? [{ ...at, length: 512 }] : []);
    if (tagOf(fileSet) !== TAG.fileSet) throw damaged('it has no file set');
    const label = fixedText(logical.subarray(84, 212));
    return new UdfVolume(label, space, longAddress(fileSet, 400));
  }

  async root(bytes: ImageBytes): Promise<ImageNode> {
    const root = await readEntry(bytes, this.#space, this.#root);
    if (!root.folder) throw damaged('it has no first folder');
    return root;
  }

  async names(bytes: ImageBytes, folder: ImageNode): Promise<ImageName<UdfAddress>[]> {
    if (folder.size > MAX_FOLDER_BYTES) throw damaged('a folder is too large');
    const data = folder.small ?? (await readExtents(bytes, folder.extents));
    const found: ImageName<UdfAddress>[] = [];
    for (let at = 0, seen = 1; at + 38 <= data.length; seen++) {
      const [idLength, useLength] = [data.readUInt8(at + 19), data.readUInt16LE(at + 36)];
      const start = at + 38 + useLength;
      const end = start + idLength;
      if (end > data.length) throw damaged('a name is cut');
      const next = (end + 3) & ~3;
      const record = data.subarray(at, next);
      if (tagOf(record) !== TAG.fileIdentifier) throw damaged('a folder cannot be read');
      const flags = record.readUInt8(18);
      if ((flags & NOT_SHOWN) === 0)
        found.push({
          name: compressedText(data.subarray(start, end)),
          folder: (flags & FOLDER) !== 0,
          ref: longAddress(record, 20),
        });
      if (found.length > MAX_NAMES) throw damaged('a folder has too many names');
      at = next;
      if (seen % NAMES_AT_ONCE === 0) await setImmediate();
    }
    return found;
  }

  async node(bytes: ImageBytes, { ref }: ImageName<UdfAddress>): Promise<UdfEntry | undefined> {
    const entry = await readEntry(bytes, this.#space, ref);
    return isFileOrFolder(entry) ? entry : undefined;
  }
}

/** The volume descriptor sequence whose extent stands at `offset` of the anchor. */
async function readDescriptors(
  bytes: ImageBytes,
  sectorBytes: number,
  anchor: Buffer,
  offset: number,
): Promise<{ logical: Buffer; ranges: PartitionRange[] } | undefined> {
  const found: Descriptors = { logical: undefined, logicalNumber: -1, ranges: new Map() };
  let sector = anchor.readUInt32LE(offset + 4);
  let left = Math.min(MOST_DESCRIPTORS, Math.floor(anchor.readUInt32LE(offset) / sectorBytes));
  for (let pointers = 0; left > 0; left--, sector++) {
    if ((sector + 1) * sectorBytes > bytes.size) break;
    const data = await bytes.read(sector * sectorBytes, sectorBytes);
    const kind = tagOf(data);
    if (kind === undefined || kind === TAG.terminator) break;
    if (kind === TAG.pointer && pointers++ < MOST_POINTERS) {
      left = Math.min(MOST_DESCRIPTORS, Math.floor(data.readUInt32LE(20) / sectorBytes)) + 1;
      sector = data.readUInt32LE(24) - 1;
    } else keep(found, kind, data);
  }
  const { logical } = found;
  return logical && { logical, ranges: [...found.ranges.values()] };
}

function keep(found: Descriptors, kind: number, data: Buffer): void {
  const sequence = data.readUInt32LE(16);
  if (kind === TAG.logicalVolume && sequence > found.logicalNumber) {
    found.logical = data;
    found.logicalNumber = sequence;
  } else if (kind === TAG.partition) {
    const number = data.readUInt16LE(22);
    const known = found.ranges.get(number);
    if (known && known.sequence >= sequence) return;
    const [start, length] = [data.readUInt32LE(188), data.readUInt32LE(192)];
    found.ranges.set(number, { number, start, length, sequence });
  }
}

/** A long allocation descriptor (part 4, section 14.14.2), its length left aside. */
function longAddress(data: Buffer, offset: number): UdfAddress {
  return { block: data.readUInt32LE(offset + 4), partition: data.readUInt16LE(offset + 8) };
}
