/**
 * What devices sign: canonical JSON (RFC 8785) under a domain prefix, named by its hash. Whatever is
 * signed for one purpose is thus worth nothing for another.
 */
import { createHash } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import { HallwayError } from '../base/errors.ts';

/** Deeper values are refused, so that no PC's stack decides what is valid. */
const MAX_DEPTH = 16;

/** RFC 8785: keys sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH)
    throw new HallwayError('log.invalid', 'What was signed is nested too deeply.');
  if (Array.isArray(value))
    return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>;
    const fields = Object.keys(record)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key], depth + 1)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * The value of a text of at most `most` characters. Throws what `invalid` makes of the reason unless
 * the text is the one canonical form.
 */
export function parseCanonical(
  text: string,
  most: number,
  invalid: (why: string) => HallwayError,
): unknown {
  if (text.length > most) throw invalid('is too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('is not JSON');
  }
  if (canonicalJson(value) !== text) throw invalid('is not in canonical form');
  return value;
}

/** UTF-8 of the domain, U+0000 and the canonical JSON of `value` without its `sig`. */
export function signedBytes(domain: string, value: object): Buffer {
  const { sig: _, ...unsigned } = value as { sig?: unknown };
  return Buffer.from(`${domain}\0${canonicalJson(unsigned)}`);
}

/** SHA-256 as 52 characters of base32. */
export function hashName(bytes: Uint8Array | string): string {
  return base32(createHash('sha256').update(bytes).digest());
}
