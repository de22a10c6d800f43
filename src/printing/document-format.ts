/** What a document is, by its first bytes, and whether a printer takes it. */
import { isUtf8 } from 'node:buffer';
import { HallwayError } from '../base/errors.ts';

export const ANYTHING = 'application/octet-stream';

/** Bytes that `sniffFormat` wants to see, if there are that many. */
export const SNIFFED_BYTES = 4096;

const SIGNATURES: readonly (readonly [Buffer, string])[] = [
  [Buffer.from('%PDF-'), 'application/pdf'],
  [Buffer.from('%!'), 'application/postscript'],
  [Buffer.from('\u0004%!'), 'application/postscript'],
  [Buffer.from('RaS2'), 'image/pwg-raster'],
  [Buffer.from('UNIRAST\0'), 'image/urf'],
  [Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg'],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'image/png'],
  [Buffer.from('GIF8'), 'image/gif'],
  [Buffer.from('II*\0'), 'image/tiff'],
  [Buffer.from('MM\0*'), 'image/tiff'],
  [Buffer.from('{\\rtf'), 'application/rtf'],
  // Text in UTF-16, as Windows writes it, by its byte order mark.
  [Buffer.from([0xff, 0xfe]), 'text/plain'],
  [Buffer.from([0xfe, 0xff]), 'text/plain'],
];

/** MIME type by the first bytes; `application/octet-stream` if nothing fits. */
export function sniffFormat(head: Buffer): string {
  const found = SIGNATURES.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes));
  if (found) return found[1];
  const container = sniffContainer(head);
  if (container) return container;
  return head.length > 0 && isText(head) ? 'text/plain' : ANYTHING;
}

/** Formats that share a container and differ further on. */
function sniffContainer(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('PK\u0003\u0004')) return sniffZip(text);
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp';
  if (text.startsWith('BM') && head.length > 26 && head.readUInt32LE(6) === 0) return 'image/bmp';
  if (text.startsWith('ftyp', 4)) return sniffHeif(text);
  if (text.startsWith('\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'))
    return 'application/msword';
  return undefined;
}

const OPEN_XML: readonly (readonly [string, string])[] = [
  ['word/', 'wordprocessingml.document'],
  ['xl/', 'spreadsheetml.sheet'],
  ['ppt/', 'presentationml.presentation'],
];

const OPEN_DOCUMENT =
  /^application\/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation|graphics)/;

/** OpenDocument says it in its first entry, which is not packed; OOXML by its entries' names. */
function sniffZip(text: string): string | undefined {
  const said = text.startsWith('mimetype', 30) ? OPEN_DOCUMENT.exec(text.slice(38)) : null;
  if (said) return said[0];
  if (!text.includes('[Content_Types].xml') && !text.includes('_rels/.rels')) return undefined;
  // LibreOffice looks for itself what kind it is; a text is the usual one.
  const kind = OPEN_XML.find(([folder]) => text.includes(folder))?.[1];
  return `application/vnd.openxmlformats-officedocument.${kind ?? 'wordprocessingml.document'}`;
}

/** The brands of a file (ISO/IEC 23008-12 annex B, AVIF section 6). */
function sniffHeif(text: string): string | undefined {
  const brand = text.slice(8, 12);
  if (/^(?:heic|heix|heim|heis|hevc|mif1|msf1)$/.test(brand))
    return text.slice(8, 64).includes('avif') ? 'image/avif' : 'image/heic';
  return brand === 'avif' || brand === 'avis' ? 'image/avif' : undefined;
}

function isText(head: Buffer): boolean {
  // The cut may have broken the last character.
  const whole = [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
  return (
    whole && head.every((byte) => byte >= 0x20 || [0x08, 0x09, 0x0a, 0x0c, 0x0d].includes(byte))
  );
}

/** A printer that lists nothing is not asked in vain; one with octet-stream looks for itself. */
export function acceptsFormat(formats: readonly string[], format: string): boolean {
  return formats.length === 0 || formats.includes(format) || formats.includes(ANYTHING);
}

/** Throws `printer.format` with what the printer takes. */
export function requireFormat(
  printer: { name: string; formats: readonly string[] },
  format: string,
): void {
  if (acceptsFormat(printer.formats, format)) return;
  throw new HallwayError('printer.format', `“${printer.name}” does not take ${format}.`, {
    fix: `It takes ${printer.formats.slice(0, 8).join(', ')}.`,
    details: { formats: printer.formats },
  });
}
