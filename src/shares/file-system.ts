/**
 * Files of one share, wherever they are: on this PC or at a peer. Paths are as `safe-path.ts`
 * reads them: segments joined by `/`, empty for the share's root.
 */
import type { Readable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';
import type { ArchiveOrder } from '../model/archive.ts';
import type { Entry, EntryPage, Placed, ShareSpace, Written } from '../model/entry.ts';
import type { DeviceId } from '../model/id.ts';
import type { TrashEntry, TrashId, TrashList } from '../model/trash.ts';
import type { Archive } from './archive/archive.ts';
import type { FolderListener, FolderWatch } from './watching/folder-watch.ts';

export type { Placed, ShareSpace, Written } from '../model/entry.ts';

export interface ListOptions {
  /** Continue behind this name. */
  after?: string | undefined;
  /** Most entries of the page; 1000 unless told, never more than 5000. */
  limit?: number | undefined;
  /** Tell the entity tag of each entry too. */
  etags?: boolean | undefined;
  /** Tell which files are not on this PC (`SeenEntry`). */
  elsewhere?: boolean | undefined;
  /** False: folders that a link leads to are left out. A peer does not say which they are. */
  linkedFolders?: boolean | undefined;
}

/** `elsewhere`: its bytes are in a cloud, and would be fetched by being read. */
export type SeenEntry = Entry & { elsewhere?: boolean | undefined };

/** A folder, and the bytes of one of its files that was asked for; undefined where it is not there. */
export interface Sight {
  entries: SeenEntry[];
  marker: Buffer | undefined;
}

export interface EntriesOptions {
  /** Tell the entity tag of each entry too. */
  etags?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** A few entries of a folder. */
export type EntryGroup = EntryPage['entries'];

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

/** A file that was read at once, as it was at one moment. */
export interface SmallFile {
  bytes: Buffer;
  /** Milliseconds since 1970. */
  modified: number;
}

/** A folder on a disk of this PC that cannot be swapped for another. */
export interface HeldFolder {
  /** Joined by `/` with a name: that very thing, as long as it is not closed. */
  path: string;
  /** What must not be told of. */
  hidden: readonly { dev: bigint; ino: bigint }[];
  close(): Promise<void>;
}

/** Where bytes of small files go as they are read, instead of memory of their own. */
export interface SmallFileRoom {
  /** Of the next file, of exactly so many bytes; what was given before is filled. */
  room(size: number, modified: number): Buffer;
}

/** Who does something to a share; the guard says so, whatever its caller gives. */
export interface Actor {
  device: DeviceId;
  /** As people call the PC. */
  name: string;
  /** It is the owner's own PC. */
  owner: boolean;
}

export interface ActOptions {
  by?: Actor | undefined;
  signal?: AbortSignal | undefined;
}

/** What has to be true of the thing that is changed; else `path.changed` and nothing happens. */
export interface Condition {
  /** It still has this entity tag (RFC 9110 section 13.1.1). */
  ifMatch?: string | undefined;
}

export interface WriteOptions extends ActOptions, Condition {
  /** Bytes to come, where known: more or fewer are refused. */
  size?: number | undefined;
  /** Take the place of a file of this name instead of refusing it with `path.exists`. */
  replace?: boolean | undefined;
  /** Only where nothing has the name: `path.changed` otherwise (RFC 9110 section 13.1.2). */
  ifNoneMatch?: '*' | undefined;
  /**
   * Where the name is taken, or has another entity tag than expected, the file is kept all the
   * same, under a name beside it that says so: `Written.path` tells which.
   */
  keepBoth?: boolean | undefined;
  /** The time of the file, in milliseconds since 1970, instead of now. */
  modified?: number | undefined;
  /** What came is kept for a day where the writing breaks off, and is gone on with here. */
  resume?: Resume | undefined;
}

/** Where an upload goes on: `source` and `size` are then of what follows. */
export interface Resume {
  /** Bytes that are there already: 0, or at most what `arrived` says. */
  from: number;
  /** SHA-256 of those, in lower-case hex; `transfer.changed` where others came. */
  prefix?: string | undefined;
}

/** `ifMatch` is about what is moved. */
export interface MoveOptions extends ActOptions, Condition {
  /** Put what has the new name into the trash instead of refusing with `path.exists`. */
  replace?: boolean | undefined;
}

export interface CopyOptions extends ActOptions {
  /** As for a move. */
  replace?: boolean | undefined;
  /** False: of a folder only itself, without what is in it. */
  recursive?: boolean | undefined;
}

export interface RemoveOptions extends ActOptions, Condition {
  /** Remove it for good where there is no trash, which is refused with `trash.none` otherwise. */
  forever?: boolean | undefined;
}

export interface FileSystem {
  /** A page of a folder, sorted by code point. */
  list(path: string, options?: ListOptions): Promise<EntryPage>;
  /**
   * A whole folder in the same order, a group of entries after the other while it is read. Throws
   * what `list` throws, when the first one is asked for.
   */
  entries(path: string, options?: EntriesOptions): AsyncIterable<EntryGroup>;
  /** The root of a share is a folder without a name. */
  stat(path: string): Promise<FileStat>;
  /**
   * Bytes that came of a file of `size` bytes before writing it broke off; 0 where none are kept.
   * With `drop` they are thrown away, also those that are still coming, should that break off.
   */
  arrived?(path: string, size: number, options?: ActOptions & { drop?: boolean }): Promise<number>;
  read(path: string, options?: ReadOptions): Promise<FileRead>;
  /**
   * Small files of one folder at once, where that is fast; undefined for what `read` must be asked
   * for. None has more than `most` bytes. Empty where nothing can be had so.
   */
  readSmall?(
    folder: string,
    names: readonly string[],
    most: number,
  ): Promise<(SmallFile | undefined)[]>;
  /**
   * The folder that these names are in, for a thread that reads them; undefined where they must be
   * asked for by `read`. Whoever gets it closes it.
   */
  hold?(folder: string, names: readonly string[]): Promise<HeldFolder | undefined>;
  /** A whole folder at once, in this thread; undefined where `list` must be asked. */
  lookNow?(folder: string, marker: string): Sight | undefined;
  /** Files and folders as one archive, made where the share is. Throws what `stat` throws. */
  archive(order: ArchiveOrder, options?: { signal?: AbortSignal | undefined }): Promise<Archive>;
  /**
   * Puts a file in place, whole or not at all. Does not destroy `source` on failure, so that the
   * edge can still answer; whoever made it does. `ifMatch` replaces the file that has this tag.
   */
  write(path: string, source: Readable, options?: WriteOptions): Promise<Written>;
  createFolder(path: string): Promise<void>;
  /**
   * Gives a file or folder another name or place in the same share, by one step of the file system
   * wherever it can. A name may change in case alone. Throws `path.exists` if the new name is
   * taken, and `path.invalid` for the share itself or a folder that would come to be inside itself.
   */
  move(from: string, to: string, options?: MoveOptions): Promise<Placed>;
  /**
   * Copies a file or folder within the share, where the share is, whole or not at all; times are
   * kept. Of linked files the content is copied; linked folders are left out. Throws as `move`.
   */
  copy(from: string, to: string, options?: CopyOptions): Promise<Placed>;
  /** Moves a file or folder into the share's trash. A file server without Hallway has none. */
  remove(path: string, options?: RemoveOptions): Promise<TrashEntry>;
  /** Sets the time of a file or folder (milliseconds since 1970); it has a new entity tag then. */
  setModified(path: string, modified: number, options?: ActOptions & Condition): Promise<FileStat>;
  space(): Promise<ShareSpace>;
  /**
   * Hears of what changes directly in a folder, until it is closed: entries that come, go and become
   * others. Throws what `list` throws, `request.busy` if too many are watched, `peer.offline`.
   */
  watch(path: string, listener: FolderListener): Promise<FolderWatch>;
  /** What is in the trash, latest first: all for the owner, for others what they removed. */
  trash(options?: ActOptions): Promise<TrashList>;
  /**
   * Brings something back to where it was, or to `to`; where that is taken, beside it. Throws
   * `path.not_found` for what is not in the trash.
   */
  restore(id: TrashId, options?: ActOptions & { to?: string | undefined }): Promise<Placed>;
  /** Removes these, or everything, for good. The owner's alone: `request.forbidden`. */
  emptyTrash(ids?: readonly TrashId[], options?: ActOptions): Promise<{ removed: number }>;
}

const DEFAULT_PAGE = 1000;
export const MAX_PAGE = 5000;

export function pageLimit(limit: number | undefined): number {
  return Math.min(MAX_PAGE, Math.max(1, Math.trunc(limit ?? DEFAULT_PAGE)));
}
