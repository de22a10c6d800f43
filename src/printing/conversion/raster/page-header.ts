/**
 * A page of raster as both formats describe it: PWG raster (PWG 5102.4) and URF, Apple's raster of
 * AirPrint. Colours are 8 bits each, chunked, the first line at the top.
 */

/** `sgray` and `srgb` go from black to white; `black` is ink: 0 is white, and may be one bit. */
export type RasterColor = 'sgray_8' | 'srgb_8' | 'black_8' | 'black_1';

/** How the back of a sheet reaches the paper (`pwg-raster-document-sheet-back`). */
export type SheetBack = 'normal' | 'flipped' | 'manual-tumble' | 'rotated';

export type RasterSides = 'one-sided' | 'two-sided-long-edge' | 'two-sided-short-edge';
export type RasterQuality = 'draft' | 'normal' | 'high';

export interface RasterPage {
  /** In pixels. */
  width: number;
  height: number;
  /** Dots per inch, the same in both directions. */
  dpi: number;
  color: RasterColor;
  sides: RasterSides;
  quality: RasterQuality;
  /** The PWG name of the paper, or ''. */
  media: string;
  /** Size of the paper in points. */
  paper: { width: number; height: number };
  /** All pages of the document; 0: unknown. */
  total: number;
  /** The page is to be turned over in these directions by whoever prints it. */
  transform: Transform;
}

/** -1: the page is written from its other end in this direction. */
export interface Transform {
  crossFeed: 1 | -1;
  feed: 1 | -1;
}

export const UPRIGHT: Transform = { crossFeed: 1, feed: 1 };

/** PWG 5102.4 section 7.2, table "sheet back": how back sides are written for that printer. */
export function backTransform(sides: RasterSides, back: SheetBack): Transform {
  const tumble = sides === 'two-sided-short-edge';
  if (sides === 'one-sided') return UPRIGHT;
  switch (back) {
    case 'flipped':
      return tumble ? { crossFeed: -1, feed: 1 } : { crossFeed: 1, feed: -1 };
    case 'manual-tumble':
      return tumble ? { crossFeed: -1, feed: -1 } : UPRIGHT;
    case 'rotated':
      return tumble ? UPRIGHT : { crossFeed: -1, feed: -1 };
    default:
      return UPRIGHT;
  }
}

export function bitsPerPixel(color: RasterColor): number {
  if (color === 'black_1') return 1;
  return color === 'srgb_8' ? 24 : 8;
}

export function bytesPerLine({ width, color }: Pick<RasterPage, 'width' | 'color'>): number {
  return Math.ceil((width * bitsPerPixel(color)) / 8);
}

/** The byte of an empty sheet. */
export function whiteOf(color: RasterColor): number {
  return color.startsWith('black') ? 0x00 : 0xff;
}
