/**
 * Files of one share, wherever they are: on this PC or at a peer. Paths are as `safe-path.ts`
 * reads them: segments joined by `/`, empty for the share's root.
 */
import type { Readable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';
import type { Entry, EntryPage } from '../model/entry.ts';

export interface ListOptions {
  /** Continue behind this name. */
  after?: string | undefined;
  /** Most entries of the page; 1000 unless told, never more than 5000. */
  limit?: number | undefined;
}

export interface ReadOptions {
  /** An end behind the file's end is cut; a start behind it is refused with `request.range`. */
  range?: ByteRange | undefined;
  signal?: AbortSignal | undefined;
}

/** An entry with its entity tag, in quotes (RFC 9110 section 8.8.3). */
export type FileStat = Entry & { etag: string };

export interface FileRead {
  /** Bytes of the whole file. */
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  /** The same as that of `stat` while the file is the same. */
  etag: string;
  /** What the stream carries; undefined for the whole file. */
  range: ByteRange | undefined;
  /**
   * The bytes. Must be read to its end or destroyed; `sendFile` is the fastest way to a writable.
   * Ends with `transfer.changed` if the file changes meanwhile.
   */
  stream: Readable;
}

export interface WriteOptions {
  /** Bytes to come, where known: more or fewer are refused. */
  size?: number | undefined;
  /** Take the place of a file of this name instead of refusing it with `path.exists`. */
  replace?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface Written {
  bytes: number;
  /** SHA-256 in lower-case hex. */
  hash: string;
}

export interface FileSystem {
  /** A page of a folder, sorted by code point. */
  list(path: string, options?: ListOptions): Promise<EntryPage>;
  /** The root of a share is a folder without a name. */
  stat(path: string): Promise<FileStat>;
  read(path: string, options?: ReadOptions): Promise<FileRead>;
  /**
   * Puts a file in place, whole or not at all. Does not destroy `source` on failure, so that the
   * edge can still answer; whoever made it does.
   */
  write(path: string, source: Readable, options?: WriteOptions): Promise<Written>;
  createFolder(path: string): Promise<void>;
}

export const DEFAULT_PAGE = 1000;
export const MAX_PAGE = 5000;

export function pageLimit(limit: number | undefined): number {
  return Math.min(MAX_PAGE, Math.max(1, Math.trunc(limit ?? DEFAULT_PAGE)));
}
