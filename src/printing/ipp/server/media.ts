/** The paper of a loopback printer by name and as `media-col` (PWG 5100.7). */
import type { Printer } from '../../../model/printer.ts';
import { type MediaSize, mediaSizeOf, sizeInCollection } from '../media-name.ts';
import type { IppCollection } from '../types.ts';
import { collection, firstNumber, firstString, integer, keyword } from '../values.ts';

/** What a printer that tells nothing is taken to have; A4 or Letter comes first by the country. */
const USUAL = [
  'iso_a4_210x297mm',
  'na_letter_8.5x11in',
  'iso_a5_148x210mm',
  'na_legal_8.5x14in',
  'na_index-4x6_4x6in',
  'iso_a6_105x148mm',
];
/** The one tray and the one kind of paper of such a printer. */
const USUAL_SOURCE = 'main';
const USUAL_TYPE = 'stationery';

/** A sixth of an inch: what nearly every printer keeps free at each edge. */
const USUAL_MARGIN = 423;
const MAX_SIZES = 100;

export const EDGES = ['bottom', 'left', 'right', 'top'] as const;
export type Margins = Readonly<Record<(typeof EDGES)[number], number>>;

const NO_MARGINS: Margins = { bottom: 0, left: 0, right: 0, top: 0 };

/** Paper that lies in a tray. */
export interface ReadyPaper {
  size: MediaSize;
  source: string;
  type: string;
}

export interface Paper {
  /** The default first; never empty. */
  sizes: readonly MediaSize[];
  /** Never empty. */
  ready: readonly ReadyPaper[];
  /** `media-source` and `media-type` keywords, never empty; `told`: the printer's own. */
  sources: readonly string[];
  types: readonly string[];
  told: { sizes: boolean; sources: boolean; types: boolean };
  margins: Margins;
  borderless: boolean;
}

/** The paper of a printer, with sound values where it tells none. */
export function paperOf({ media, choices, trays = [], margins }: Printer, letter: boolean): Paper {
  const known = media.flatMap((name) => mediaSizeOf(name) ?? []).slice(0, MAX_SIZES);
  const usual = letter ? ['na_letter_8.5x11in', ...USUAL] : USUAL;
  const sizes =
    known.length > 0 ? known : [...new Set(usual)].flatMap((name) => mediaSizeOf(name) ?? []);
  const sources = choices?.sources ?? [];
  const types = choices?.mediaTypes ?? [];
  const [source = USUAL_SOURCE] = sources.filter((one) => one !== 'auto');
  const [type = USUAL_TYPE] = types.filter((one) => one !== 'auto');
  const lying = trays.flatMap((tray): ReadyPaper[] => {
    const size = sizes.find(({ name }) => name === tray.media);
    if (!size || tray.source === null || !sources.includes(tray.source)) return [];
    const kind = tray.type !== null && types.includes(tray.type) ? tray.type : type;
    return [{ size, source: tray.source, type: kind }];
  });
  const standard = { size: sizes[0] as MediaSize, source, type };
  return {
    sizes,
    ready: lying.length > 0 ? lying : [standard],
    sources: sources.length > 0 ? sources : [USUAL_SOURCE],
    types: types.length > 0 ? types : [USUAL_TYPE],
    told: { sizes: known.length > 0, sources: sources.length > 0, types: types.length > 0 },
    margins: margins ?? {
      bottom: USUAL_MARGIN,
      left: USUAL_MARGIN,
      right: USUAL_MARGIN,
      top: USUAL_MARGIN,
    },
    borderless: choices?.borderless ?? false,
  };
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

/** The margins that a job may ask for at one edge (`media-top-margin-supported`, …). */
export function marginsAt(edge: (typeof EDGES)[number], { margins, borderless }: Paper): number[] {
  return Array.from(new Set([...(borderless ? [0] : []), margins[edge]])).sort((a, b) => a - b);
}

/** What lies in a tray, as `media-col-ready` and `media-col-default` tell it. */
export function readyCol({ size, source, type }: ReadyPaper, margins: Margins): IppCollection {
  return new Map([
    ...mediaCol(size, margins),
    ['media-source', keyword(source)],
    ['media-type', keyword(type)],
  ]);
}

/** Each size with its margins, and without where the printer can; for `media-col-database`. */
export function everyCol({ sizes, margins, borderless }: Paper): IppCollection[] {
  const usual = sizes.map((size) => mediaCol(size, margins));
  return borderless ? [...usual, ...sizes.map((size) => mediaCol(size, NO_MARGINS))] : usual;
}

function mediaCol(size: MediaSize, margins: Margins): IppCollection {
  return new Map([
    ['media-size', collection(mediaSize(size))],
    ['media-size-name', keyword(size.name)],
    ...EDGES.map((edge) => [`media-${edge}-margin`, integer(margins[edge])] as const),
  ]);
}

/** What a `media-col` asks for; a member that the printer does not offer is named in `refused`. */
export interface PaperAskedFor {
  media?: string;
  source?: string;
  mediaType?: string;
  borderless?: boolean;
  refused: string[];
}

export function paperAskedFor(wanted: IppCollection, paper: Paper): PaperAskedFor {
  const asked: PaperAskedFor = { refused: [] };
  if (wanted.has('media-size') || wanted.has('media-size-name')) {
    const size = sizeInCollection(wanted, paper.sizes);
    if (size) asked.media = size.name;
    else asked.refused.push('media-size');
  }
  const source = firstString(wanted, 'media-source');
  if (source !== undefined && source !== 'auto') {
    if (!paper.sources.includes(source)) asked.refused.push('media-source');
    else if (paper.told.sources) asked.source = source;
  }
  const type = firstString(wanted, 'media-type');
  if (type !== undefined && type !== 'auto') {
    if (!paper.types.includes(type)) asked.refused.push('media-type');
    else if (paper.told.types) asked.mediaType = type;
  }
  const bare = EDGES.every((edge) => firstNumber(wanted, `media-${edge}-margin`) === 0);
  if (bare && paper.borderless) asked.borderless = true;
  return asked;
}
