/**
 * Where a message ends (RFC 8010 section 3.1), found without decoding it. Everything between the
 * eight header bytes and `end-of-attributes-tag` is a delimiter or one record of tag, name and
 * value, so a search can go on where the last one stopped: linear however the bytes drip in.
 */
import { GroupTag } from './constants.ts';

/** Bytes of version, operation or status, and request-id. */
export const HEADER_BYTES = 8;

export type Frame =
  /** `length`: bytes up to and including the end tag. */
  | { complete: true; length: number }
  /** `at`: where to go on once at least `needed` bytes are there. */
  | { complete: false; at: number; needed: number };

/** Searches the first `available` bytes from `at` (a former answer's, or `HEADER_BYTES`). */
export function findEnd(bytes: Buffer, available: number, at: number = HEADER_BYTES): Frame {
  let position = at;
  for (;;) {
    const incomplete = (needed: number): Frame => ({ complete: false, at: position, needed });
    if (position + 1 > available) return incomplete(position + 1);
    const tag = bytes.readUInt8(position);
    if (tag === GroupTag['end-of-attributes-tag']) return { complete: true, length: position + 1 };
    if (tag < 0x10) {
      position += 1;
      continue;
    }
    const nameEnd = position + 3;
    if (nameEnd > available) return incomplete(nameEnd);
    const valueStart = nameEnd + bytes.readUInt16BE(position + 1) + 2;
    if (valueStart > available) return incomplete(valueStart);
    const valueEnd = valueStart + bytes.readUInt16BE(valueStart - 2);
    if (valueEnd > available) return incomplete(valueEnd);
    position = valueEnd;
  }
}
