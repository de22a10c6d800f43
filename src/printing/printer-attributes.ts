/** A printer's own description (RFC 8011 section 5.4, PWG 5100.13) as a `BackendPrinter`. */
import { displayName, displayText } from '../base/text.ts';
import type { PrinterState } from '../model/printer.ts';
import { PrinterStates } from './ipp/constants.ts';
import type { IppAttributes } from './ipp/types.ts';
import { firstBoolean, firstNumber, firstString, strings } from './ipp/values.ts';
import type { BackendPrinter, PrinterMoment } from './printer-backend.ts';
import { OFFER_ATTRIBUTES, offersOf } from './printer-offers.ts';
import { SUPPLY_ATTRIBUTES, suppliesOf } from './printer-supplies.ts';
import { RASTER_ATTRIBUTES, rasterSupport } from './raster-support.ts';
import { marginsOf, TRAY_ATTRIBUTES, traysOf } from './printer-trays.ts';

/** Asked while a printer works. */
export const MOMENT_ATTRIBUTES = [
  'printer-name',
  'printer-config-change-time',
  'printer-is-accepting-jobs',
  'printer-state',
  'printer-state-message',
  'printer-state-reasons',
  'queued-job-count',
  'media-ready',
  'media-source-supported',
  ...SUPPLY_ATTRIBUTES,
  ...TRAY_ATTRIBUTES,
] as const;

/** Asked for by name: "all" is many times longer, and slow on real printers. */
export const PRINTER_ATTRIBUTES: readonly string[] = Array.from(
  new Set([
    ...MOMENT_ATTRIBUTES,
    'printer-info',
    'printer-location',
    'printer-make-and-model',
    'printer-uri-supported',
    'operations-supported',
    'color-supported',
    'document-format-supported',
    ...OFFER_ATTRIBUTES,
    ...RASTER_ATTRIBUTES,
  ]),
);

const MAX_LISTED = 200;
/** The print system's notes to itself. */
const INNER_REASON = /^(?:none$|cups-)/;

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
    ...describeMoment(attributes),
    key,
    uri,
    name: displayName(name, 'Printer'),
    color: firstBoolean(attributes, 'color-supported') ?? offers.colorModes.includes('color'),
    duplex: offers.sides.some((sides) => sides.startsWith('two-sided')),
    formats: listed(attributes, 'document-format-supported').map((f) => f.toLowerCase()),
    media: [...offers.media],
    location: displayText(firstString(attributes, 'printer-location')),
    model: displayText(firstString(attributes, 'printer-make-and-model')),
    ...(margins ? { margins } : {}),
    offers,
    raster: rasterSupport(attributes, offers.resolutions ?? []),
  };
}

export function describeMoment(attributes: IppAttributes): PrinterMoment {
  const reasons = listed(attributes, 'printer-state-reasons');
  return {
    state: printerState(firstNumber(attributes, 'printer-state')),
    reasons: reasons.filter((reason) => !INNER_REASON.test(reason)).slice(0, 50),
    message: displayText(firstString(attributes, 'printer-state-message')),
    accepting: firstBoolean(attributes, 'printer-is-accepting-jobs') ?? true,
    jobs: Math.max(0, firstNumber(attributes, 'queued-job-count') ?? 0),
    supplies: suppliesOf(attributes),
    trays: traysOf(attributes),
    configured: firstNumber(attributes, 'printer-config-change-time'),
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
