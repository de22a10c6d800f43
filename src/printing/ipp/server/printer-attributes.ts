/**
 * A printer of the workgroup as an IPP Everywhere printer (RFC 8011 section 5.4, PWG 5100.12 section
 * 6, PWG 5100.14 section 5.2). What its device does not tell is given as the standard's “unknown”.
 */
import { displayText } from '../../../base/text.ts';
import type { Printer } from '../../../model/printer.ts';
import { type Operation, PrinterStates } from '../constants.ts';
import type { IppAttributes } from '../types.ts';
import {
  boolean,
  charset,
  dateTime,
  enumeration,
  integer,
  keyword,
  mimeType,
  name,
  naturalLanguage,
  octets,
  range,
  resolution,
  text,
  unknownValue,
  uri as uriValue,
} from '../values.ts';
import type { Capabilities, ServedPrinter } from './capabilities.ts';
import { EVENT_LIFE } from './notifier.ts';
import {
  DEFAULT_EVENT,
  EVENTS,
  LEASE,
  longestLease,
  MOST_EVENTS,
} from './subscription-template.ts';
import { TICKET_ATTRIBUTES } from './job-ticket.ts';
import { printerUuid } from './printer-path.ts';
import { inputTrays, outputTrays, supplyAttributes } from './supply-attributes.ts';

export interface PrinterMoment {
  /** Milliseconds since 1970. */
  now: number;
  /** Seconds of `printer-up-time`, and how any other moment reads on that scale. */
  upTime: (ms: number) => number;
  /** When state and configuration changed last, in ms. */
  stateChanged: number;
  configChanged: number;
  /** Unfinished jobs that programs of this PC sent there. */
  jobs: number;
  operations: readonly Operation[];
  /** Seconds that a job waits for its document. */
  timeOut: number;
}

/** RFC 8011 limits these to 127 octets. */
const SHORT = 127;
const KEYWORD = /^[a-z][a-z0-9._-]{0,254}$/;

export function printerAttributes(
  served: ServedPrinter,
  can: Capabilities,
  moment: PrinterMoment,
): IppAttributes {
  const { printer, uri, uris = [uri], page, icons, deviceName } = served;
  const model = displayText(printer.model, SHORT, 'Hallway printer');
  const color = can.colorModes.includes('color');
  return new Map([
    ['charset-configured', charset('utf-8')],
    ['charset-supported', charset('us-ascii', 'utf-8')],
    ['color-supported', boolean(color)],
    ['compression-supported', keyword('none', 'gzip', 'deflate')],
    ['document-format-default', mimeType('application/octet-stream')],
    ['document-format-supported', mimeType(...can.formats)],
    ['document-password-supported', integer(0)],
    ['generated-natural-language-supported', naturalLanguage('en')],
    ['identify-actions-default', keyword('display')],
    ['identify-actions-supported', keyword('display')],
    ['ipp-features-supported', keyword('ipp-everywhere')],
    ['ipp-versions-supported', keyword('1.1', '2.0')],
    [
      'job-creation-attributes-supported',
      keyword(
        ...TICKET_ATTRIBUTES,
        'document-name',
        'ipp-attribute-fidelity',
        'job-name',
        'overrides',
      ),
    ],
    ['job-account-id-supported', boolean(false)],
    ['job-ids-supported', boolean(true)],
    ['job-k-octets-supported', range({ lower: 0, upper: 0x7fffffff })],
    ['mopria-certified', text('')],
    ['multiple-document-jobs-supported', boolean(false)],
    ['multiple-operation-time-out', integer(moment.timeOut)],
    ['multiple-operation-time-out-action', keyword('abort-job')],
    ['natural-language-configured', naturalLanguage('en')],
    ['ippget-event-life', integer(EVENT_LIFE)],
    ['notify-events-default', keyword(DEFAULT_EVENT)],
    ['notify-events-supported', keyword(...EVENTS)],
    ['notify-lease-duration-default', integer(LEASE.usual)],
    [
      'notify-lease-duration-supported',
      range({ lower: LEASE.least, upper: longestLease(served.key) }),
    ],
    ['notify-max-events-supported', integer(MOST_EVENTS)],
    ['notify-pull-method-supported', keyword('ippget')],
    ['operations-supported', enumeration(...moment.operations)],
    ['pages-per-minute', integer(20)],
    ...(color ? ([['pages-per-minute-color', integer(20)]] as const) : []),
    ['pdl-override-supported', keyword('attempted')],
    ['preferred-attributes-supported', boolean(false)],
    ['printer-config-change-date-time', dateTime(moment.configChanged)],
    ['printer-config-change-time', integer(moment.upTime(moment.configChanged))],
    ['printer-current-time', dateTime(moment.now)],
    ['printer-device-id', text(deviceId(model, can.formats))],
    ['printer-dns-sd-name', name(displayText(printer.name, 63, 'Printer'), 63)],
    ['printer-firmware-name', name('Hallway')],
    ['printer-firmware-string-version', text('1')],
    ['printer-firmware-version', octets(Buffer.from('1'))],
    ['printer-geo-location', unknownValue()],
    ['printer-get-attributes-supported', keyword('document-format')],
    ['printer-icons', uriValue(...icons)],
    ['printer-info', text(displayText(`${printer.name} (${deviceName})`, SHORT), SHORT)],
    ['printer-input-tray', inputTrays(printer, can.paper)],
    ['printer-is-accepting-jobs', boolean(isAccepting(printer))],
    ['printer-kind', keyword('document')],
    ['printer-location', text(displayText(printer.location, SHORT), SHORT)],
    ['printer-make-and-model', text(model, SHORT)],
    ['printer-more-info', uriValue(page)],
    ['printer-name', name(displayText(printer.name, SHORT, 'Printer'), SHORT)],
    ['printer-organization', text('')],
    ['printer-organizational-unit', text('')],
    ['printer-output-tray', outputTrays(can.bins)],
    ['printer-state', enumeration(stateOf(printer))],
    ['printer-state-change-date-time', dateTime(moment.stateChanged)],
    ['printer-state-change-time', integer(moment.upTime(moment.stateChanged))],
    ['printer-state-message', text(displayText(messageOf(printer, deviceName), 250))],
    ['printer-state-reasons', keyword(...reasonsOf(printer))],
    ['printer-supply-info-uri', uriValue(page)],
    ['printer-up-time', integer(moment.upTime(moment.now))],
    ['printer-uri-supported', uriValue(...uris)],
    ['printer-uuid', uriValue(`urn:uuid:${printerUuid(printer)}`)],
    ['queued-job-count', integer(Math.max(printer.jobs, moment.jobs))],
    ['uri-authentication-supported', keyword(...uris.map(() => 'none'))],
    [
      'uri-security-supported',
      keyword(...uris.map((one) => (one.startsWith('ipps:') ? 'tls' : 'none'))),
    ],
    ['which-jobs-supported', keyword('completed', 'not-completed', 'all')],
    ...supplyAttributes(printer),
    ...rasterAttributes(can, color),
  ]);
}

/** PWG 5102.4 section 7 and what AirPrint printers say of their raster. */
function rasterAttributes(can: Capabilities, color: boolean): IppAttributes {
  const attributes: IppAttributes = new Map();
  if (can.formats.includes('image/pwg-raster')) {
    const types = ['black_1', 'sgray_8', ...(color ? ['srgb_8'] : [])];
    attributes.set('pwg-raster-document-resolution-supported', resolution(...can.resolutions));
    attributes.set('pwg-raster-document-sheet-back', keyword('normal'));
    attributes.set('pwg-raster-document-type-supported', keyword(...types));
  }
  if (can.formats.includes('image/urf')) {
    const duplex = can.sides.length > 1 ? ['DM1'] : [];
    const colors = color ? ['W8', 'SRGB24'] : ['W8'];
    const dots = `RS${can.resolutions.map(({ x }) => x).join('-')}`;
    attributes.set(
      'urf-supported',
      keyword('V1.4', 'CP1', ...duplex, 'IS1', 'MT1', dots, ...colors),
    );
  }
  return attributes;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/postscript': 'PS',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/pwg-raster': 'PWGRaster',
  'image/urf': 'URF',
};

/** IEEE 1284 device id; its separators cannot stand in a value. */
function deviceId(model: string, formats: readonly string[]): string {
  const plain = model.replace(/[^\x20-\x7e]|[;:]/g, ' ').trim();
  const languages = formats.flatMap((format) => LANGUAGES[format] ?? []);
  return `MFG:Hallway;MDL:${plain};CMD:${languages.join(',')};`;
}

/** A job for a printer that is out of sight waits in the spool: it is taken. */
export function isAccepting({ state, accepting }: Printer): boolean {
  return accepting || state === 'unknown';
}

export function stateOf({ state }: Printer): number {
  if (state === 'processing') return PrinterStates.processing;
  return state === 'stopped' ? PrinterStates.stopped : PrinterStates.idle;
}

export function reasonsOf({ state, reasons }: Printer): string[] {
  const known = reasons.filter((reason) => KEYWORD.test(reason)).slice(0, 50);
  if (state === 'unknown') known.push('connecting-to-device-report');
  return known.length === 0 ? ['none'] : known;
}

function messageOf({ state, message }: Printer, deviceName: string): string {
  if (message !== '') return message;
  return state === 'unknown' ? `Jobs wait until ${deviceName} is online.` : '';
}
