/**
 * Domain names as text: labels joined by dots, a dot or backslash inside a label behind a backslash
 * (RFC 1035 section 5.1), so that `HP 1\.5._ipp._tcp.local` keeps its four labels.
 */
import { cutUtf8 } from '../base/utf8.ts';

/** RFC 1035 section 2.3.4. */
export const LABEL_BYTES = 63;
const NAME_BYTES = 255;
/** Compressed names (RFC 1035 section 4.1.4) need one or two; more are a maze made by hand. */
const MAX_JUMPS = 16;
const POINTER = 0xc0;
const HEADER_BYTES = 12;

/** A label as it stands in a name. */
export function escapeLabel(label: string): string {
  return /[.\\]/.test(label) ? label.replace(/[.\\]/g, '\\$&') : label;
}

/** What a label of a name says. */
export function unescapeLabel(label: string): string {
  return label.includes('\\') ? label.replace(/\\(.)/gs, '$1') : label;
}

/** The name's first label as it stands there, and what follows behind its dot. */
export function splitName(name: string): { label: string; rest: string } {
  let end = 0;
  while (end < name.length && name[end] !== '.') end += name[end] === '\\' ? 2 : 1;
  return { label: name.slice(0, end), rest: name.slice(end + 1) };
}

/** A label as it may be sent: whole characters of 63 bytes at most. */
export function cutLabel(label: string): string {
  return cutUtf8(label, LABEL_BYTES);
}

/** Reads the name at an offset; undefined when it is not well formed. Bounded for any bytes. */
export function readName(
  bytes: Buffer,
  offset: number,
): { name: string; next: number } | undefined {
  let name = '';
  let next: number | undefined;
  let at = offset;
  let floor = offset;
  let jumps = 0;
  let total = 1;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return { name, next: next ?? at + 1 };
    if (length >= POINTER) {
      const low = bytes[at + 1];
      if (low === undefined || ++jumps > MAX_JUMPS) return undefined;
      next ??= at + 2;
      at = ((length - POINTER) << 8) | low;
      // Only to what stands before: no loops.
      if (at >= floor || at < HEADER_BYTES) return undefined;
      floor = at;
      continue;
    }
    const end = at + 1 + length;
    total += 1 + length;
    if (length > LABEL_BYTES || total > NAME_BYTES || end > bytes.length) return undefined;
    const label = escapeLabel(bytes.toString('utf8', at + 1, end));
    name = name === '' ? label : `${name}.${label}`;
    at = end;
  }
}
