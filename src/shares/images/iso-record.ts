/** Directory records of ISO 9660 (ECMA-119 section 9.1) and their times. */
import type { Extent } from './image-volume.ts';

export const SECTOR_BYTES = 2048;

export interface IsoRecord {
  /** As it stands in the record, before any extension. */
  identifier: Buffer;
  folder: boolean;
  /** Another record of the same file follows (section 6.5.1): a file above 4 GiB. */
  goesOn: boolean;
  extent: Extent & { position: number };
  modified: number;
  /** What extensions say (SUSP section 4). */
  systemUse: Buffer;
}

const FLAG_FOLDER = 0x02;
const FLAG_ASSOCIATED = 0x04;
const FLAG_GOES_ON = 0x80;
const SHORTEST = 34;

/** The record at `offset`, or undefined where none begins in this sector any more. */
export function recordLength(data: Buffer, offset: number): number | undefined {
  const length = data[offset] ?? 0;
  return length < SHORTEST || offset + length > data.length ? undefined : length;
}

/**
 * A record, or undefined for what no file can be: an associated file, an interleaved one, or one
 * whose identifier is longer than its record.
 */
export function parseRecord(data: Buffer, blockBytes: number): IsoRecord | undefined {
  if (data.length < SHORTEST) return undefined;
  const nameLength = data.readUInt8(32);
  const nameEnd = 33 + nameLength;
  const flags = data.readUInt8(25);
  const interleaved = data.readUInt8(26) !== 0 || data.readUInt8(27) !== 0;
  if (nameLength === 0 || nameEnd > data.length || interleaved) return undefined;
  if ((flags & FLAG_ASSOCIATED) !== 0) return undefined;
  const block = data.readUInt32LE(2) + data.readUInt8(1);
  return {
    identifier: data.subarray(33, nameEnd),
    folder: (flags & FLAG_FOLDER) !== 0,
    goesOn: (flags & FLAG_GOES_ON) !== 0,
    extent: { position: block * blockBytes, length: data.readUInt32LE(10) },
    modified: shortTime(data.subarray(18, 25)),
    systemUse: data.subarray(nameEnd + (nameLength % 2 === 0 ? 1 : 0)),
  };
}

/** Seven bytes (section 9.1.5) as milliseconds since 1970; 0 for none. */
export function shortTime(data: Buffer): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = data;
  if (month === 0 || data.length < 7) return 0;
  return timeOf(1900 + year, month, day, hour, minute, second, data.readInt8(6) * 15);
}

/** Seventeen bytes (section 8.4.26.1), digits and the zone, as milliseconds since 1970. */
export function longTime(data: Buffer): number {
  if (data.length < 17) return 0;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/u.exec(data.toString('latin1', 0, 16));
  if (!match) return 0;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  return month === 0 ? 0 : timeOf(year, month, day, hour, minute, second, data.readInt8(16) * 15);
}

/** `zone` in minutes east of Greenwich. */
export function timeOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: number,
): number {
  const time = Date.UTC(year, month - 1, day, hour, minute, second) - zone * 60_000;
  return Number.isFinite(time) ? Math.max(0, time) : 0;
}
