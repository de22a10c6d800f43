/** What a printer offers for a job, from its `…-supported` attributes (RFC 8011 section 5.2). */
import { displayText } from '../base/text.ts';
import type { PageOrientation, PrintQuality, PrintScaling } from '../model/printer.ts';
import { finishingName } from './finishings.ts';
import type { IppAttributes } from './ipp/types.ts';
import { firstBoolean, numbers, strings, upperBound } from './ipp/values.ts';
import type { JobCapabilities } from './printer-backend.ts';

export const OFFER_ATTRIBUTES = [
  'copies-supported',
  'finishings-supported',
  'media-bottom-margin-supported',
  'media-default',
  'media-left-margin-supported',
  'media-ready',
  'media-right-margin-supported',
  'media-source-supported',
  'media-supported',
  'media-top-margin-supported',
  'media-type-supported',
  'number-up-supported',
  'orientation-requested-supported',
  'output-bin-supported',
  'page-ranges-supported',
  'print-color-mode-supported',
  'print-quality-supported',
  'print-scaling-supported',
  'printer-resolution-supported',
  'pwg-raster-document-resolution-supported',
  'sides-supported',
] as const;

const MAX_MEDIA = 200;
const MAX_KEYWORDS = 64;
const MAX_NUMBERS = 20;
const KEYWORD = /^[A-Za-z0-9_.+-]{1,127}$/;

/** Enums of RFC 8011 sections 5.2.10 and 5.2.13, as far as people choose between them. */
export const QUALITIES: readonly (readonly [number, PrintQuality])[] = [
  [3, 'draft'],
  [4, 'normal'],
  [5, 'high'],
];
export const ORIENTATIONS: readonly (readonly [number, PageOrientation])[] = [
  [3, 'portrait'],
  [4, 'landscape'],
  [5, 'reverse-landscape'],
  [6, 'reverse-portrait'],
];
export const SCALINGS: readonly PrintScaling[] = ['auto', 'auto-fit', 'fill', 'fit', 'none'];

const EDGES = ['top', 'bottom', 'left', 'right'] as const;

export function offersOf(attributes: IppAttributes): JobCapabilities {
  const standard = keywords(attributes, 'media-default').slice(0, 1);
  const media = [
    ...standard,
    ...keywords(attributes, 'media-ready', MAX_MEDIA),
    ...keywords(attributes, 'media-supported', MAX_MEDIA),
  ].filter((one) => /^[a-z0-9_.-]{1,127}$/.test(one));
  const raster = dpi(attributes, 'pwg-raster-document-resolution-supported');
  return {
    maxCopies: Math.min(999, Math.max(1, upperBound(attributes, 'copies-supported') ?? 1)),
    sides: keywords(attributes, 'sides-supported'),
    colorModes: keywords(attributes, 'print-color-mode-supported'),
    media: [...new Set(media)].slice(0, MAX_MEDIA),
    pageRanges: firstBoolean(attributes, 'page-ranges-supported') ?? false,
    ...(raster.length > 0 ? { resolutions: raster } : {}),
    sources: keywords(attributes, 'media-source-supported'),
    mediaTypes: keywords(attributes, 'media-type-supported'),
    qualities: chosen(attributes, 'print-quality-supported', QUALITIES),
    numberUp: pagesPerSheet(attributes),
    scalings: SCALINGS.filter((one) =>
      keywords(attributes, 'print-scaling-supported').includes(one),
    ),
    orientations: chosen(attributes, 'orientation-requested-supported', ORIENTATIONS),
    printResolutions: dpi(attributes, 'printer-resolution-supported'),
    bins: keywords(attributes, 'output-bin-supported'),
    finishings: finishings(attributes),
    borderless: EDGES.every((edge) =>
      numbers(attributes, `media-${edge}-margin-supported`).includes(0),
    ),
  };
}

/** Fit to be sent back and to be shown; what is not is left out. */
export function keywords(attributes: IppAttributes, attribute: string, max = MAX_KEYWORDS) {
  const found = strings(attributes, attribute)
    .slice(0, max)
    .map((value) => displayText(value, 127))
    .filter((value) => KEYWORD.test(value));
  return [...new Set(found)];
}

function chosen<T>(
  attributes: IppAttributes,
  attribute: string,
  names: readonly (readonly [number, T])[],
): T[] {
  const offered = numbers(attributes, attribute);
  return names.flatMap(([code, name]) => (offered.includes(code) ? [name] : []));
}

/** 1setOf (integer | rangeOfInteger) of PWG 5100.13. */
function pagesPerSheet(attributes: IppAttributes): number[] {
  const usual = [1, 2, 4, 6, 8, 9, 16];
  const listed = (attributes.get('number-up-supported') ?? []).slice(0, MAX_KEYWORDS);
  const found = listed.flatMap(({ value }) => {
    if (typeof value === 'number') return [value];
    if (value === null || typeof value !== 'object' || !('upper' in value)) return [];
    return usual.filter((pages) => pages >= value.lower && pages <= value.upper);
  });
  const fitting = found.filter((pages) => pages >= 1 && pages <= 64);
  return [...new Set(fitting)].sort((a, b) => a - b);
}

function finishings(attributes: IppAttributes): string[] {
  const found = numbers(attributes, 'finishings-supported').flatMap(
    (code) => finishingName(code) ?? [],
  );
  return [...new Set(found)].slice(0, MAX_KEYWORDS);
}

/** Those that are the same in both directions (PWG 5102.4 section 7.3), in dots per inch. */
function dpi(attributes: IppAttributes, attribute: string): number[] {
  const listed = attributes.get(attribute) ?? [];
  const found = listed.flatMap(({ value }) => {
    if (value === null || typeof value !== 'object' || !('units' in value)) return [];
    const { x, y, units } = value;
    return units === 3 && x === y && x > 0 && x <= 9600 ? [x] : [];
  });
  return [...new Set(found)].slice(0, MAX_NUMBERS);
}
