/** Entries of a folder as a server lists them ([MS-FSCC] FileIdBothDirectoryInformation). */
import { malformed, part, utf16 } from './hostile-bytes.ts';
import { ATTRIBUTE } from './wire.ts';

export interface DirectoryEntry {
  name: string;
  fileId: bigint;
  size: bigint;
  /** 100 nanoseconds since 1601. */
  written: bigint;
  attributes: number;
  /** A link that the server does not follow by itself. */
  symlink: boolean;
}

const FIXED_BYTES = 104;
/** IO_REPARSE_TAG_SYMLINK and the same of Linux' own files (LX). */
const SYMLINKS = new Set([0xa000000c, 0xa000001d]);

export function readDirectoryEntries(output: Buffer): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  for (let rest = output; rest.length > 0; ) {
    const fixed = part(rest, 0, FIXED_BYTES);
    const attributes = fixed.readUInt32LE(56);
    const name = utf16(part(rest, FIXED_BYTES, fixed.readUInt32LE(60)));
    const reparse = (attributes & ATTRIBUTE.ReparsePoint) !== 0;
    entries.push({
      name,
      fileId: fixed.readBigUInt64LE(96),
      size: fixed.readBigUInt64LE(40),
      written: fixed.readBigUInt64LE(24),
      attributes,
      // The size of extended attributes gives way to the tag (section 2.4.17).
      symlink: reparse && SYMLINKS.has(fixed.readUInt32LE(64)),
    });
    const next = fixed.readUInt32LE(0);
    if (next === 0) break;
    if (next < FIXED_BYTES) throw malformed();
    rest = part(rest, next, rest.length - next);
  }
  return entries;
}
