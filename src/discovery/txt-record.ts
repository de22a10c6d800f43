/** TXT records: the facts about a service as `key=value` items (RFC 6763 section 6). */
import { cutUtf8 } from '../base/utf8.ts';
import { displayText } from '../base/text.ts';

/** RFC 6763 section 6.1: an item is at most 255 bytes; section 6.2: a record should fit a packet. */
const ITEM_BYTES = 255;
const RECORD_BYTES = 1300;
const MAX_ITEMS = 64;
const KEY = /^[\x20-\x3c\x3e-\x7e]{1,64}$/;

/**
 * The values as they may be sent: each cut at a whole character so that `key=value` fits its item,
 * undefined ones left out, and later ones dropped once the record is full.
 */
export function txtRecord(values: Readonly<Record<string, string | undefined>>): {
  [key: string]: string;
} {
  const out: { [key: string]: string } = {};
  let total = 0;
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || !KEY.test(key)) continue;
    const cut = cutUtf8(value, ITEM_BYTES - key.length - 1);
    const size = 1 + key.length + 1 + Buffer.byteLength(cut);
    if (total + size > RECORD_BYTES) break;
    total += size;
    out[key] = cut;
  }
  return out;
}

/**
 * What a stranger's TXT record says, as harmless text. Keys are lower case; the first of several
 * items with one key counts; an item without `=` is present with no value (section 6.4).
 */
export function parseTxt(items: readonly Uint8Array[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const item of items.slice(0, MAX_ITEMS)) {
    const text = Buffer.from(item.subarray(0, ITEM_BYTES)).toString('utf8');
    const at = text.indexOf('=');
    const key = (at === -1 ? text : text.slice(0, at)).toLowerCase();
    if (!KEY.test(key) || out.has(key)) continue;
    out.set(key, at === -1 ? '' : displayText(text.slice(at + 1), ITEM_BYTES));
  }
  return out;
}
