/** Paper by its PWG self-describing name (PWG 5101.1), and as `media-col` (PWG 5100.7). */
import type { IppAttributes, IppCollection } from '../types.ts';
import { collection, firstNumber, firstString, integer, keyword } from '../values.ts';

export interface MediaSize {
  name: string;
  /** Hundredths of millimetres. */
  x: number;
  y: number;
}

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
/** Programs round: half a millimetre is the same paper. */
const TOLERANCE = 50;

const NAME =
  /^(?:na|asme|roc|oe|iso|jis|jpn|prc|om)_[a-z0-9][-a-z0-9]*_([1-9]\d{0,4}(?:\.\d{0,4}[1-9])?|0\.\d{0,4}[1-9])x([1-9]\d{0,4}(?:\.\d{0,4}[1-9])?|0\.\d{0,4}[1-9])(in|mm)$/;

function sizeOf(name: string): MediaSize[] {
  const [, x, y, unit] = NAME.exec(name) ?? [];
  if (x === undefined || y === undefined) return [];
  const scale = unit === 'in' ? 2540 : 100;
  return [{ name, x: Math.round(Number(x) * scale), y: Math.round(Number(y) * scale) }];
}

/** The sizes of a printer's `media`, the default first; never empty. */
export function mediaSizes(media: readonly string[], letter: boolean): MediaSize[] {
  const known = media.flatMap(sizeOf).slice(0, MAX_SIZES);
  if (known.length > 0) return known;
  const usual = letter ? ['na_letter_8.5x11in', ...USUAL] : USUAL;
  return Array.from(new Set(usual)).flatMap(sizeOf);
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
  const name = firstString(wanted, 'media-size-name');
  if (name !== undefined) return sizes.find((size) => size.name === name);
  const size = wanted.get('media-size')?.[0]?.value;
  if (!(size instanceof Map)) return sizes[0];
  const measures: IppAttributes = size;
  const x = firstNumber(measures, 'x-dimension') ?? 0;
  const y = firstNumber(measures, 'y-dimension') ?? 0;
  return sizes.find((one) => Math.abs(one.x - x) <= TOLERANCE && Math.abs(one.y - y) <= TOLERANCE);
}
