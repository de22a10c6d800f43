/**
 * What a program asks for with a job (RFC 8011 section 5.2, PWG 5100.13) as options of ours. What
 * the printer does not offer is told back in the unsupported attributes, and refused where the
 * program wants it exactly (`ipp-attribute-fidelity`) or where ignoring it would waste paper.
 */
import type { JobOptions } from '../../../model/job.ts';
import { finishingName } from '../../finishings.ts';
import { ORIENTATIONS, QUALITIES } from '../../printer-offers.ts';
import { Status, ValueTag } from '../constants.ts';
import type { IppAttributes, IppRange, IppResolution, IppValue } from '../types.ts';
import { firstBoolean, unsupportedValue } from '../values.ts';
import { type Capabilities, standardResolution } from './capabilities.ts';
import { IppFault } from './fault.ts';
import { paperAskedFor } from './media.ts';

export interface JobTicket {
  options: JobOptions;
  unsupported: IppAttributes;
}

/** Reads one attribute into the options; false: not as asked. */
type Reader = (values: readonly IppValue[], options: JobOptions, can: Capabilities) => boolean;

const MAX_RANGES = 100;

const READERS: Readonly<Record<string, Reader>> = {
  copies: (values, options, { maxCopies }) => {
    const copies = single(values, ValueTag.integer);
    if (typeof copies !== 'number' || copies < 1 || copies > maxCopies) return false;
    if (copies > 1) options.copies = copies;
    return true;
  },
  sides: (values, options, { sides }) => {
    const asked = keywordOf(values);
    if (asked === undefined || !sides.includes(asked)) return false;
    if (asked !== 'one-sided' || sides.length > 1) options.sides = asked as JobOptions['sides'];
    return true;
  },
  'print-color-mode': (values, options, { colorModes, told }) => {
    const asked = keywordOf(values);
    if (asked === undefined || !colorModes.includes(asked)) return false;
    // A printer without colour needs no word for it, one of an earlier version knows one only.
    if (asked === 'monochrome' && colorModes.includes('color')) options.color = asked;
    if (asked === 'color' && told?.colorModes?.includes(asked)) options.color = asked;
    return true;
  },
  media: (values, options, { paper }) => {
    const asked = keywordOf(values);
    if (!paper.sizes.some(({ name }) => name === asked)) return false;
    if (paper.told.sizes) options.media = asked;
    return true;
  },
  'media-col': (values, options, { paper }) => {
    const wanted = single(values, ValueTag.begCollection);
    if (!(wanted instanceof Map)) return false;
    const { refused, media, ...asked } = paperAskedFor(wanted, paper);
    if (media !== undefined && paper.told.sizes) options.media = media;
    // What it has of the wanted paper is taken, also where a tray or kind of it is missing.
    Object.assign(options, asked);
    return refused.length === 0;
  },
  'page-ranges': (values, options, { pageRanges }) => {
    const ranges = values.map(({ value }) => value as IppRange);
    if (values.some(({ tag }) => tag !== ValueTag.rangeOfInteger)) return false;
    if (wholeDocument(ranges)) return true;
    if (!pageRanges || ranges.length > MAX_RANGES || !ascending(ranges)) return false;
    options.pages = ranges.map(({ lower, upper }) => [lower, upper]);
    return true;
  },
  'job-hold-until': (values, options) => {
    const asked = keywordOf(values);
    if (asked === 'indefinite') options.hold = true;
    return asked === 'indefinite' || asked === 'no-hold';
  },
  'job-priority': ([first, ...more]) =>
    more.length === 0 &&
    first?.tag === ValueTag.integer &&
    typeof first.value === 'number' &&
    first.value >= 1 &&
    first.value <= 100,
  'print-quality': (values, options, { qualities, told }) => {
    const asked = oneOf(values, ValueTag.enum, qualities);
    const quality = QUALITIES.find(([code]) => code === asked)?.[1];
    if (quality && told?.qualities?.includes(quality)) options.quality = quality;
    return quality !== undefined;
  },
  'orientation-requested': (values, options, { orientations, told }) => {
    const asked = oneOf(values, ValueTag.enum, orientations);
    const orientation = ORIENTATIONS.find(([code]) => code === asked)?.[1];
    // Programs say “portrait” of every document, whatever its pages are.
    if (orientation && orientation !== 'portrait' && told?.orientations?.includes(orientation))
      options.orientation = orientation;
    return orientation !== undefined;
  },
  finishings: (values, options, { finishings }) => {
    const asked = values.map(({ value }) => value);
    if (values.some(({ tag }) => tag !== ValueTag.enum)) return false;
    const known = asked.filter((code) => finishings.includes(code as number)).slice(0, 10);
    const names = known.flatMap((code) => finishingName(code as number) ?? []);
    if (names.length > 0) options.finishings = names;
    return known.length === asked.length;
  },
  'number-up': (values, options, { numberUp }) => {
    const asked = oneOf(values, ValueTag.integer, numberUp);
    if (asked !== undefined && asked > 1) options.numberUp = asked;
    return asked !== undefined;
  },
  'output-bin': (values, options, { bins, told }) => {
    const asked = bins.find((bin) => bin === keywordOf(values));
    if (asked !== undefined && told?.bins?.includes(asked)) options.bin = asked;
    return asked !== undefined;
  },
  'print-scaling': (values, options, { scalings, told }) => {
    const asked = scalings.find((one) => one === keywordOf(values));
    const scaling = told?.scalings?.find((one) => one === asked);
    if (scaling && scaling !== 'auto') options.scaling = scaling;
    return asked !== undefined;
  },
  'job-sheets': only(ValueTag.keyword, 'none'),
  'print-content-optimize': only(ValueTag.keyword, 'auto'),
  'print-rendering-intent': only(ValueTag.keyword, 'auto'),
  'multiple-document-handling': only(ValueTag.keyword, 'separate-documents-collated-copies'),
  // A raster document carries its own, so that any can be said of it.
  'printer-resolution': ([first, ...more], options, { printResolutions, told }) => {
    const dpi = first?.tag === ValueTag.resolution ? (first.value as IppResolution).x : undefined;
    const usual = standardResolution(printResolutions).x;
    if (dpi !== undefined && dpi !== usual && told?.printResolutions?.includes(dpi))
      options.resolution = dpi;
    return more.length === 0 && dpi !== undefined;
  },
};

/** Ignored, but for what would print what nobody wanted: all pages where a few were asked for. */
const NEVER_IGNORED = ['page-ranges'];

/** Names of the attributes that a job may carry (`job-creation-attributes-supported`). */
export const TICKET_ATTRIBUTES: readonly string[] = Object.keys(READERS);

/** `operation` holds `ipp-attribute-fidelity`. Throws an `IppFault` where the job must be refused. */
export function readTicket(
  job: IppAttributes,
  operation: IppAttributes,
  can: Capabilities,
): JobTicket {
  const options: JobOptions = {};
  const unsupported: IppAttributes = new Map();
  for (const [name, values] of job) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (!read) unsupported.set(name, unsupportedValue());
    else if (!read(values, options, can)) unsupported.set(name, values);
  }
  const exact = firstBoolean(operation, 'ipp-attribute-fidelity') ?? false;
  if (unsupported.size > 0 && (exact || NEVER_IGNORED.some((name) => unsupported.has(name))))
    throw new IppFault(
      Status['client-error-attributes-or-values-not-supported'],
      `This printer does not offer: ${[...unsupported.keys()].join(', ')}.`,
      unsupported,
    );
  return { options, unsupported };
}

function single(values: readonly IppValue[], tag: number): IppValue['value'] | undefined {
  const [first, ...more] = values;
  return more.length === 0 && first?.tag === tag ? first.value : undefined;
}

/** One keyword; a name stands for a keyword where both are allowed (`media`, `output-bin`). */
function keywordOf(values: readonly IppValue[]): string | undefined {
  const found = single(values, ValueTag.keyword) ?? single(values, ValueTag.nameWithoutLanguage);
  return typeof found === 'string' ? found : undefined;
}

/** One number of those that are offered. */
function oneOf(
  values: readonly IppValue[],
  tag: number,
  offered: readonly number[],
): number | undefined {
  const asked = single(values, tag);
  return offered.find((one) => one === asked);
}

function only(tag: number, value: number | string): Reader {
  return (values) => values.every((one) => one.tag === tag && one.value === value);
}

/** What some programs send for “all pages”. */
function wholeDocument(ranges: readonly IppRange[]): boolean {
  const [first, ...more] = ranges;
  return more.length === 0 && first?.lower === 1 && first.upper === 0x7fffffff;
}

function ascending(ranges: readonly IppRange[]): boolean {
  let last = 0;
  for (const { lower, upper } of ranges) {
    if (lower <= last || upper < lower) return false;
    last = upper;
  }
  return true;
}
