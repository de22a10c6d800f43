/** A folder of this PC as the `FileSystem` of a share; `contained-root.ts` keeps it inside. */
import { mkdir } from 'node:fs/promises';
import { platform } from 'node:os';
import type { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { checkNewName, lastSegment, parseSharePath } from '../base/safe-path.ts';
import type { ArchiveOrder } from '../model/archive.ts';
import type { EntryPage } from '../model/entry.ts';
import type { TrashEntry, TrashId, TrashList } from '../model/trash.ts';
import { type Archive, makeArchive } from './archive/archive.ts';
import { ContainedRoot, type ContainedRootOptions } from './contained-root.ts';
import { fileError, folderExists, hiddenHere, notFound, pathExists } from './file-error.ts';
import { FileStream } from './file-stream.ts';
import {
  type ActOptions,
  type Condition,
  type CopyOptions,
  type EntriesOptions,
  type EntryGroup,
  type FileRead,
  type FileStat,
  type FileSystem,
  type HeldFolder,
  type ListOptions,
  type MoveOptions,
  type Placed,
  type ReadOptions,
  type RemoveOptions,
  type ShareSpace,
  type Sight,
  type SmallFile,
  type WriteOptions,
  type Written,
} from './file-system.ts';
import { bytesBelow } from './local/bytes-below.ts';
import { TreeCopier } from './local/copy-tree.ts';
import { etagOf, modifiedOf, taggedEntryOf } from './local/entry-stats.ts';
import type { ReadHeld } from './local/held-bytes.ts';
import { isHiddenName } from './local/hidden-names.ts';
import { KeyedLock } from './local/keyed-lock.ts';
import type { Libc } from './local/libc.ts';
import { isOwnName } from './folder-names.ts';
import { LocalDisks } from './local/local-disks.ts';
import { LocalChanges, type ParsedPath } from './local/local-changes.ts';
import { LocalFolders } from './local/local-folders.ts';
import { lookNow, type LookNowOptions } from './local/look-now.ts';
import { LocalWriter } from './local/local-writer.ts';
import { ShareUsage } from './local/share-usage.ts';
import { setModified, shareSpace } from './local/small-changes.ts';
import { checkSpace } from './put-file.ts';
import { cutRange, endWith } from './read-part.ts';
import { Trash } from './trash/trash.ts';
import type { UploadJournal } from './upload-journal.ts';
import type { FolderListener, FolderWatch } from './watching/folder-watch.ts';
import { LocalWatches } from './watching/local-watches.ts';
import { lookAt } from './watching/polling-watch.ts';

/** What is in the trash goes for good after so long. */
const TRASH_KEEP_MS = 30 * 24 * 3_600_000;
/** The trash takes at most these parts of the disk and of what the share may hold. */
const TRASH_OF_DISK = 0.1;
const TRASH_OF_LIMIT = 0.5;

export interface LocalFileSystemOptions extends ContainedRootOptions {
  clock: Clock;
  journal: UploadJournal;
  log: Log;
  /** Hidden files exist for whoever uses it; unless told otherwise they do. */
  showHidden?: boolean | undefined;
  /** Bytes that it may hold. */
  limit?: number | null | undefined;
  /** Of all shares of this PC, which may overlap. */
  locks?: KeyedLock | undefined;
  /** Rules for names; of this system unless a test says otherwise. */
  windows?: boolean | undefined;
  /** For `lookNow`, where the system has it. */
  libc?: Libc | undefined;
  /** Where the system has it; absent: files are read in threads. */
  readHeld?: ReadHeld | undefined;
}

export class LocalFileSystem implements FileSystem {
  readonly #root: ContainedRoot;
  readonly #folders: LocalFolders;
  readonly #watches: LocalWatches;
  readonly #journal: UploadJournal;
  readonly #writer: LocalWriter;
  readonly #look: LookNowOptions;
  readonly #usage: ShareUsage | undefined;
  readonly #showHidden: boolean;
  readonly #trash: Trash;
  readonly #changes: LocalChanges;
  readonly #rules: { windows: boolean };
  readonly #readHeld: ReadHeld | undefined;

  constructor(options: LocalFileSystemOptions) {
    this.#root = new ContainedRoot(options);
    const disks = new LocalDisks();
    this.#rules = { windows: options.windows ?? platform() === 'win32' };
    this.#readHeld = options.readHeld;
    const root = this.#root;
    const { clock, journal, log, locks = new KeyedLock() } = options;
    const { limit } = options;
    const showHidden = (this.#showHidden = options.showHidden ?? true);
    this.#folders = new LocalFolders({ root, disks, clock, log, showHidden });
    this.#look = { root, disks, place: options, showHidden, libc: options.libc };
    const count = (): Promise<number> => bytesBelow(options.root);
    const shows = (name: string): boolean =>
      !isOwnName(name) && (this.#showHidden || !isHiddenName(name));
    const look = (path: string): Promise<string> => lookAt(this, path);
    this.#watches = new LocalWatches({ root, disks, clock, log, shows, look });
    const usage = limit ? new ShareUsage({ limit, count, clock }) : undefined;
    this.#usage = usage;
    this.#journal = journal;
    this.#writer = new LocalWriter({ root, clock, journal, locks, usage });
    const trash = (this.#trash = new Trash({ root, clock, log }));
    const copier = new TreeCopier({ root, journal, files: this, allow: checkSpace, usage });
    this.#changes = new LocalChanges({ root, trash, locks, copier });
  }

  async list(path: string, options: ListOptions = {}): Promise<EntryPage> {
    return this.#folders.list(this.#parsed(path), options);
  }

  entries(path: string, options: EntriesOptions = {}): AsyncIterable<EntryGroup> {
    return this.#folders.entries(this.#parsed(path), options);
  }

  async stat(path: string): Promise<FileStat> {
    const segments = this.#parse(path);
    const found = await this.#root.locate(segments);
    await found.close();
    const entry = taggedEntryOf(segments.at(-1) ?? '', found.stats);
    if (!entry) throw notFound();
    return entry;
  }

  async read(path: string, { range, signal }: ReadOptions = {}): Promise<FileRead> {
    const { handle, stats } = await this.#root.file(this.#parse(path));
    try {
      const size = Number(stats.size);
      const part = cutRange(range, size);
      const start = part?.start ?? 0;
      const length = part ? part.end - part.start + 1 : size;
      const stream = new FileStream(handle, stats, { start, length, readHeld: this.#readHeld });
      if (signal) endWith(stream, signal);
      return { size, modified: modifiedOf(stats), etag: etagOf(stats), range: part, stream };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async readSmall(
    path: string,
    names: readonly string[],
    most: number,
  ): Promise<(SmallFile | undefined)[]> {
    for (const name of names) this.#parse(path === '' ? name : `${path}/${name}`);
    return this.#folders.readSmall(this.#parse(path), names, most);
  }

  async hold(path: string, names: readonly string[]): Promise<HeldFolder | undefined> {
    for (const name of names) this.#parse(path === '' ? name : `${path}/${name}`);
    return this.#folders.hold(this.#parse(path));
  }

  lookNow(path: string, marker: string): Sight | undefined {
    return lookNow(this.#look, this.#parse(path), marker);
  }

  archive(
    order: ArchiveOrder,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Archive> {
    return makeArchive(this, order, options);
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    return this.#writer.write(this.#parsedNew(path), source, options);
  }

  async arrived(
    path: string,
    size: number,
    how: ActOptions & { drop?: boolean } = {},
  ): Promise<number> {
    return this.#writer.arrived(this.#parsedNew(path), size, how);
  }

  async createFolder(path: string): Promise<void> {
    const { parent, name } = this.#parseNew(path);
    const folder = await this.#root.folder(parent);
    try {
      await mkdir(`${folder.path}/${await this.#root.spelled(folder, name)}`);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? folderExists(error)
        : fileError(error);
    } finally {
      await folder.close();
    }
  }

  async move(from: string, to: string, options: MoveOptions = {}): Promise<Placed> {
    return this.#changes.move(this.#parsed(from), this.#parsedNew(to), options);
  }

  async copy(from: string, to: string, options: CopyOptions = {}): Promise<Placed> {
    return this.#changes.copy(this.#parsed(from), this.#parsedNew(to), options);
  }

  async remove(path: string, options: RemoveOptions = {}): Promise<TrashEntry> {
    return this.#changes.remove(this.#parsed(path), options);
  }

  async setModified(
    path: string,
    modified: number,
    { ifMatch }: ActOptions & Condition = {},
  ): Promise<FileStat> {
    await setModified(this.#root, this.#parse(path), modified, ifMatch);
    return this.stat(path);
  }

  space(): Promise<ShareSpace> {
    return shareSpace(this.#root, this.#usage);
  }

  watch(path: string, listener: FolderListener): Promise<FolderWatch> {
    return this.#watches.watch(path, this.#parse(path), listener);
  }

  trash({ by }: ActOptions = {}): Promise<TrashList> {
    return this.#trash.list(by);
  }

  restore(id: TrashId, { by, to }: ActOptions & { to?: string | undefined } = {}): Promise<Placed> {
    return this.#changes.restore(id, by, (entry) => this.#parsedNew(to ?? entry.path));
  }

  async emptyTrash(
    ids?: readonly TrashId[],
    { by }: ActOptions = {},
  ): Promise<{ removed: number }> {
    if (by?.owner === false)
      throw new HallwayError('request.forbidden', 'Only the owner of a share empties its trash.');
    const which = ids && new Set(ids);
    return { removed: await this.#trash.empty(({ id }) => which?.has(id) ?? true) };
  }

  /** What broke off, or has been in the trash, for too long goes for good; also what is too much of it. */
  async tend(): Promise<void> {
    await this.#journal.expire();
    await this.#trash.sweep();
    const { total } = await this.space();
    const limit = this.#usage?.limit ?? Infinity;
    const most = Math.min((total ?? Infinity) * TRASH_OF_DISK, limit * TRASH_OF_LIMIT);
    await this.#trash.trim(TRASH_KEEP_MS, most);
  }

  #parse(path: string): string[] {
    const segments = parseSharePath(path, this.#rules);
    if (segments.some(isOwnName)) throw notFound();
    if (!this.#showHidden && segments.some(isHiddenName)) throw notFound();
    return segments;
  }

  #parsed(path: string): ParsedPath {
    return { path, segments: this.#parse(path) };
  }

  #parsedNew(path: string): ParsedPath {
    const { parent, name } = this.#parseNew(path);
    return { path, segments: [...parent, name] };
  }

  #parseNew(path: string): { parent: string[]; name: string } {
    if (!this.#showHidden && isHiddenName(lastSegment(path))) throw hiddenHere();
    const parent = this.#parse(path);
    const name = parent.pop();
    // The root of a share is there already.
    if (name === undefined) throw pathExists();
    checkNewName(name, this.#rules);
    return { parent, name };
  }
}
