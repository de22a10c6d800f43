/** What raster a printer reads: PWG 5102.4 section 7 for PWG raster, `urf-supported` for URF. */
import type { IppAttributes } from './ipp/types.ts';
import { firstString, strings } from './ipp/values.ts';
import type { SheetBack } from './conversion/raster/page-header.ts';

export const RASTER_ATTRIBUTES = [
  'pwg-raster-document-sheet-back',
  'pwg-raster-document-type-supported',
  'urf-supported',
] as const;

export interface RasterKind {
  /** `pwg-raster-document-type-supported` keywords, e.g. `srgb_8`; empty: it does not tell. */
  types: readonly string[];
  /** Dots per inch; empty: it does not tell. */
  resolutions: readonly number[];
  sheetBack: SheetBack;
}

export interface RasterSupport {
  pwg: RasterKind;
  urf: RasterKind;
}

const BACKS: readonly SheetBack[] = ['normal', 'flipped', 'manual-tumble', 'rotated'];
/** `DM1` to `DM4` of URF. */
const URF_BACKS: readonly SheetBack[] = ['normal', 'flipped', 'rotated', 'manual-tumble'];
const MAX_LISTED = 50;

/** `resolutions` are those of PWG raster. */
export function rasterSupport(
  attributes: IppAttributes,
  resolutions: readonly number[],
): RasterSupport {
  const back = firstString(attributes, 'pwg-raster-document-sheet-back');
  const urf = strings(attributes, 'urf-supported').slice(0, MAX_LISTED);
  return {
    pwg: {
      types: strings(attributes, 'pwg-raster-document-type-supported').slice(0, MAX_LISTED),
      resolutions,
      sheetBack: BACKS.find((one) => one === back) ?? 'normal',
    },
    urf: {
      types: urf.flatMap((word) => (word === 'W8' ? 'sgray_8' : word === 'SRGB24' ? 'srgb_8' : [])),
      resolutions: urf.flatMap(urfResolutions).slice(0, MAX_LISTED),
      sheetBack: URF_BACKS.find((_one, index) => urf.includes(`DM${index + 1}`)) ?? 'normal',
    },
  };
}

/** `RS300-600`. */
function urfResolutions(word: string): number[] {
  if (!/^RS\d{2,4}(?:-\d{2,4})*$/.test(word)) return [];
  return word.slice(2).split('-').map(Number);
}
