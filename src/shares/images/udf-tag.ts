/** What all descriptors of UDF have in common: tags (ECMA-167 part 3, section 7.2), names, times. */
import { timeOf } from './iso-record.ts';
import { utf16be } from './utf16.ts';

/** Kinds of descriptors, by their tags. */
export const TAG = {
  primary: 1,
  anchor: 2,
  pointer: 3,
  implementation: 4,
  partition: 5,
  logicalVolume: 6,
  terminator: 8,
  fileSet: 256,
  fileIdentifier: 257,
  allocationExtent: 258,
  fileEntry: 261,
  extendedFileEntry: 266,
} as const;

const TAG_BYTES = 16;

/** The kind of a descriptor whose checksum and CRC are right; undefined for anything else. */
export function tagOf(data: Buffer): number | undefined {
  if (data.length < TAG_BYTES) return undefined;
  let sum = 0;
  for (let index = 0; index < TAG_BYTES; index++) if (index !== 4) sum += data[index] ?? 0;
  if ((sum & 0xff) !== data[4]) return undefined;
  const length = data.readUInt16LE(10);
  if (TAG_BYTES + length > data.length) return undefined;
  const body = data.subarray(TAG_BYTES, TAG_BYTES + length);
  return crc(body) === data.readUInt16LE(8) ? data.readUInt16LE(0) : undefined;
}

/** Block that a tag says it stands at. */
export function tagLocation(data: Buffer): number {
  return data.readUInt32LE(12);
}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_none, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++)
    value = ((value << 1) ^ ((value & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  return value;
});

/** ECMA-167 part 3, section 7.2.6: polynomial 0x1021, from zero. */
export function crc(data: Uint8Array): number {
  let value = 0;
  for (const byte of data) value = ((value << 8) ^ (CRC_TABLE[(value >> 8) ^ byte] ?? 0)) & 0xffff;
  return value;
}

/** Compressed Unicode (UDF 2.1.1): a byte that says how wide characters are, then they. */
export function compressedText(data: Buffer): string {
  const [width] = data;
  const text = data.subarray(1);
  if (width === 8 || width === 254) return text.toString('latin1');
  return width === 16 || width === 255 ? utf16be(text) : '';
}

/** A field whose last byte says how much of it is used (UDF 2.1.3). */
export function fixedText(field: Buffer): string {
  const used = Math.min(field.at(-1) ?? 0, field.length - 1);
  return used === 0 ? '' : compressedText(field.subarray(0, used)).replace(/[\0 ]+$/u, '');
}

/** A timestamp of twelve bytes (ECMA-167 part 1, section 7.3), in milliseconds since 1970. */
export function timestamp(data: Buffer): number {
  const month = data.readUInt8(4);
  if (month === 0) return 0;
  const typeAndZone = data.readUInt16LE(0);
  // Twelve bits with a sign; -2047 stands for a zone that nobody knows.
  const zone = ((typeAndZone & 0xfff) << 20) >> 20;
  const time = timeOf(
    data.readInt16LE(2),
    month,
    data.readUInt8(5),
    data.readUInt8(6),
    data.readUInt8(7),
    data.readUInt8(8),
    typeAndZone >> 12 === 1 && zone !== -2047 ? zone : 0,
  );
  return time === 0 ? 0 : time + data.readUInt8(9) * 10;
}
