/** File entries of UDF (ECMA-167 part 4, sections 14.9 and 14.17): what a file is and where. */
import type { ImageBytes } from './image-bytes.ts';
import { addExtent, damaged, sliceExtents, type Extent, type ImageNode } from './image-volume.ts';
import { TAG, tagOf, timestamp } from './udf-tag.ts';

/** Finds bytes of a partition in the image. */
export interface UdfSpace {
  readonly blockBytes: number;
  /** Where `length` bytes from `block` of the partition `partition` stand. */
  locate(partition: number, block: number, length: number): Extent[];
}

/** A place in a volume: which partition of its map, which block. */
export interface UdfAddress {
  partition: number;
  block: number;
}

export interface UdfEntry extends ImageNode {
  /** Section 14.6.6. */
  type: number;
}

const TYPE_FOLDER = 4;
const TYPE_UNKNOWN = 0;
const TYPE_FILE = 5;
const TYPE_REAL_TIME = 249;

const MOST_EXTENTS = 20_000;
const MOST_HOPS = 1000;
/** The two highest bits of a length say what it is (section 14.14.1.1). */
const LENGTH_MASK = 0x3fffffff;
const RECORDED = 0;
const GOES_ON_ELSEWHERE = 3;
const DESCRIPTION = { short: 0, long: 1, extended: 2, embedded: 3 } as const;
const SHORT_BYTES = 8;
const LONG_BYTES = 16;

/** Whether it is a file that can be read here, or a folder; not a link, device or pipe. */
export function isFileOrFolder({ type }: UdfEntry): boolean {
  return [TYPE_FOLDER, TYPE_FILE, TYPE_REAL_TIME, TYPE_UNKNOWN].includes(type);
}

export async function readEntry(
  bytes: ImageBytes,
  space: UdfSpace,
  address: UdfAddress,
): Promise<UdfEntry> {
  const { blockBytes } = space;
  const [at] = space.locate(address.partition, address.block, blockBytes);
  if (!at || at.position === null) throw damaged('a file entry is missing');
  const data = await bytes.read(at.position, blockBytes);
  const kind = tagOf(data);
  if (kind !== TAG.fileEntry && kind !== TAG.extendedFileEntry)
    throw damaged('a file entry cannot be read');
  const extended = kind === TAG.extendedFileEntry;
  const fixed = extended ? 216 : 176;
  if (data.length < fixed) throw damaged('a file entry is cut');
  const attributes = data.readUInt32LE(fixed - 8);
  const start = fixed + attributes;
  const end = start + data.readUInt32LE(fixed - 4);
  if (end > data.length) throw damaged('a file entry is longer than its block');
  const size = lengthOf(data.readBigUInt64LE(56));
  const descriptions = data.subarray(start, end);
  const type = data.readUInt8(27);
  const entry = {
    type,
    folder: type === TYPE_FOLDER,
    size,
    modified: timestamp(data.subarray(extended ? 92 : 84, extended ? 104 : 96)),
    place: at.position,
  };
  const form = data.readUInt16LE(34) & 7;
  if (form === DESCRIPTION.embedded) {
    if (size > descriptions.length) throw damaged('a small file is longer than its entry');
    return { ...entry, extents: [], small: Buffer.from(descriptions.subarray(0, size)) };
  }
  if (form === DESCRIPTION.extended) throw damaged('its files are described in an unknown way');
  const extents = await readExtentList(bytes, space, descriptions, form, address.partition);
  return { ...entry, extents: filled(extents, size) };
}

/** The extents that allocation descriptors name, with those that go on in other blocks. */
async function readExtentList(
  bytes: ImageBytes,
  space: UdfSpace,
  first: Buffer,
  form: number,
  partition: number,
): Promise<Extent[]> {
  const extents: Extent[] = [];
  const step = form === DESCRIPTION.short ? SHORT_BYTES : LONG_BYTES;
  let list: Buffer | undefined = first;
  for (let hops = 0; list; hops++) {
    if (hops > MOST_HOPS) throw damaged('a file goes on without end');
    const descriptions: Buffer = list;
    list = undefined;
    for (let at = 0; at + step <= descriptions.length; at += step) {
      const word = descriptions.readUInt32LE(at);
      const [kind, length] = [word >>> 30, word & LENGTH_MASK];
      if (length === 0) break;
      const block = descriptions.readUInt32LE(at + 4);
      const where = step === SHORT_BYTES ? partition : descriptions.readUInt16LE(at + 8);
      if (kind === GOES_ON_ELSEWHERE) {
        list = await readMore(bytes, space, { partition: where, block });
        break;
      }
      if (kind === RECORDED)
        for (const extent of space.locate(where, block, length)) addExtent(extents, extent);
      else addExtent(extents, { position: null, length });
      if (extents.length > MOST_EXTENTS) throw damaged('a file is in too many pieces');
    }
  }
  return extents;
}

/** An allocation extent descriptor (section 14.5): more of a list. */
async function readMore(
  bytes: ImageBytes,
  space: UdfSpace,
  { partition, block }: UdfAddress,
): Promise<Buffer> {
  const [at] = space.locate(partition, block, space.blockBytes);
  if (!at || at.position === null) throw damaged('a list of blocks is missing');
  const data = await bytes.read(at.position, space.blockBytes);
  if (tagOf(data) !== TAG.allocationExtent) throw damaged('a list of blocks cannot be read');
  const length = data.readUInt32LE(20);
  if (24 + length > data.length) throw damaged('a list of blocks is longer than its block');
  return data.subarray(24, 24 + length);
}

/** Exactly `size` bytes: what is allocated behind the end is none, what is missing is a hole. */
function filled(extents: readonly Extent[], size: number): Extent[] {
  const cut = sliceExtents(extents, 0, size);
  const got = cut.reduce((sum, { length }) => sum + length, 0);
  addExtent(cut, { position: null, length: size - got });
  return cut;
}

function lengthOf(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('a file is impossibly large');
  return Number(value);
}
