/** What a document is, by its first bytes, and whether a printer takes it. */
import { isUtf8 } from 'node:buffer';
import { HallwayError } from '../base/errors.ts';

export const ANYTHING = 'application/octet-stream';

/** Bytes that `sniffFormat` wants to see, if there are that many. */
export const SNIFFED_BYTES = 512;

const SIGNATURES: readonly (readonly [Buffer, string])[] = [
  [Buffer.from('%PDF-'), 'application/pdf'],
  [Buffer.from('%!'), 'application/postscript'],
  [Buffer.from('\u0004%!'), 'application/postscript'],
  [Buffer.from('RaS2'), 'image/pwg-raster'],
  [Buffer.from('UNIRAST\0'), 'image/urf'],
  [Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg'],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'image/png'],
];

/** MIME type by the first bytes; `application/octet-stream` if nothing fits. */
export function sniffFormat(head: Buffer): string {
  const found = SIGNATURES.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes));
  if (found) return found[1];
  return head.length > 0 && isText(head) ? 'text/plain' : ANYTHING;
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
