/**
 * A printer as DNS-SD tells of it (Bonjour Printing Specification 1.2.1 section 9, PWG 5100.14
 * section 4.2), made of what the printer answers over IPP, so that the two never differ.
 */
import { displayText } from '../../../base/text.ts';
import type { IppAttributes } from '../types.ts';
import { firstBoolean, firstString, strings } from '../values.ts';
import type { Capabilities, ServedPrinter } from './capabilities.ts';
import type { MediaSize } from '../media-name.ts';
import { printerPath } from './printer-path.ts';

export interface PrinterAdvert {
  txt: Readonly<Record<string, string | undefined>>;
  /** Of `_ipp._tcp` and `_ipps._tcp`: IPP Everywhere and AirPrint where the printer is one. */
  subtypes: readonly string[];
}

/** What PDF and raster printers are for without a driver. */
const EVERYWHERE = 'image/pwg-raster';
const AIRPRINT = 'image/urf';
/** Highest version of TLS. */
const TLS = '1.2';

/** `attributes` as `printerAttributes` makes them. */
export function printerAdvert(
  { printer, key, page }: ServedPrinter,
  can: Capabilities,
  attributes: IppAttributes,
): PrinterAdvert {
  const model = firstString(attributes, 'printer-make-and-model') ?? '';
  const formats = can.formats.filter((format) => format !== 'application/octet-stream');
  const urf = strings(attributes, 'urf-supported').join(',');
  const uuid = firstString(attributes, 'printer-uuid')?.replace('urn:uuid:', '');
  const txt = {
    txtvers: '1',
    qtotal: '1',
    rp: printerPath(key).slice(1),
    ty: model,
    note: displayText(printer.location, 200),
    pdl: formats.join(','),
    UUID: uuid,
    Color: flag(firstBoolean(attributes, 'color-supported') ?? false),
    Duplex: flag(can.sides.length > 1),
    ...(urf === '' ? {} : { URF: urf }),
    TLS,
    kind: strings(attributes, 'printer-kind').join(',') || 'document',
    PaperMax: paperMax(can.paper.sizes),
    Copies: flag(can.maxCopies > 1),
    product: `(${model})`,
    usb_MFG: 'Hallway',
    usb_MDL: model,
    priority: '50',
    adminurl: page,
  };
  const subtypes = [
    ...(formats.includes(EVERYWHERE) ? ['print'] : []),
    ...(formats.includes(AIRPRINT) && urf !== '' ? ['universal'] : []),
  ];
  return { txt, subtypes };
}

function flag(yes: boolean): string {
  return yes ? 'T' : 'F';
}

/** The largest paper by its shorter side, in hundredths of millimetres. */
function paperMax(sizes: readonly MediaSize[]): string {
  const short = Math.max(...sizes.map(({ x, y }) => Math.min(x, y)));
  const classes: readonly (readonly [number, string])[] = [
    [42_000, '>isoC-A2'],
    [30_000, 'isoC-A2'],
    [22_000, 'tabloid-A3'],
    [20_900, 'legal-A4'],
  ];
  return classes.find(([least]) => short > least)?.[1] ?? '<legal-A4';
}
