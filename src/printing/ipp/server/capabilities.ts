/** What a printer of the workgroup can do for a job, from what its device tells of it. */
import type { Printer, PrinterChoices } from '../../../model/printer.ts';
import { ANYTHING } from '../../document-format.ts';
import { finishingCode } from '../../finishings.ts';
import { ORIENTATIONS, QUALITIES } from '../../printer-offers.ts';
import type { IppResolution } from '../types.ts';
import { type Paper, paperOf } from './media.ts';

export interface ServedPrinter {
  printer: Printer;
  /** Tells its jobs apart from those of other printers, and of other guests. */
  key: string;
  /** `ipp://127.0.0.1:PORT/ipp/print/KEY`. */
  uri: string;
  /** Every address of it where there are several, encrypted ones among them. */
  uris?: readonly string[] | undefined;
  /** Page for people, `http://…`. */
  page: string;
  /** PNG pictures of it, `http://…`. */
  icons: readonly string[];
  /** The device that has it. */
  deviceName: string;
}

/** Lists are never empty: where the printer tells nothing they hold what happens anyhow. */
export interface Capabilities {
  /** MIME types; `application/octet-stream` is always one, for we look into the document. */
  formats: readonly string[];
  maxCopies: number;
  sides: readonly string[];
  colorModes: readonly string[];
  paper: Paper;
  /** Of raster documents. */
  resolutions: readonly IppResolution[];
  /** Of the print itself. */
  printResolutions: readonly IppResolution[];
  /** False: nobody there could pick pages out of a document. */
  pageRanges: boolean;
  /** Enums of `print-quality`, `orientation-requested` and `finishings`. */
  qualities: readonly number[];
  orientations: readonly number[];
  finishings: readonly number[];
  numberUp: readonly number[];
  scalings: readonly string[];
  bins: readonly string[];
  /** What the printer told itself, so that a choice of it means something there. */
  told: PrinterChoices | undefined;
}

/** What IPP Everywhere wants of every printer (PWG 5100.14 section 4), where one tells nothing. */
const USUAL_FORMATS = ['application/pdf', 'image/jpeg', 'image/pwg-raster'];
const USUAL_RESOLUTIONS = [300, 600];
const NO_FINISHING = 3;
const NORMAL = 4;
const PORTRAIT = 3;
const MAX_FORMATS = 100;
const FORMAT = /^[a-z0-9][-a-z0-9.+]*\/[a-z0-9][-a-z0-9.+]*$/;
/**
 * Clients without a driver send PDF or raster (PWG 5100.14 section 4.1). PostScript is a program
 * that a queue runs, and CUPS's own formats are its innards: neither is asked for. Who sends such a
 * document as `application/octet-stream` still gets it printed where the printer takes it.
 */
const LEFT_OUT = /^application\/(?:postscript|vnd\.cups-.*)$/;

export function capabilitiesOf(printer: Printer, letter: boolean): Capabilities {
  const { choices } = printer;
  const listed = printer.formats.filter((format) => FORMAT.test(format) && !LEFT_OUT.test(format));
  const formats = new Set(listed.length === 0 ? USUAL_FORMATS : listed.slice(0, MAX_FORMATS));
  const raster = choices?.resolutions ?? USUAL_RESOLUTIONS;
  const codes = <T>(names: readonly (readonly [number, T])[], offered: readonly T[] = []) =>
    names.flatMap(([code, name]) => (offered.includes(name) ? [code] : []));
  const finishings = (choices?.finishings ?? []).flatMap((name) => finishingCode(name) ?? []);
  return {
    formats: [...formats.add(ANYTHING)],
    maxCopies: choices?.copies ?? 1,
    sides: sidesOf(printer),
    colorModes: colorModesOf(printer),
    paper: paperOf(printer, letter),
    resolutions: raster.map(dotsPerInch),
    printResolutions: some(choices?.printResolutions, raster).map(dotsPerInch),
    pageRanges: choices?.pageRanges ?? false,
    qualities: some(codes(QUALITIES, choices?.qualities), [NORMAL]),
    orientations: some(codes(ORIENTATIONS, choices?.orientations), [PORTRAIT]),
    finishings: [NO_FINISHING, ...finishings],
    numberUp: some(choices?.numberUp, [1]),
    scalings: some(choices?.scalings, ['auto']),
    bins: some(choices?.bins, ['face-down']),
    told: choices,
  };
}

function some<T>(told: readonly T[] | undefined, usual: readonly T[]): readonly T[] {
  return told && told.length > 0 ? told : usual;
}

const SIDES = ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'];

/** A device of an earlier version tells only that it prints on both sides. */
function sidesOf({ duplex, choices }: Printer): string[] {
  const told = choices?.sides ?? [];
  return SIDES.filter((one, at) => at === 0 || (told.length > 0 ? told.includes(one) : duplex));
}

function colorModesOf({ color, choices }: Printer): string[] {
  const modes = ['auto'];
  if (color) modes.push('color');
  if (!color || choices?.monochrome) modes.push('monochrome');
  return modes;
}

function dotsPerInch(dpi: number): IppResolution {
  return { x: dpi, y: dpi, units: 3 };
}

/** The resolution where a job names none: 300 dpi if there is such a choice. */
export function standardResolution(choices: readonly IppResolution[]): IppResolution {
  return choices.find(({ x }) => x === 300) ?? choices[0] ?? dotsPerInch(300);
}
