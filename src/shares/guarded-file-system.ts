/**
 * A share as somebody may use it. The right is asked for again at each call, so that a file
 * system that was opened before is no way around a change, and running transfers end with the share.
 */
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import type { ArchiveOrder } from '../model/archive.ts';
import type { EntryPage } from '../model/entry.ts';
import type { ShareAccess } from '../model/share.ts';
import type { TrashEntry, TrashId, TrashList } from '../model/trash.ts';
import { type Archive, makeArchive } from './archive/archive.ts';
import type {
  ActOptions,
  Actor,
  Condition,
  CopyOptions,
  EntriesOptions,
  EntryGroup,
  FileRead,
  FileStat,
  FileSystem,
  HeldFolder,
  ListOptions,
  MoveOptions,
  Placed,
  ReadOptions,
  RemoveOptions,
  ShareSpace,
  SmallFile,
  WriteOptions,
  Written,
} from './file-system.ts';
import type { FolderListener, FolderWatch } from './watching/folder-watch.ts';
import { guardedWatch } from './watching/guarded-watch.ts';

export interface Guard {
  /** The files and what may be done with them, or `share.not_found`. */
  enter: () => { files: FileSystem; access: ShareAccess; ended: AbortSignal; by: Actor };
  /** A transfer begins; call what it gives at its end. */
  using: () => () => void;
  /** A folder begins to be watched; call what it gives at its end. Throws `request.busy`. */
  watching: () => () => void;
  /** Hears of a file that was written, by the path that was asked for. */
  wrote: (path: string, written: Written, by: Actor) => void;
  /** Hears that the folder was found missing or back. */
  failed: (error: unknown) => void;
}

export class GuardedFileSystem implements FileSystem {
  readonly #guard: Guard;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  list(path: string, options?: ListOptions): Promise<EntryPage> {
    return this.#use((files) => files.list(path, options));
  }

  /** The right is asked for again before each group. */
  async *entries(path: string, options: EntriesOptions = {}): AsyncGenerator<EntryGroup> {
    const { files, ended } = this.#guard.enter();
    try {
      const signal = both(ended, options.signal);
      for await (const group of files.entries(path, { ...options, signal })) {
        this.#guard.enter();
        yield group;
      }
    } catch (error) {
      this.#guard.failed(error);
      throw error;
    }
  }

  stat(path: string): Promise<FileStat> {
    return this.#use((files) => files.stat(path));
  }

  async read(path: string, options: ReadOptions = {}): Promise<FileRead> {
    const read = await this.#use((files, { signal }) =>
      files.read(path, { ...options, signal: both(signal, options.signal) }),
    );
    if (!read.stream.closed) read.stream.once('close', this.#guard.using());
    return read;
  }

  readSmall(
    folder: string,
    names: readonly string[],
    most: number,
  ): Promise<(SmallFile | undefined)[]> {
    return this.#use(async (files) => files.readSmall?.(folder, names, most) ?? []);
  }

  hold(folder: string, names: readonly string[]): Promise<HeldFolder | undefined> {
    return this.#use(async (files) => files.hold?.(folder, names));
  }

  /** Made here, so that the right is asked for at each thing that is read. */
  async archive(
    order: ArchiveOrder,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Archive> {
    const made = await this.#use((_files, { signal }) =>
      makeArchive(this, order, { signal: both(signal, options.signal) }),
    );
    if (!made.stream.closed) made.stream.once('close', this.#guard.using());
    return made;
  }

  write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    return this.#use(async (files, { by, signal }) => {
      const act = { by, signal: both(signal, options.signal) };
      const written = await files.write(path, source, { ...options, ...act });
      this.#guard.wrote(path, written, by);
      return written;
    }, 'write');
  }

  arrived(path: string, size: number, { drop = false }: { drop?: boolean } = {}): Promise<number> {
    return this.#use(
      async (files, { by }) => (await files.arrived?.(path, size, { by, drop })) ?? 0,
      'write',
    );
  }

  createFolder(path: string): Promise<void> {
    return this.#change({}, (files) => files.createFolder(path));
  }

  move(from: string, to: string, options: MoveOptions = {}): Promise<Placed> {
    return this.#change(options, (files, act) => files.move(from, to, { ...options, ...act }));
  }

  copy(from: string, to: string, options: CopyOptions = {}): Promise<Placed> {
    return this.#change(options, (files, act) => files.copy(from, to, { ...options, ...act }));
  }

  remove(path: string, options: RemoveOptions = {}): Promise<TrashEntry> {
    return this.#change(options, (files, act) => files.remove(path, { ...options, ...act }));
  }

  setModified(
    path: string,
    modified: number,
    options: ActOptions & Condition = {},
  ): Promise<FileStat> {
    return this.#change(options, (files, act) =>
      files.setModified(path, modified, { ...options, ...act }),
    );
  }

  space(): Promise<ShareSpace> {
    return this.#use((files) => files.space());
  }

  /** A right that ends ends the watching; it is asked for again before each word. */
  async watch(path: string, listener: FolderListener): Promise<FolderWatch> {
    const done = this.#guard.watching();
    try {
      return await this.#use((files, { signal }) =>
        guardedWatch({ files, path, listener, signal, done, enter: this.#guard.enter }),
      );
    } catch (error) {
      done();
      throw error;
    }
  }

  trash(): Promise<TrashList> {
    return this.#use((files, { by }) => files.trash({ by }));
  }

  restore(id: TrashId, options: ActOptions & { to?: string | undefined } = {}): Promise<Placed> {
    return this.#change(options, (files, act) => files.restore(id, { ...options, ...act }));
  }

  emptyTrash(ids?: readonly TrashId[]): Promise<{ removed: number }> {
    // The owner may do so whatever the share is for: it is not the share that changes.
    return this.#use((files, { by }) => files.emptyTrash(ids, { by }));
  }

  #change<T>(
    { signal }: ActOptions,
    work: (files: FileSystem, act: ActOptions) => Promise<T>,
  ): Promise<T> {
    const done = this.#guard.using();
    return this.#use(
      (files, act) => work(files, { by: act.by, signal: both(act.signal, signal) }),
      'write',
    ).finally(done);
  }

  async #use<T>(
    work: (files: FileSystem, act: { by: Actor; signal: AbortSignal }) => Promise<T>,
    needs: ShareAccess = 'read',
  ): Promise<T> {
    const { files, access, ended, by } = this.#guard.enter();
    if (needs === 'write' && access !== 'write')
      throw new HallwayError('share.read_only', 'This share can only be read.', {
        fix: 'Ask its owner to share it for writing.',
      });
    try {
      return await work(files, { by, signal: ended });
    } catch (error) {
      this.#guard.failed(error);
      throw error;
    }
  }
}

function both(ended: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal ? AbortSignal.any([ended, signal]) : ended;
}
