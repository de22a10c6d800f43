/** Job options against what a printer offers: refused in words, or job template attributes. */
import { HallwayError } from '../base/errors.ts';
import type { JobOptions } from '../model/job.ts';
import type { IppAttributes } from './ipp/types.ts';
import { integer, keyword, range } from './ipp/values.ts';
import type { JobCapabilities } from './printer-backend.ts';

/** Throws `request.invalid` naming what the printer does offer. `hold` is ours, not the printer's. */
export function checkOptions(options: JobOptions, offers: JobCapabilities): void {
  const { copies = 1, sides, color, media, pages } = options;
  if (copies > offers.maxCopies)
    throw refused(`${copies} copies`, `at most ${offers.maxCopies} at a time`);
  if (sides && sides !== 'one-sided' && !offers.sides.includes(sides))
    throw refused('printing on both sides this way', list(offers.sides, 'one side only'));
  if (color === 'monochrome' && !offers.colorModes.includes('monochrome'))
    throw refused('a choice of monochrome', list(offers.colorModes, 'no choice of colours'));
  if (media && !offers.media.includes(media))
    throw refused(`the paper “${media}”`, list(offers.media, 'no choice of paper'));
  if (pages) checkRanges(pages, offers.pageRanges);
}

function checkRanges(pages: NonNullable<JobOptions['pages']>, offered: boolean): void {
  if (!offered) throw refused('single pages of a document', 'whole documents only');
  let last = 0;
  for (const [from, to] of pages) {
    if (from <= last || to < from)
      throw new HallwayError(
        'request.invalid',
        'The pages must be ascending ranges, like 1-3,7-9.',
      );
    last = to;
  }
}

function list(values: readonly string[], none: string): string {
  if (values.length === 0) return none;
  const shown = values.slice(0, 8).join(', ');
  return values.length > 8 ? `${shown} and ${values.length - 8} more` : shown;
}

function refused(what: string, offered: string): HallwayError {
  return new HallwayError('request.invalid', `This printer does not offer ${what}.`, {
    fix: `It offers ${offered}.`,
  });
}

/** Job template attributes (RFC 8011 section 5.2, PWG 5100.13) of options that were checked. */
export function jobAttributes(options: JobOptions, offers: JobCapabilities): IppAttributes {
  const attributes: IppAttributes = new Map();
  const { copies = 1, sides, color, media, pages } = options;
  if (copies > 1) attributes.set('copies', integer(copies));
  if (sides && offers.sides.includes(sides)) attributes.set('sides', keyword(sides));
  if (color && offers.colorModes.includes(color))
    attributes.set('print-color-mode', keyword(color));
  if (media) attributes.set('media', keyword(media));
  if (pages && pages.length > 0)
    attributes.set('page-ranges', range(...pages.map(([lower, upper]) => ({ lower, upper }))));
  return attributes;
}
