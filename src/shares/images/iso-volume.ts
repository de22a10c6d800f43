/**
 * ISO 9660 (ECMA-119) with what stands beside it: names by Rock Ridge where there are any, else by
 * Joliet, else the short ones of the standard.
 */
import type { ImageBytes } from './image-bytes.ts';
import {
  addExtent,
  damaged,
  MAX_FOLDER_BYTES,
  MAX_NAMES,
  readExtents,
  type Extent,
  type ImageName,
  type ImageNode,
  type ImageVolume,
} from './image-volume.ts';
import { parseRecord, recordLength, SECTOR_BYTES, type IsoRecord } from './iso-record.ts';
import { readRockRidge, suspSkip, type RockRidge } from './rock-ridge.ts';
import { utf16be } from './utf16.ts';

const FIRST_DESCRIPTOR = 16;
const MOST_DESCRIPTORS = 64;
const PRIMARY = 1;
const SUPPLEMENTARY = 2;
const TERMINATOR = 255;
/** Escape sequences that mean UCS-2, levels 1 to 3 (Joliet specification). */
const JOLIET = new Set(['%/@', '%/C', '%/E']);

interface Descriptor {
  label: string;
  blockBytes: number;
  root: IsoRecord;
}

export class IsoVolume implements ImageVolume<ImageNode> {
  readonly format = 'iso9660';
  readonly label: string;
  readonly #root: ImageNode;
  readonly #blockBytes: number;
  readonly #joliet: boolean;
  /** Bytes before Rock Ridge's entries; undefined without it. */
  readonly #skip: number | undefined;

  private constructor(descriptor: Descriptor, joliet: boolean, skip: number | undefined) {
    this.label = descriptor.label;
    this.#root = nodeOf(descriptor.root, [descriptor.root.extent]);
    this.#blockBytes = descriptor.blockBytes;
    this.#joliet = joliet;
    this.#skip = skip;
  }

  /** Undefined for an image that is none of ISO 9660. */
  static async open(bytes: ImageBytes): Promise<IsoVolume | undefined> {
    let primary: Descriptor | undefined;
    let joliet: Descriptor | undefined;
    for (let index = 0; index < MOST_DESCRIPTORS; index++) {
      const position = (FIRST_DESCRIPTOR + index) * SECTOR_BYTES;
      if (position + SECTOR_BYTES > bytes.size) break;
      const sector = await bytes.read(position, SECTOR_BYTES);
      if (sector.toString('latin1', 1, 6) !== 'CD001') break;
      const type = sector.readUInt8(0);
      if (type === TERMINATOR) break;
      if (type === PRIMARY) primary ??= readDescriptor(sector, false);
      else if (type === SUPPLEMENTARY && JOLIET.has(sector.toString('latin1', 88, 91)))
        joliet ??= readDescriptor(sector, true);
    }
    if (!primary) return undefined;
    const skip = await rockRidgeOf(bytes, primary);
    if (skip === undefined && joliet) return new IsoVolume(joliet, true, undefined);
    // What makes names of Rock Ridge long is often cut in the label of the standard.
    const { label } = joliet ?? primary;
    return new IsoVolume({ ...primary, label: label || primary.label }, false, skip);
  }

  async root(): Promise<ImageNode> {
    return this.#root;
  }

  async names(bytes: ImageBytes, folder: ImageNode): Promise<ImageName<ImageNode>[]> {
    if (folder.size > MAX_FOLDER_BYTES) throw damaged('a folder is too large');
    const found: ImageName<ImageNode>[] = [];
    /** Records of one file above 4 GiB stand one after another. */
    let before: Extent[] = [];
    const [extent] = folder.extents;
    if (!extent || extent.position === null) return found;
    for (let sector = 0; sector < folder.size; sector += SECTOR_BYTES) {
      const size = Math.min(SECTOR_BYTES, folder.size - sector);
      const data = await bytes.read(extent.position + sector, size);
      for (let at = 0; ; ) {
        const length = recordLength(data, at);
        if (length === undefined) break;
        const record = parseRecord(data.subarray(at, at + length), this.#blockBytes);
        at += length;
        if (!record || isSelfOrParent(record)) continue;
        addExtent(before, record.extent);
        if (record.goesOn) continue;
        const name = await this.#name(bytes, record, before);
        before = [];
        if (!name) continue;
        if (found.length === MAX_NAMES) throw damaged('a folder has too many names');
        found.push(name);
      }
    }
    return found;
  }

  async node(_bytes: ImageBytes, { ref }: ImageName<ImageNode>): Promise<ImageNode> {
    return ref;
  }

  async #name(
    bytes: ImageBytes,
    record: IsoRecord,
    extents: Extent[],
  ): Promise<ImageName<ImageNode> | undefined> {
    const rock =
      this.#skip === undefined
        ? undefined
        : await readRockRidge(bytes, record.systemUse, this.#skip, this.#blockBytes);
    if (rock?.special || rock?.moved) return undefined;
    const name = rock?.name ?? plainName(record.identifier, this.#joliet);
    if (rock?.movedTo !== undefined) {
      const moved = await this.#movedFolder(bytes, rock.movedTo);
      return moved && { name, folder: true, ref: withTime(moved, rock) };
    }
    return { name, folder: record.folder, ref: withTime(nodeOf(record, extents), rock) };
  }

  /** A folder by its first record, “.”, which says how long it is. */
  async #movedFolder(bytes: ImageBytes, block: number): Promise<ImageNode | undefined> {
    const sector = await bytes.read(block * this.#blockBytes, SECTOR_BYTES);
    const length = recordLength(sector, 0);
    const self = length && parseRecord(sector.subarray(0, length), this.#blockBytes);
    return self && self.folder ? nodeOf(self, [self.extent]) : undefined;
  }
}

/** What Rock Ridge skips, if the root says that it is there and its first name agrees. */
async function rockRidgeOf(bytes: ImageBytes, descriptor: Descriptor): Promise<number | undefined> {
  const { position, length } = descriptor.root.extent;
  const size = Math.min(length, SECTOR_BYTES);
  const sector = await readExtents(bytes, [{ position, length: size }]);
  const selfLength = recordLength(sector, 0);
  if (selfLength === undefined) return undefined;
  const self = parseRecord(sector.subarray(0, selfLength), descriptor.blockBytes);
  return self && suspSkip(self.systemUse);
}

function readDescriptor(sector: Buffer, joliet: boolean): Descriptor {
  const blockBytes = sector.readUInt16LE(128);
  if (![512, 1024, 2048].includes(blockBytes)) throw damaged('its block size is not possible');
  const root = parseRecord(sector.subarray(156, 190), blockBytes);
  if (!root?.folder) throw damaged('it has no first folder');
  const label = sector.subarray(40, 72);
  return {
    label: (joliet ? utf16be(label) : label.toString('latin1')).replace(/[\0 ]+$/u, ''),
    blockBytes,
    root,
  };
}

function nodeOf(record: IsoRecord, extents: readonly Extent[]): ImageNode {
  const size = extents.reduce((sum, { length }) => sum + length, 0);
  const place = extents[0]?.position ?? 0;
  return { folder: record.folder, size, modified: record.modified, place, extents };
}

function withTime(node: ImageNode, rock: RockRidge | undefined): ImageNode {
  return rock?.modified === undefined ? node : { ...node, modified: rock.modified };
}

function isSelfOrParent({ identifier }: IsoRecord): boolean {
  return identifier.length === 1 && (identifier[0] === 0 || identifier[0] === 1);
}

/** Without the version (`;1`) and the dot of a name that has no extension. */
function plainName(identifier: Buffer, joliet: boolean): string {
  const text = (joliet ? utf16be(identifier) : identifier.toString('latin1')).replace(
    /;\d{1,5}$/u,
    '',
  );
  return joliet ? text : text.replace(/\.$/u, '');
}
