/** What a person typed and chose in the print dialog, as options and terms of a job; or what is wrong with it. */
import { phrase } from '../../locale/localization.ts';
import type { JobOptions } from '../../../src/model/job.ts';
import type { JobTerms } from '../../../src/model/job-terms.ts';
import { pinError } from '../../words/jobs.ts';

export interface ReadForm {
  readonly options: JobOptions;
  readonly terms: JobTerms;
  /** Words for what is wrong, by the name of the field. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Only what differs from what the printer does by itself. */
export function readPrintForm(form: FormData, mostCopies: number): ReadForm {
  const word = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const errors: Record<string, string> = {};
  const copies = Number(word('copies') ?? 1);
  if (!Number.isInteger(copies) || copies < 1 || copies > mostCopies)
    errors['copies'] = phrase('A number from 1 to {0}.', mostCopies);
  const pages = pageRanges(word('pages') ?? '');
  if (pages === undefined)
    errors['pages'] = phrase('Like 1-3, 7: rising numbers, with commas between.');
  const finishings = form.getAll('finishings').map(String);
  const numberUp = Number(word('numberUp') ?? 1);
  const chosen: Record<string, unknown> = {
    copies: copies > 1 ? copies : undefined,
    pages: pages && pages.length > 0 ? pages : undefined,
    numberUp: numberUp > 1 ? numberUp : undefined,
    finishings: finishings.length > 0 ? finishings : undefined,
    borderless: form.has('borderless') || undefined,
    hold: form.has('hold') || undefined,
  };
  for (const name of [
    'sides',
    'color',
    'media',
    'quality',
    'source',
    'mediaType',
    'scaling',
    'orientation',
    'bin',
  ])
    chosen[name] = word(name);
  const told = Object.entries(chosen).filter(([, value]) => value !== undefined);
  const pin = word('pin');
  if (pin !== undefined && pinError(pin) !== '') errors['pin'] = pinError(pin);
  const account = word('account');
  const terms: JobTerms = {
    ...(pin === undefined ? {} : { pin }),
    ...(account === undefined ? {} : { account }),
    ...(word('expiresIn') === undefined ? {} : { expiresIn: Number(word('expiresIn')) }),
    ...(word('keepHours') === undefined ? {} : { keepHours: Number(word('keepHours')) }),
  };
  return { options: Object.fromEntries(told), terms, errors };
}

/** `1-3, 7` as first and last pages; undefined where it is none of that. */
function pageRanges(typed: string): [number, number][] | undefined {
  if (typed === '') return [];
  const ranges: [number, number][] = [];
  let last = 0;
  for (const part of typed.split(',')) {
    const match = /^\s*(\d{1,7})\s*(?:[-–]\s*(\d{1,7})\s*)?$/.exec(part);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (!match || from <= last || to < from || ranges.length >= 100) return undefined;
    ranges.push([from, to]);
    last = to;
  }
  return ranges;
}
