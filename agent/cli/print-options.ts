/** What a person types after `print`, as the options of a job. */
import { HallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import type { JobOptions } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import { UsageError, type Context } from './command.ts';

/** Everyday names of paper as PWG self-describing names (PWG 5101.1). */
const PAPER: Readonly<Record<string, string>> = {
  a3: 'iso_a3_297x420mm',
  a4: 'iso_a4_210x297mm',
  a5: 'iso_a5_148x210mm',
  a6: 'iso_a6_105x148mm',
  b5: 'iso_b5_176x250mm',
  c5: 'iso_c5_162x229mm',
  dl: 'iso_dl_110x220mm',
  letter: 'na_letter_8.5x11in',
  legal: 'na_legal_8.5x14in',
  ledger: 'na_ledger_11x17in',
  tabloid: 'na_ledger_11x17in',
};

const SIDES = {
  one: 'one-sided',
  long: 'two-sided-long-edge',
  short: 'two-sided-short-edge',
} as const;

const COLOR = { auto: 'auto', color: 'color', mono: 'monochrome' } as const;

const QUALITY = { draft: 'draft', normal: 'normal', high: 'high' } as const;

const SCALING = {
  auto: 'auto',
  'auto-fit': 'auto-fit',
  fill: 'fill',
  fit: 'fit',
  none: 'none',
} as const;

const ORIENTATION = {
  portrait: 'portrait',
  landscape: 'landscape',
  'reverse-landscape': 'reverse-landscape',
  'reverse-portrait': 'reverse-portrait',
} as const;

/** `1-3,7` as ranges; ascending and apart, as `page-ranges` (RFC 8011 section 5.2.7) wants them. */
export function parsePages(text: string): [number, number][] {
  const ranges = text.split(',').map((part): [number, number] => {
    const match = /^\s*(\d{1,7})\s*(?:-\s*(\d{1,7})\s*)?$/.exec(part);
    const first = Number(match?.[1] ?? Number.NaN);
    return [first, Number(match?.[2] ?? first)];
  });
  let last = 0;
  for (const [first, end] of ranges) {
    if (!(first > last && end >= first))
      throw new UsageError('--pages takes ascending ranges such as 1-3,7.');
    last = end;
  }
  if (ranges.length > 100) throw new UsageError('--pages takes 100 ranges at most.');
  return ranges;
}

/** A typed paper name for a printer that offers `media`. */
export function parseMedia(text: string, media: readonly string[]): string {
  const wanted = text.trim().toLowerCase();
  const offered =
    media.find((name) => name === wanted) ?? media.find((name) => name.split('_')[1] === wanted);
  const name = offered ?? (Object.hasOwn(PAPER, wanted) ? PAPER[wanted] : undefined) ?? wanted;
  if (!/^[a-z0-9_.-]{1,127}$/.test(name)) throw new UsageError('--media takes a name such as A4.');
  if (media.length > 0 && !media.includes(name))
    throw new HallwayError('job.not_possible', `This printer has no ${displayText(text)} paper.`, {
      fix: `It has ${displayText(media.slice(0, 20).join(', '), 500)}.`,
    });
  return name;
}

/**
 * A tray, a kind of paper or an output tray as the printer calls it: case does not matter, and `2`
 * means `tray-2`. What is in no list is left for the printer's PC to refuse.
 */
function parseKeyword(option: string, text: string, offered: readonly string[] = []) {
  const wanted = text.trim().toLowerCase().replaceAll(/\s+/g, '-');
  const found = [wanted, `tray-${wanted}`]
    .map((word) => offered.find((keyword) => keyword.toLowerCase() === word))
    .find((keyword) => keyword !== undefined);
  if (found !== undefined) return found;
  if (!/^[a-z0-9_.+-]{1,127}$/.test(wanted))
    throw new UsageError(`--${option} takes one word, such as ${offered[0] ?? 'auto'}.`);
  return wanted;
}

/** What can only be read where the printer is known. */
export function parsePaper(context: Context, { media, choices }: Printer): JobOptions {
  const word = (option: string, offered: readonly string[] | undefined): string | undefined => {
    const text = context.text(option);
    return text === undefined ? undefined : parseKeyword(option, text, offered);
  };
  const paper = context.text('media');
  return {
    media: paper === undefined ? undefined : parseMedia(paper, media),
    source: word('tray', choices?.sources),
    mediaType: word('type', choices?.mediaTypes),
    bin: word('bin', choices?.bins),
  };
}

/** Options of the `print` command that need no printer to be read. */
export function parseJobOptions(context: Context): JobOptions {
  const pages = context.text('pages');
  const finish = context.text('finish');
  const options: JobOptions = {
    copies: context.integer('copies', 1, 999),
    sides: context.choice('sides', SIDES),
    color: context.choice('color', COLOR),
    pages: pages === undefined ? undefined : parsePages(pages),
    quality: context.choice('quality', QUALITY),
    numberUp: context.integer('number-up', 1, 64),
    scaling: context.choice('scaling', SCALING),
    orientation: context.choice('orientation', ORIENTATION),
    resolution: context.integer('resolution', 1, 9600),
    finishings: finish?.split(',').map((one) => parseKeyword('finish', one)),
    borderless: context.flag('borderless') || undefined,
    hold: context.flag('hold') || undefined,
  };
  return options;
}
