/**
 * Rock Ridge (IEEE P1282, RRIP 1.12): names, times and deep folders as POSIX has them, written in
 * the part of a directory record that SUSP 1.12 leaves to systems.
 */
import { isUtf8 } from 'node:buffer';
import type { ImageBytes } from './image-bytes.ts';
import { damaged } from './image-volume.ts';
import { longTime, shortTime } from './iso-record.ts';

export interface RockRidge {
  name: string | undefined;
  modified: number | undefined;
  /** A link, device or pipe, or a file that is kept compressed: nothing that can be read here. */
  special: boolean;
  /** Block of the folder that this entry stands for (CL): folders deeper than eight are moved. */
  movedTo: number | undefined;
  /** A folder that is shown elsewhere (RE). */
  moved: boolean;
}

const MOST_CONTINUATIONS = 32;
const MOST_AREA_BYTES = 32 * 1024;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;

/** Bytes to skip before the entries, if the root's own record says that SUSP is used (`SP`). */
export function suspSkip(systemUse: Buffer): number | undefined {
  const used =
    systemUse.length >= 7 &&
    systemUse.toString('latin1', 0, 2) === 'SP' &&
    systemUse.readUInt16BE(4) === 0xbeef;
  return used ? systemUse.readUInt8(6) : undefined;
}

export async function readRockRidge(
  bytes: ImageBytes,
  systemUse: Buffer,
  skip: number,
  blockBytes: number,
): Promise<RockRidge> {
  const found: RockRidge = {
    name: undefined,
    modified: undefined,
    special: false,
    movedTo: undefined,
    moved: false,
  };
  const name: Buffer[] = [];
  let area: Buffer | undefined = systemUse.subarray(skip);
  for (let hops = 0; area; hops++) {
    if (hops > MOST_CONTINUATIONS) throw damaged('a name goes on without end');
    const next = readArea(area, found, name);
    if (next && next.length > MOST_AREA_BYTES) throw damaged('a name is too long');
    area = next && (await bytes.read(next.block * blockBytes + next.offset, next.length));
  }
  if (name.length > 0) {
    const whole = Buffer.concat(name);
    found.name = isUtf8(whole) ? whole.toString('utf8') : whole.toString('latin1');
  }
  return found;
}

interface Continuation {
  block: number;
  offset: number;
  length: number;
}

function readArea(area: Buffer, found: RockRidge, name: Buffer[]): Continuation | undefined {
  let next: Continuation | undefined;
  for (let at = 0; at + 4 <= area.length; ) {
    const length = area.readUInt8(at + 2);
    if (length < 4 || at + length > area.length) break;
    const entry = area.subarray(at, at + length);
    const kind = entry.toString('latin1', 0, 2);
    if (kind === 'ST') break;
    if (kind === 'CE' && length >= 28)
      next = {
        block: entry.readUInt32LE(4),
        offset: entry.readUInt32LE(12),
        length: entry.readUInt32LE(20),
      };
    else readEntry(kind, entry, found, name);
    at += length;
  }
  return next;
}

function readEntry(kind: string, entry: Buffer, found: RockRidge, name: Buffer[]): void {
  switch (kind) {
    case 'NM':
      // Flags 2 and 4 say “.” and “..”, which the record's own identifier says as well.
      if (entry.length >= 5 && (entry.readUInt8(4) & 6) === 0) name.push(entry.subarray(5));
      break;
    case 'PX': {
      const type = entry.length >= 8 ? entry.readUInt32LE(4) & S_IFMT : S_IFREG;
      if (type !== S_IFREG && type !== S_IFDIR) found.special = true;
      break;
    }
    case 'TF':
      found.modified = modifiedOf(entry);
      break;
    case 'SL':
    case 'ZF':
      found.special = true;
      break;
    case 'CL':
      if (entry.length >= 8) found.movedTo = entry.readUInt32LE(4);
      break;
    case 'RE':
      found.moved = true;
      break;
  }
}

/** Of the times of a `TF` entry (RRIP section 4.1.6) the second kind, of modification. */
function modifiedOf(entry: Buffer): number | undefined {
  if (entry.length < 5) return undefined;
  const flags = entry.readUInt8(4);
  if ((flags & 0x02) === 0) return undefined;
  const size = (flags & 0x80) === 0 ? 7 : 17;
  const start = 5 + ((flags & 0x01) === 0 ? 0 : size);
  const time = entry.subarray(start, start + size);
  return size === 7 ? shortTime(time) : longTime(time);
}
