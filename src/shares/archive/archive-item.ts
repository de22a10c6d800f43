/** What goes into an archive, and how a format of archives writes it down. */
import type { Entry } from '../../model/entry.ts';

export interface ArchiveItem {
  /** In the share. */
  path: string;
  /** In the archive; of a folder with `/` at its end. Leads out of nothing (`archiveName`). */
  name: string;
  kind: Entry['kind'];
  /** Bytes; 0 for a folder. */
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** Files up to this size are read whole before they are written down. */
export const SMALL_BYTES = 256 * 1024;

export function isSmall({ kind, size }: Pick<ArchiveItem, 'kind' | 'size'>): boolean {
  return kind === 'folder' || size <= SMALL_BYTES;
}

/** One archive: items one after the other, each `begin`, its bytes, `finish`; last `end`. */
export interface ArchiveWriter {
  /** `crc` is the CRC-32 of the content, known beforehand of small items only. */
  begin(item: ArchiveItem, crc: number | undefined): Buffer;
  finish(item: ArchiveItem, crc: number): Buffer;
  end(): Iterable<Buffer>;
}
