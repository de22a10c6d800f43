/** A printer's own description (RFC 8011 section 5.4, PWG 5100.13) as a `BackendPrinter`. */
import { displayName, displayText } from '../base/text.ts';
import type { PrinterState } from '../model/printer.ts';
import { PrinterStates } from './ipp/constants.ts';
import type { IppAttributes } from './ipp/types.ts';
import { firstBoolean, firstNumber, firstString, strings, upperBound } from './ipp/values.ts';
import type { BackendPrinter, JobCapabilities } from './printer-backend.ts';

/** Asked for by name: "all" is many times longer, and slow on real printers. */
export const PRINTER_ATTRIBUTES = [
  'printer-name',
  'printer-info',
  'printer-location',
  'printer-make-and-model',
  'printer-state',
  'printer-state-message',
  'printer-state-reasons',
  'printer-is-accepting-jobs',
  'printer-uri-supported',
  'queued-job-count',
  'operations-supported',
  'color-supported',
  'copies-supported',
  'document-format-supported',
  'media-default',
  'media-ready',
  'media-supported',
  'page-ranges-supported',
  'print-color-mode-supported',
  'pwg-raster-document-resolution-supported',
  'sides-supported',
] as const;

const MAX_LISTED = 200;

/** Everything here comes from a device: bounded, and made fit to be seen. */
export function describePrinter(
  attributes: IppAttributes,
  key: string,
  uri: string,
): BackendPrinter {
  const offers = capabilities(attributes);
  const name =
    displayText(firstString(attributes, 'printer-info')) ||
    displayText(firstString(attributes, 'printer-name'));
  const colorModes = offers.colorModes;
  return {
    key,
    uri,
    name: displayName(name, 'Printer'),
    state: printerState(firstNumber(attributes, 'printer-state')),
    reasons: keywords(attributes, 'printer-state-reasons').filter((reason) => reason !== 'none'),
    message: displayText(firstString(attributes, 'printer-state-message')),
    accepting: firstBoolean(attributes, 'printer-is-accepting-jobs') ?? true,
    jobs: Math.max(0, firstNumber(attributes, 'queued-job-count') ?? 0),
    color: firstBoolean(attributes, 'color-supported') ?? colorModes.includes('color'),
    duplex: offers.sides.some((sides) => sides.startsWith('two-sided')),
    formats: keywords(attributes, 'document-format-supported').map((f) => f.toLowerCase()),
    media: [...offers.media],
    location: displayText(firstString(attributes, 'printer-location')),
    model: displayText(firstString(attributes, 'printer-make-and-model')),
    offers,
  };
}

function capabilities(attributes: IppAttributes): JobCapabilities {
  const standard = keywords(attributes, 'media-default').slice(0, 1);
  const media = [
    ...standard,
    ...keywords(attributes, 'media-ready'),
    ...keywords(attributes, 'media-supported'),
  ].filter((one) => /^[a-z0-9_.-]{1,127}$/.test(one));
  return {
    maxCopies: Math.min(999, Math.max(1, upperBound(attributes, 'copies-supported') ?? 1)),
    sides: keywords(attributes, 'sides-supported'),
    colorModes: keywords(attributes, 'print-color-mode-supported'),
    media: [...new Set(media)].slice(0, MAX_LISTED),
    pageRanges: firstBoolean(attributes, 'page-ranges-supported') ?? false,
    ...rasterResolutions(attributes),
  };
}

/** Those that are the same in both directions (PWG 5102.4 section 7.3), in dots per inch. */
function rasterResolutions(attributes: IppAttributes): Pick<JobCapabilities, 'resolutions'> {
  const listed = attributes.get('pwg-raster-document-resolution-supported') ?? [];
  const resolutions = listed.flatMap(({ value }) => {
    if (value === null || typeof value !== 'object' || !('units' in value)) return [];
    const { x, y, units } = value;
    return units === 3 && x === y && x > 0 && x <= 9600 ? [x] : [];
  });
  return resolutions.length === 0 ? {} : { resolutions: resolutions.slice(0, 20) };
}

function keywords(attributes: IppAttributes, attribute: string): string[] {
  return strings(attributes, attribute)
    .slice(0, MAX_LISTED)
    .map((value) => displayText(value, 127))
    .filter((value) => value !== '');
}

function printerState(code: number | undefined): PrinterState {
  switch (code) {
    case PrinterStates.idle:
      return 'idle';
    case PrinterStates.processing:
      return 'processing';
    case PrinterStates.stopped:
      return 'stopped';
    default:
      return 'unknown';
  }
}
