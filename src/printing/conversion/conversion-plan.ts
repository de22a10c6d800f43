/**
 * What has to be done to a document before a printer takes it: nothing where the printer can do all
 * of it, else the smallest conversion. A function of facts alone.
 */
import { HallwayError } from '../../base/errors.ts';
import type { JobOptions } from '../../model/job.ts';
import { ANYTHING } from '../document-format.ts';
import type { JobCapabilities } from '../printer-backend.ts';
import type { ConversionStep, SheetSetup } from './conversion-step.ts';
import {
  type ConversionTools,
  type FormatKind,
  kindOf,
  KIND_WORDS,
  officeEnding,
  PDF,
  plainFormat,
  PWG,
  URF,
} from './formats.ts';
import { type PaperFacts, paperSetup } from './paper.ts';
import { rasterSetup, type RasterFacts } from './raster-choice.ts';

/** A printer as it is, without what Hallway adds. */
export interface PrinterFacts extends PaperFacts, RasterFacts {
  name: string;
  formats: readonly string[];
  offers: JobCapabilities;
  color: boolean;
}

export interface PlannedDocument {
  format: string;
  options: JobOptions;
}

/** Without steps the document goes to the printer as it is. */
export interface ConversionPlan extends PlannedDocument {
  steps: readonly ConversionStep[];
}

/** Copies that a document is made of where the printer makes fewer. */
export const MADE_COPIES = 99;

/**
 * The steps, and with what format and options the printer gets the result. Throws `printer.format`
 * where there is no way, in words.
 */
export function planConversion(
  document: PlannedDocument,
  printer: PrinterFacts,
  tools: ConversionTools,
): ConversionPlan {
  const format = plainFormat(document.format);
  const { options } = document;
  const needed = undone(options, printer.offers);
  const listed = printer.formats.includes(format);
  if (needed.size === 0 && listed) return { ...document, steps: [] };
  const takesAnything = printer.formats.length === 0 || printer.formats.includes(ANYTHING);
  const kind = kindOf(format);
  const target = targetFor(printer, needed);
  if (!kind || !target) {
    // What the printer does not offer it refuses in words of its own.
    if (takesAnything || listed) return { ...document, steps: [] };
    throw noWay(printer, format, kind);
  }
  const ready = toolFor(kind, tools);
  if (!ready) {
    if (takesAnything && needed.size === 0) return { ...document, steps: [] };
    throw noTool(printer, kind);
  }
  return { ...document, ...stepsTo(target, kind, { format, options }, needed, printer) };
}

type Undone = 'copies' | 'pages' | 'numberUp' | 'scaling' | 'orientation' | 'monochrome';

/** What the job asks for and the printer does not do itself. */
function undone(options: JobOptions, offers: JobCapabilities): Set<Undone> {
  const { copies = 1, pages, numberUp = 1, scaling = 'auto', orientation, color } = options;
  const needed = new Set<Undone>();
  if (copies > offers.maxCopies) needed.add('copies');
  if (pages && !offers.pageRanges) needed.add('pages');
  if (numberUp > 1 && !offers.numberUp?.includes(numberUp)) needed.add('numberUp');
  if (scaling !== 'auto' && !offers.scalings?.includes(scaling)) needed.add('scaling');
  if (orientation && !offers.orientations?.includes(orientation)) needed.add('orientation');
  if (color === 'monochrome' && !offers.colorModes.includes('monochrome')) needed.add('monochrome');
  return needed;
}

type Target = typeof PDF | typeof PWG | typeof URF;

/** Grey is made of raster only. */
function targetFor({ formats }: PrinterFacts, needed: ReadonlySet<Undone>): Target | undefined {
  const targets = needed.has('monochrome') ? ([PWG, URF] as const) : ([PDF, PWG, URF] as const);
  return targets.find((one) => formats.includes(one));
}

function toolFor(kind: FormatKind, tools: ConversionTools): boolean {
  if (kind === 'office') return tools.office !== undefined;
  return kind !== 'postscript' || tools.ghostscript !== undefined;
}

function stepsTo(
  target: Target,
  kind: FormatKind,
  { format, options }: PlannedDocument,
  needed: ReadonlySet<Undone>,
  printer: PrinterFacts,
): ConversionPlan {
  const { copies, pages, numberUp, scaling = 'auto', orientation, ...rest } = options;
  const steps: ConversionStep[] = [];
  const setup = paperSetup(options, printer);
  const landscape = orientation?.endsWith('landscape') ?? false;
  const twoSided = options.sides?.startsWith('two-sided') ?? false;
  const made = kind === 'image' || kind === 'text';
  if (kind === 'image') steps.push({ kind: 'image-to-pdf', format, setup, scaling, landscape });
  if (kind === 'text') steps.push({ kind: 'text-to-pdf', setup, landscape });
  if (kind === 'raster') steps.push({ kind: 'raster-to-pdf' });
  if (kind === 'office') steps.push({ kind: 'office-to-pdf', ending: officeEnding(format) });
  if (kind === 'postscript') steps.push({ kind: 'postscript-to-pdf' });
  // What was made for this paper fills it already.
  const left = made ? 'none' : scaling;
  const ownCopies = needed.has('copies') ? copies : undefined;
  const sheets: SheetSetup = {
    ...setup,
    pages,
    numberUp,
    scaling: left,
    copies: ownCopies,
    twoSided,
  };
  const theirCopies = ownCopies === undefined && copies !== undefined ? { copies } : {};
  if (target !== PDF) {
    const raster = rasterSetup(target, options, printer);
    steps.push({ kind: 'pdf-to-raster', sheets, raster });
    return { format: target, options: { ...rest, ...theirCopies }, steps };
  }
  const theirs = {
    ...(pages ? { pages } : {}),
    ...(numberUp ? { numberUp } : {}),
    ...(!made && options.scaling ? { scaling: options.scaling } : {}),
    ...(!made && orientation && !needed.has('orientation') ? { orientation } : {}),
  };
  if (needed.has('numberUp') || (needed.has('scaling') && !made)) {
    steps.push({ kind: 'pdf-sheets', sheets });
    return { format: PDF, options: { ...rest, ...theirCopies }, steps };
  }
  if (needed.has('pages') || needed.has('copies')) {
    const picked = needed.has('pages') ? pages : undefined;
    steps.push({ kind: 'pdf-pages', pages: picked, copies: ownCopies, twoSided });
    if (picked) delete theirs.pages;
  }
  return { format: PDF, options: { ...rest, ...theirCopies, ...theirs }, steps };
}

function noWay(
  { name, formats }: PrinterFacts,
  format: string,
  kind: FormatKind | undefined,
): HallwayError {
  const what = kind ? KIND_WORDS[kind] : format;
  return new HallwayError(
    'printer.format',
    `“${name}” does not take ${what}, and it cannot be converted.`,
    {
      fix: `It takes ${formats.slice(0, 8).join(', ')}. Save the document as PDF and print that.`,
      details: { formats },
    },
  );
}

function noTool({ name }: PrinterFacts, kind: FormatKind): HallwayError {
  const program = kind === 'office' ? 'LibreOffice' : 'Ghostscript';
  return new HallwayError(
    'printer.format',
    `“${name}” does not take ${KIND_WORDS[kind]}, and its PC has no ${program} to convert it.`,
    { fix: `Save it as PDF and print that, or install ${program} on that PC.` },
  );
}
