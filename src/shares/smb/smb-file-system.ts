/**
 * A share of an SMB server as a `FileSystem`. The server decides who may do what; containment is
 * the share's own, for no path that is sent can name anything outside (`smb-names.ts`).
 */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { base32 } from '../../base/base32.ts';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { lastSegment } from '../../base/safe-path.ts';
import type { ArchiveOrder } from '../../model/archive.ts';
import type { EntryPage } from '../../model/entry.ts';
import type { TrashEntry, TrashList } from '../../model/trash.ts';
import { type Archive, makeArchive } from '../archive/archive.ts';
import { entriesByPages } from '../entry-stream.ts';
import { fileChanged, insideItself, notFile, pathExists, shareItself } from '../file-error.ts';
import type {
  ActOptions,
  Condition,
  CopyOptions,
  EntriesOptions,
  EntryGroup,
  FileRead,
  FileStat,
  FileSystem,
  ListOptions,
  MoveOptions,
  Placed,
  ReadOptions,
  RemoveOptions,
  ShareSpace,
  WriteOptions,
  Written,
} from '../file-system.ts';
import { cutRange, endWith } from '../read-part.ts';
import type { FolderListener, FolderWatch } from '../watching/folder-watch.ts';
import { lookAt, pollFolder } from '../watching/polling-watch.ts';
import { fromFileTime, safeSize } from './hostile-bytes.ts';
import { copyOnServer } from './smb-copy.ts';
import { makeFolder, moveOnServer, removeOnServer, setTimeOnServer } from './smb-changes.ts';
import { etagOf, type NewPlace, putSmbFile, spaceOf } from './smb-put.ts';
import type { SmbHost } from './smb-host.ts';
import { isFolder, readFolder, SmbListing } from './smb-listing.ts';
import { checkNewSmbName, smbSegments, wirePath } from './smb-names.ts';
import { SmbReadStream } from './smb-read-stream.ts';
import {
  type FileFacts,
  leaveFile,
  type OpenFile,
  openFile,
  READ_ACCESS,
  type TreeHandle,
} from './tree-calls.ts';

export interface SmbFileSystemOptions {
  host: SmbHost;
  /** As the server calls it. */
  share: string;
  clock: Clock;
  log: Log;
  /** How long a read waits for a server that went away; 5 s unless told. */
  patienceMs?: number | undefined;
}

const PATIENCE_MS = 5000;

export class SmbFileSystem implements FileSystem {
  readonly #options: SmbFileSystemOptions;
  readonly #listing: SmbListing;

  constructor(options: SmbFileSystemOptions) {
    this.#options = options;
    this.#listing = new SmbListing(options.clock, options.log);
  }

  async list(path: string, options: ListOptions = {}): Promise<EntryPage> {
    const wire = wirePath(smbSegments(path));
    const { host, share } = this.#options;
    return this.#listing.page(path, options, () =>
      host.use(share, true, (tree) => readFolder(tree, wire)),
    );
  }

  entries(path: string, options: EntriesOptions = {}): AsyncIterable<EntryGroup> {
    return entriesByPages(this, path, options);
  }

  async stat(path: string): Promise<FileStat> {
    const segments = smbSegments(path);
    const { host, share } = this.#options;
    const facts = await host.use(share, true, async (tree) => {
      const file = await openFile(tree, wirePath(segments));
      await leaveFile(file);
      return file.facts;
    });
    return statOf(segments.at(-1) ?? '', facts);
  }

  async read(path: string, { range, signal }: ReadOptions = {}): Promise<FileRead> {
    const wire = wirePath(smbSegments(path));
    const { host, share, clock, patienceMs = PATIENCE_MS } = this.#options;
    const open = (): Promise<OpenFile> =>
      host.use(share, true, async (tree) => {
        const file = await openFile(tree, wire, { access: READ_ACCESS });
        if (!isFolder(file.facts)) return file;
        await leaveFile(file);
        throw notFile();
      });
    const file = await open();
    try {
      const size = safeSize(file.facts.size);
      const part = cutRange(range, size);
      const etag = etagOf(file.facts);
      const stream = new SmbReadStream({
        file,
        start: part?.start ?? 0,
        length: part ? part.end - part.start + 1 : size,
        reopen: async () => {
          const again = await open();
          if (etagOf(again.facts) === etag) return again;
          await leaveFile(again);
          throw fileChanged();
        },
        patienceMs,
        clock,
        done: host.hold(),
      });
      if (signal) endWith(stream, signal);
      return { size, modified: fromFileTime(file.facts.written), etag, range: part, stream };
    } catch (error) {
      await leaveFile(file);
      throw error;
    }
  }

  archive(
    order: ArchiveOrder,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Archive> {
    return makeArchive(this, order, options);
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    // Nothing is kept there of what broke off, so that what follows is never a whole file.
    if (options.resume && options.resume.from > 0) throw fileChanged();
    const place = this.#newPlace(path);
    const { clock } = this.#options;
    return this.#change((tree) => putSmbFile(tree, place, source, { ...options, clock }));
  }

  async createFolder(path: string): Promise<void> {
    const { wire } = this.#newPlace(path);
    await this.#change((tree) => makeFolder(tree, wire));
  }

  async move(from: string, to: string, options: MoveOptions = {}): Promise<Placed> {
    const [source, place] = [this.#existing(from), this.#newPlace(to)];
    if (isInside(place.wire, source)) throw insideItself();
    return this.#change((tree) => moveOnServer(tree, source, place, options));
  }

  async copy(from: string, to: string, options: CopyOptions = {}): Promise<Placed> {
    const [source, place] = [this.#existing(from), this.#newPlace(to)];
    if (isInside(place.wire, source)) throw insideItself();
    return this.#change((tree) => copyOnServer(tree, source, place, options));
  }

  /** For good: the entry that is told is in no trash. */
  async remove(path: string, options: RemoveOptions = {}): Promise<TrashEntry> {
    const wire = this.#existing(path);
    if (options.forever !== true) throw noTrash();
    const facts = await this.#change((tree) => removeOnServer(tree, wire, options));
    const { name, kind, size } = statOf(lastSegment(path), facts);
    const { by, clock } = { by: options.by, clock: this.#options.clock };
    return {
      id: base32(randomBytes(10)),
      name,
      path,
      kind,
      size,
      removed: clock.now(),
      by: by?.device ?? null,
      byName: by?.name ?? '',
    };
  }

  async setModified(
    path: string,
    modified: number,
    options: ActOptions & Condition = {},
  ): Promise<FileStat> {
    const wire = this.#existing(path);
    const facts = await this.#change((tree) => setTimeOnServer(tree, wire, modified, options));
    return statOf(lastSegment(path), facts);
  }

  /** [MS-SMB2] CHANGE_NOTIFY is not spoken here: the folder is looked at now and then. */
  watch(path: string, listener: FolderListener): Promise<FolderWatch> {
    const { clock } = this.#options;
    return pollFolder({ clock, look: () => lookAt(this, path) }, listener);
  }

  async space(): Promise<ShareSpace> {
    const { host, share } = this.#options;
    const room = await host.use(share, true, async (tree) => {
      const root = await openFile(tree, '');
      try {
        return await spaceOf(root);
      } finally {
        await leaveFile(root);
      }
    });
    return { total: room?.total ?? null, free: room?.free ?? null, limit: null };
  }

  trash(): Promise<TrashList> {
    return Promise.resolve({ entries: [], more: false });
  }

  restore(): Promise<Placed> {
    return Promise.reject(noTrash());
  }

  emptyTrash(): Promise<{ removed: number }> {
    return Promise.resolve({ removed: 0 });
  }

  async #change<T>(work: (tree: TreeHandle) => Promise<T>): Promise<T> {
    const { host, share } = this.#options;
    try {
      return await host.use(share, false, work);
    } finally {
      this.#listing.forget();
    }
  }

  #existing(path: string): string {
    const segments = smbSegments(path);
    if (segments.length === 0) throw shareItself();
    return wirePath(segments);
  }

  #newPlace(path: string): NewPlace {
    const folder = smbSegments(path);
    const name = folder.pop();
    // The root of a share is there already.
    if (name === undefined) throw pathExists();
    checkNewSmbName(name);
    return { folder, name, wire: wirePath([...folder, name]) };
  }
}

function statOf(name: string, facts: FileFacts): FileStat {
  const modified = fromFileTime(facts.written);
  const etag = etagOf(facts);
  return isFolder(facts)
    ? { name, kind: 'folder', size: 0, modified, etag }
    : { name, kind: 'file', size: safeSize(facts.size), modified, etag };
}

/** Letters count as the same whatever their case is: most servers take them so. */
function isInside(wire: string, folder: string): boolean {
  return wire.toLowerCase().startsWith(`${folder.toLowerCase()}\\`);
}

function noTrash(): HallwayError {
  return new HallwayError('trash.none', 'A file server has no trash: it would be gone for good.', {
    fix: 'Say that you want it removed for good (`hallway rm --forever`).',
  });
}
