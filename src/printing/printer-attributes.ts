/** A printer's own description (RFC 8011 section 5.4, PWG 5100.13) as a `BackendPrinter`. */
import { displayName, displayText } from '../base/text.ts';
import type { PrinterState } from '../model/printer.ts';
import { PrinterStates } from './ipp/constants.ts';
import type { IppAttributes } from './ipp/types.ts';
import { firstBoolean, firstNumber, firstString, strings } from './ipp/values.ts';
import type { BackendPrinter } from './printer-backend.ts';
import { OFFER_ATTRIBUTES, offersOf } from './printer-offers.ts';
import { SUPPLY_ATTRIBUTES, suppliesOf } from './printer-supplies.ts';
import { RASTER_ATTRIBUTES, rasterSupport } from './raster-support.ts';
import { marginsOf, TRAY_ATTRIBUTES, traysOf } from './printer-trays.ts';

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
  'document-format-supported',
  ...OFFER_ATTRIBUTES,
  ...RASTER_ATTRIBUTES,
  ...SUPPLY_ATTRIBUTES,
  ...TRAY_ATTRIBUTES,
] as const;

const MAX_LISTED = 200;

/** Everything here comes from a device: bounded, and made fit to be seen. */
export function describePrinter(
  attributes: IppAttributes,
  key: string,
  uri: string,
): BackendPrinter {
  const offers = offersOf(attributes);
  const name =
    displayText(firstString(attributes, 'printer-info')) ||
    displayText(firstString(attributes, 'printer-name'));
  const margins = marginsOf(attributes);
  return {
    key,
    uri,
    name: displayName(name, 'Printer'),
    state: printerState(firstNumber(attributes, 'printer-state')),
    reasons: listed(attributes, 'printer-state-reasons').filter((reason) => reason !== 'none'),
    message: displayText(firstString(attributes, 'printer-state-message')),
    accepting: firstBoolean(attributes, 'printer-is-accepting-jobs') ?? true,
    jobs: Math.max(0, firstNumber(attributes, 'queued-job-count') ?? 0),
    color: firstBoolean(attributes, 'color-supported') ?? offers.colorModes.includes('color'),
    duplex: offers.sides.some((sides) => sides.startsWith('two-sided')),
    formats: listed(attributes, 'document-format-supported').map((f) => f.toLowerCase()),
    media: [...offers.media],
    location: displayText(firstString(attributes, 'printer-location')),
    model: displayText(firstString(attributes, 'printer-make-and-model')),
    supplies: suppliesOf(attributes),
    trays: traysOf(attributes, offers.media, offers.sources ?? []),
    ...(margins ? { margins } : {}),
    offers,
    raster: rasterSupport(attributes, offers.resolutions ?? []),
  };
}

function listed(attributes: IppAttributes, attribute: string): string[] {
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
