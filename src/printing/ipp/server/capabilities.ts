/** What a printer of the workgroup can do for a job, from what its device tells of it. */
import type { Printer } from '../../../model/printer.ts';
import type { IppResolution } from '../types.ts';
import { ANYTHING } from '../../document-format.ts';
import type { MediaSize } from '../media-name.ts';
import { mediaSizes } from './media.ts';

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

export interface Capabilities {
  /** MIME types; `application/octet-stream` is always one, for we look into the document. */
  formats: readonly string[];
  maxCopies: number;
  sides: readonly string[];
  colorModes: readonly string[];
  sizes: readonly MediaSize[];
  /** Of raster documents; never empty. */
  resolutions: readonly IppResolution[];
  /** False: nobody there could pick pages out of a document. */
  pageRanges: boolean;
}

/** What IPP Everywhere wants of every printer (PWG 5100.14 section 4), where one tells nothing. */
const USUAL_FORMATS = ['application/pdf', 'image/jpeg', 'image/pwg-raster'];
const USUAL_RESOLUTIONS = [300, 600];
const MAX_FORMATS = 100;
const FORMAT = /^[a-z0-9][-a-z0-9.+]*\/[a-z0-9][-a-z0-9.+]*$/;
/**
 * Clients without a driver send PDF or raster (PWG 5100.14 section 4.1). PostScript is a program
 * that a queue runs, and CUPS's own formats are its innards: neither is asked for. Who sends such a
 * document as `application/octet-stream` still gets it printed where the printer takes it.
 */
const LEFT_OUT = /^application\/(?:postscript|vnd\.cups-.*)$/;

export function capabilitiesOf(printer: Printer, letter: boolean): Capabilities {
  const { choices, color, duplex } = printer;
  const listed = printer.formats.filter((format) => FORMAT.test(format) && !LEFT_OUT.test(format));
  const formats = new Set(listed.length === 0 ? USUAL_FORMATS : listed.slice(0, MAX_FORMATS));
  const modes = ['auto'];
  if (color) modes.push('color');
  if (!color || choices?.monochrome) modes.push('monochrome');
  return {
    formats: [...formats.add(ANYTHING)],
    maxCopies: choices?.copies ?? 1,
    sides: duplex ? ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'] : ['one-sided'],
    colorModes: modes,
    sizes: mediaSizes(printer.media, letter),
    resolutions: (choices?.resolutions ?? USUAL_RESOLUTIONS).map(dotsPerInch),
    pageRanges: choices?.pageRanges ?? false,
  };
}

function dotsPerInch(dpi: number): IppResolution {
  return { x: dpi, y: dpi, units: 3 };
}

/** The resolution where a job names none: 300 dpi if there is such a choice. */
export function standardResolution({ resolutions }: Capabilities): IppResolution {
  return resolutions.find(({ x }) => x === 300) ?? resolutions[0] ?? dotsPerInch(300);
}
