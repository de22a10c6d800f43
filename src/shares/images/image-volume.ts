/** What a file system inside an image is asked for: the interface of ISO 9660 and UDF. */
import { HallwayError } from '../../base/errors.ts';
import type { ImageBytes } from './image-bytes.ts';

/** A run of bytes of the image; a hole (`position` null) reads as zeros. */
export interface Extent {
  position: number | null;
  length: number;
}

/** What a folder says of something in it. `ref` is the volume's own. */
export interface ImageName<Ref = unknown> {
  name: string;
  folder: boolean;
  ref: Ref;
}

export interface ImageNode {
  folder: boolean;
  /** Bytes; of a folder those of its records. */
  size: number;
  /** Milliseconds since 1970, 0 where the image does not say. */
  modified: number;
  /** Where it stands in the image: the same for two names of one thing. */
  place: number;
  /** Its bytes one after another; `small` instead where they stand in its own record. */
  extents: readonly Extent[];
  small?: Buffer | undefined;
}

export interface ImageVolume<Ref = unknown> {
  /** What its maker called it; may be empty. */
  label: string;
  format: 'iso9660' | 'udf';
  root(bytes: ImageBytes): Promise<ImageNode>;
  /** In the order of the image; without the folder itself, its parent, and what was deleted. */
  names(bytes: ImageBytes, folder: ImageNode): Promise<ImageName<Ref>[]>;
  /** A file or folder, or undefined for what is neither, a link say. */
  node(bytes: ImageBytes, name: ImageName<Ref>): Promise<ImageNode | undefined>;
}

/** Most bytes of the records of one folder, and most names in it: far more than discs have. */
export const MAX_FOLDER_BYTES = 32 * 1024 * 1024;
export const MAX_NAMES = 250_000;

/** The image breaks the rules of its format, or ends before what it points to. */
export function damaged(what: string): HallwayError {
  return new HallwayError('image.unreadable', `The image is damaged: ${what}.`, {
    fix: 'Get it again from where it came from.',
  });
}

/** Adds a run of bytes, joined with the last one where it goes on from there. */
export function addExtent(extents: Extent[], extent: Extent): void {
  if (extent.length === 0) return;
  const last = extents.at(-1);
  const goesOn =
    last &&
    (last.position === null
      ? extent.position === null
      : extent.position === last.position + last.length);
  if (goesOn) last.length += extent.length;
  else extents.push({ ...extent });
}

/** The part `start` to `start + length` of what `extents` hold. */
export function sliceExtents(extents: readonly Extent[], start: number, length: number): Extent[] {
  const part: Extent[] = [];
  let [skip, left] = [start, length];
  for (const extent of extents) {
    if (left === 0) break;
    if (skip >= extent.length) {
      skip -= extent.length;
      continue;
    }
    const take = Math.min(extent.length - skip, left);
    addExtent(part, {
      position: extent.position === null ? null : extent.position + skip,
      length: take,
    });
    [skip, left] = [0, left - take];
  }
  return part;
}

/** All bytes of a small thing, a folder's records say. */
export async function readExtents(
  bytes: ImageBytes,
  extents: readonly Extent[],
  most = MAX_FOLDER_BYTES,
): Promise<Buffer> {
  const total = extents.reduce((sum, { length }) => sum + length, 0);
  if (total > most) throw damaged('a folder is too large');
  // Looked at before anything is set aside: what a record claims costs nothing.
  for (const { position, length } of extents)
    if (position !== null && position + length > bytes.size) throw damaged('it ends too early');
  const parts: Buffer[] = [];
  for (const { position, length } of extents)
    parts.push(position === null ? Buffer.alloc(length) : await bytes.read(position, length));
  const [only] = parts;
  return parts.length === 1 && only ? only : Buffer.concat(parts);
}
