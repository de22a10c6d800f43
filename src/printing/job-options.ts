/** Job options against what a printer offers: refused in words where it does not. */
import { HallwayError } from '../base/errors.ts';
import type { JobOptions } from '../model/job.ts';
import type { JobCapabilities } from './printer-backend.ts';

/** Throws `request.invalid` naming what the printer does offer. `hold` is ours, not the printer's. */
export function checkOptions(options: JobOptions, offers: JobCapabilities): void {
  const { copies = 1, sides, color, media, pages } = options;
  if (copies > offers.maxCopies)
    throw refused(`${copies} copies`, `at most ${offers.maxCopies} at a time`);
  if (sides && sides !== 'one-sided' && !offers.sides.includes(sides))
    throw refused('printing on both sides this way', list(offers.sides, 'one side only'));
  if (color && color !== 'auto' && !offers.colorModes.includes(color))
    throw refused(`a choice of ${color}`, list(offers.colorModes, 'no choice of colours'));
  if (media && !offers.media.includes(media))
    throw refused(`the paper “${media}”`, list(offers.media, 'no choice of paper'));
  if (pages) checkRanges(pages, offers.pageRanges);
  checkPaper(options, offers);
  checkLayout(options, offers);
}

/** Tray, kind of paper, and what happens to the sheets. */
function checkPaper(options: JobOptions, offers: JobCapabilities): void {
  const { source, mediaType, bin, finishings = [], borderless } = options;
  if (source && !offers.sources?.includes(source))
    throw refused(`the tray “${source}”`, list(offers.sources, 'no choice of trays'));
  if (mediaType && !offers.mediaTypes?.includes(mediaType))
    throw refused(
      `the kind of paper “${mediaType}”`,
      list(offers.mediaTypes, 'no choice of kinds of paper'),
    );
  if (bin && !offers.bins?.includes(bin))
    throw refused(`the output tray “${bin}”`, list(offers.bins, 'no choice of output trays'));
  for (const finishing of finishings)
    if (!offers.finishings?.includes(finishing))
      throw refused(`“${finishing}”`, list(offers.finishings, 'no stapling, punching or folding'));
  if (borderless && !offers.borderless)
    throw refused('printing to the edges', 'printing with margins');
}

/** How the pages come onto the sheet. */
function checkLayout(options: JobOptions, offers: JobCapabilities): void {
  const { quality = 'normal', numberUp = 1, scaling = 'auto', orientation, resolution } = options;
  if (quality !== 'normal' && !offers.qualities?.includes(quality))
    throw refused(`the quality “${quality}”`, list(offers.qualities, 'no choice of quality'));
  if (numberUp !== 1 && !offers.numberUp?.includes(numberUp))
    throw refused(`${numberUp} pages on a side`, list(offers.numberUp, 'one page on each side'));
  if (scaling !== 'auto' && !offers.scalings?.includes(scaling))
    throw refused(`the scaling “${scaling}”`, list(offers.scalings, 'no choice of scaling'));
  if (orientation && !offers.orientations?.includes(orientation))
    throw refused(`“${orientation}”`, list(offers.orientations, 'no choice of orientation'));
  if (resolution && !offers.printResolutions?.includes(resolution))
    throw refused(
      `${resolution} dots per inch`,
      list(offers.printResolutions, 'no choice of resolution'),
    );
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

function list(values: readonly (string | number)[] = [], none: string): string {
  if (values.length === 0) return none;
  const shown = values.slice(0, 8).join(', ');
  return values.length > 8 ? `${shown} and ${values.length - 8} more` : shown;
}

function refused(what: string, offered: string): HallwayError {
  return new HallwayError('request.invalid', `This printer does not offer ${what}.`, {
    fix: `It offers ${offered}.`,
  });
}
