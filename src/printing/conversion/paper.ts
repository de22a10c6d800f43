/** The paper that a document is laid out for. */
import type { JobOptions } from '../../model/job.ts';
import type { PrinterMargins } from '../../model/printer.ts';
import { mediaSizeOf } from '../ipp/media-name.ts';
import type { JobCapabilities } from '../printer-backend.ts';
import type { PaperSetup } from './conversion-step.ts';

export interface PaperFacts {
  offers: JobCapabilities;
  margins?: PrinterMargins | undefined;
  /** Paper is Letter where nobody says anything else; otherwise A4. */
  letter: boolean;
}

/** A sixth of an inch, in hundredths of millimetres: what nearly every printer keeps free. */
const USUAL_MARGIN = 423;
const USUAL: PrinterMargins = {
  top: USUAL_MARGIN,
  right: USUAL_MARGIN,
  bottom: USUAL_MARGIN,
  left: USUAL_MARGIN,
};
/** Paper bigger than this is a mistake: three metres. */
const MAX_SIDE = 300_000;

/** PWG name of the paper: the one asked for, else the printer's own. */
export function paperName(options: JobOptions, { offers, letter }: PaperFacts): string {
  const name = options.media ?? offers.media[0];
  if (name !== undefined && usable(name)) return name;
  return letter ? 'na_letter_8.5x11in' : 'iso_a4_210x297mm';
}

function usable(name: string): boolean {
  const size = mediaSizeOf(name);
  return (
    size !== undefined && Math.max(size.x, size.y) <= MAX_SIDE && Math.min(size.x, size.y) > 1000
  );
}

export function paperSetup(options: JobOptions, facts: PaperFacts): PaperSetup {
  const size = mediaSizeOf(paperName(options, facts)) ?? { x: 21_000, y: 29_700 };
  const margins = options.borderless ? { top: 0, right: 0, bottom: 0, left: 0 } : facts.margins;
  const { top, right, bottom, left } = margins ?? USUAL;
  const [paperWidth, paperHeight] = [points(size.x), points(size.y)];
  const most = Math.min(paperWidth, paperHeight) / 4;
  const margin = (value: number): number => Math.min(most, points(value));
  return {
    paper: { width: paperWidth, height: paperHeight },
    margins: {
      top: margin(top),
      right: margin(right),
      bottom: margin(bottom),
      left: margin(left),
    },
  };
}

function points(hundredths: number): number {
  return (hundredths * 72) / 2540;
}
