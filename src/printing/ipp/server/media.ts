/** The paper of a loopback printer by name and as `media-col` (PWG 5100.7). */
import { type MediaSize, mediaSizeOf, sizeInCollection } from '../media-name.ts';
import type { IppCollection } from '../types.ts';
import { collection, integer, keyword } from '../values.ts';

/** What a printer that tells nothing is taken to have; A4 or Letter comes first by the country. */
const USUAL = [
  'iso_a4_210x297mm',
  'na_letter_8.5x11in',
  'iso_a5_148x210mm',
  'na_legal_8.5x14in',
  'na_index-4x6_4x6in',
  'iso_a6_105x148mm',
];

/** A sixth of an inch: what nearly every printer keeps free at each edge. */
const MARGIN = 423;
const MAX_SIZES = 100;

/** The sizes of a printer's `media`, the default first; never empty. */
export function mediaSizes(media: readonly string[], letter: boolean): MediaSize[] {
  const known = media.flatMap((name) => mediaSizeOf(name) ?? []).slice(0, MAX_SIZES);
  if (known.length > 0) return known;
  const usual = letter ? ['na_letter_8.5x11in', ...USUAL] : USUAL;
  return Array.from(new Set(usual)).flatMap((name) => mediaSizeOf(name) ?? []);
}

export function mediaSize({ x, y }: MediaSize): IppCollection {
  return new Map([
    ['x-dimension', integer(x)],
    ['y-dimension', integer(y)],
  ]);
}

/** Members of `media-col` that we read and give. */
export const MEDIA_COL_MEMBERS = [
  'media-bottom-margin',
  'media-left-margin',
  'media-right-margin',
  'media-size',
  'media-size-name',
  'media-source',
  'media-top-margin',
  'media-type',
];

export const MARGINS: readonly number[] = [MARGIN];

/** One entry of `media-col-database`, or with its tray of `media-col-ready`. */
export function mediaCol(size: MediaSize, tray = false): IppCollection {
  return new Map([
    ['media-size', collection(mediaSize(size))],
    ['media-size-name', keyword(size.name)],
    ['media-bottom-margin', integer(MARGIN)],
    ['media-left-margin', integer(MARGIN)],
    ['media-right-margin', integer(MARGIN)],
    ['media-top-margin', integer(MARGIN)],
    ...(tray
      ? ([
          ['media-source', keyword('main')],
          ['media-type', keyword('stationery')],
        ] as const)
      : []),
  ]);
}

/** The paper that a `media-col` asks for; undefined if the printer has none like it. */
export function sizeAskedFor(
  wanted: IppCollection,
  sizes: readonly MediaSize[],
): MediaSize | undefined {
  const named = wanted.has('media-size') || wanted.has('media-size-name');
  return named ? sizeInCollection(wanted, sizes) : sizes[0];
}
