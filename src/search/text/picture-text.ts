/**
 * What a camera and its owner wrote into a picture (Exif 2.32): title, author, keywords, camera, day.
 * Not where it was taken: nobody who shares a picture expects to be found by that.
 */
import readExif from 'exif-reader';
import { decoded, type TextExtractor } from './text-extractor.ts';

/** Where programs put it: at the beginning. */
const BYTES = 64 * 1024;
/** Before the tags stands what the file calls them: JPEG and HEIC, PNG, WebP. */
const MARKS = ['Exif\0\0', 'eXIf', 'EXIF'];
const SPOKEN = ['ImageDescription', 'Artist', 'Copyright', 'Make', 'Model'] as const;
/** Windows writes them as UTF-16. */
const WIDE = ['XPTitle', 'XPComment', 'XPAuthor', 'XPKeywords', 'XPSubject'] as const;
const MAX_FIELD = 4000;

export const pictureText: TextExtractor = {
  endings: ['jpg', 'jpeg', 'tif', 'tiff', 'dng', 'nef', 'cr2', 'heic', 'avif', 'png', 'webp'],
  maxBytes: Number.POSITIVE_INFINITY,
  extract: async ({ read }) => {
    const tags = tagsIn(await read(BYTES));
    if (!tags) return '';
    // A damaged list is null, whatever its type says.
    const { Image: image, Photo: photo, bigEndian } = readExif(tags);
    const wide = WIDE.map((name) => wideText(image?.[name]));
    const fields = [...SPOKEN.map((name) => image?.[name]), photo?.['LensModel'], ...wide];
    const taken = photo?.['DateTimeOriginal'] ?? image?.['DateTime'];
    const day = taken instanceof Date && !Number.isNaN(taken.getTime()) && taken.toISOString();
    return [
      ...fields.map(spoken),
      comment(photo?.['UserComment'], bigEndian),
      day ? day.slice(0, 10) : '',
    ]
      .map((field) => field.slice(0, MAX_FIELD).replaceAll('\0', ' ').trim())
      .filter(Boolean)
      .join('\n');
  },
};

/** From the byte order on; a TIFF, and what cameras make of it, begins with that. */
function tagsIn(bytes: Buffer): Buffer | undefined {
  if (isTagged(bytes)) return bytes;
  for (const mark of MARKS) {
    for (let at = bytes.indexOf(mark, 0, 'latin1'); at !== -1; ) {
      // In WebP the length is between, and some write the mark of JPEG behind it.
      for (const from of [4, 6, 8, 14]) {
        const tags = bytes.subarray(at + from);
        if (isTagged(tags)) return tags;
      }
      at = bytes.indexOf(mark, at + 1, 'latin1');
    }
  }
  return undefined;
}

function isTagged(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 4);
  return head === 'II*\0' || head === 'MM\0*';
}

/** Text that is not ASCII comes as bytes. */
function spoken(value: unknown): string {
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? decoded(value.subarray(0, MAX_FIELD)) : '';
}

function wideText(value: unknown): string {
  if (!Array.isArray(value) && !Buffer.isBuffer(value)) return '';
  const bytes = Buffer.from(value.slice(0, MAX_FIELD) as Buffer);
  return new TextDecoder('utf-16le').decode(bytes);
}

/** Its first eight bytes say how it is written (section 4.6.5). */
function comment(value: unknown, bigEndian: boolean): string {
  if (!Buffer.isBuffer(value)) return '';
  const text = value.subarray(8, 8 + MAX_FIELD);
  if (value.toString('latin1', 0, 7) !== 'UNICODE') return decoded(text);
  return new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le').decode(text);
}
