/**
 * What a program asks for with a job (RFC 8011 section 5.2, PWG 5100.13) as options of ours. What
 * the printer does not offer is told back in the unsupported attributes, and refused where the
 * program wants it exactly (`ipp-attribute-fidelity`) or where ignoring it would waste paper.
 */
import type { JobOptions } from '../../../model/job.ts';
import { Status, ValueTag } from '../constants.ts';
import type { IppAttributes, IppRange, IppValue } from '../types.ts';
import { firstBoolean, unsupportedValue } from '../values.ts';
import type { Capabilities } from './capabilities.ts';
import { IppFault } from './fault.ts';
import { sizeAskedFor } from './media.ts';

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
  'print-color-mode': (values, options, { colorModes }) => {
    const asked = keywordOf(values);
    if (asked === undefined || !colorModes.includes(asked)) return false;
    // A printer without colour needs no word for it.
    if (asked === 'monochrome' && colorModes.includes('color')) options.color = 'monochrome';
    return true;
  },
  media: (values, options, { sizes }) => {
    const asked = keywordOf(values);
    if (!sizes.some(({ name }) => name === asked)) return false;
    options.media = asked;
    return true;
  },
  'media-col': (values, options, { sizes }) => {
    const wanted = single(values, ValueTag.begCollection);
    const size = wanted instanceof Map ? sizeAskedFor(wanted, sizes) : undefined;
    if (!size) return false;
    options.media = size.name;
    return true;
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
  'print-quality': only(ValueTag.enum, 4),
  'orientation-requested': only(ValueTag.enum, 3),
  finishings: only(ValueTag.enum, 3),
  'job-sheets': only(ValueTag.keyword, 'none'),
  'output-bin': only(ValueTag.keyword, 'face-down'),
  'print-content-optimize': only(ValueTag.keyword, 'auto'),
  'print-rendering-intent': only(ValueTag.keyword, 'auto'),
  'print-scaling': only(ValueTag.keyword, 'auto'),
  'multiple-document-handling': only(ValueTag.keyword, 'separate-documents-collated-copies'),
  // The document carries its own; whatever we offer can be said.
  'printer-resolution': ([first, ...more]) =>
    more.length === 0 && first?.tag === ValueTag.resolution,
};

/** Ignored, but for what would print what nobody wanted: all pages where a few were asked for. */
const NEVER_IGNORED = ['page-ranges'];

/** Names of the attributes that a job may carry (`job-creation-attributes-supported`). */
export const TICKET_ATTRIBUTES: readonly string[] = Object.keys(READERS);

/**
 * `operation` holds `ipp-attribute-fidelity`. `listed`: the printer told its paper itself, so that
 * a choice of it means something there. Throws an `IppFault` where the job must be refused.
 */
export function readTicket(
  job: IppAttributes,
  operation: IppAttributes,
  can: Capabilities,
  listed: boolean,
): JobTicket {
  const options: JobOptions = {};
  const unsupported: IppAttributes = new Map();
  for (const [name, values] of job) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (!read) unsupported.set(name, unsupportedValue());
    else if (!read(values, options, can)) unsupported.set(name, values);
  }
  if (!listed) delete options.media;
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
