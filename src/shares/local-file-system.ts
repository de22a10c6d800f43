/** A folder of this PC as the `FileSystem` of a share; `contained-root.ts` keeps it inside. */
import type { BigIntStats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { platform } from 'node:os';
import type { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { checkNewName, parseSharePath } from '../base/safe-path.ts';
import type { Entry, EntryPage } from '../model/entry.ts';
import { ContainedRoot, type ContainedRootOptions } from './contained-root.ts';
import { fileError, folderExists, notFound, pathExists } from './file-error.ts';
import { FileStream } from './file-stream.ts';
import {
  type FileRead,
  type FileStat,
  type FileSystem,
  type ListOptions,
  pageLimit,
  type ReadOptions,
  type WriteOptions,
  type Written,
} from './file-system.ts';
import { FolderNameCache, indexBehind, type FolderName } from './folder-names.ts';
import { putFile } from './put-file.ts';
import { cutRange, endWith } from './read-part.ts';
import { isTemporaryName, type UploadJournal } from './upload-journal.ts';

/** Entries that are looked at together while a page is made. */
const AT_ONCE = 64;

export interface LocalFileSystemOptions extends ContainedRootOptions {
  clock: Clock;
  journal: UploadJournal;
  log: Log;
  /** Rules for names; of this system unless a test says otherwise. */
  windows?: boolean | undefined;
}

export class LocalFileSystem implements FileSystem {
  readonly #root: ContainedRoot;
  readonly #names: FolderNameCache;
  readonly #journal: UploadJournal;
  readonly #log: Log;
  readonly #rules: { windows: boolean };

  constructor(options: LocalFileSystemOptions) {
    this.#root = new ContainedRoot(options);
    this.#names = new FolderNameCache(options.clock);
    this.#journal = options.journal;
    this.#log = options.log;
    this.#rules = { windows: options.windows ?? platform() === 'win32' };
  }

  /** Special files, links that lead nowhere inside, and names that are not UTF-8 are left out. */
  async list(path: string, options: ListOptions = {}): Promise<EntryPage> {
    const segments = this.#parse(path);
    const limit = pageLimit(options.limit);
    const folder = await this.#root.folder(segments);
    try {
      const { names, unreadable } = await this.#names.read(folder.path, folder.stats);
      if (unreadable > 0) this.#log.warn({ path, unreadable }, 'names that are not UTF-8 left out');
      const entries: Entry[] = [];
      let index = indexBehind(names, options.after);
      // Names that turn out to be nothing to show are replaced, so that a page is short at the end only.
      while (entries.length < limit && index < names.length) {
        const group = names.slice(index, index + Math.min(AT_ONCE, limit - entries.length));
        index += group.length;
        const looks = group.map((name) => this.#look(folder.path, segments, name));
        for (const entry of await Promise.all(looks)) if (entry) entries.push(entry);
      }
      const next = index < names.length ? (names[index - 1]?.name ?? null) : null;
      return { entries, next };
    } catch (error) {
      throw fileError(error);
    } finally {
      await folder.close();
    }
  }

  async stat(path: string): Promise<FileStat> {
    const segments = this.#parse(path);
    const found = await this.#root.locate(segments);
    await found.close();
    const entry = entryOf(segments.at(-1) ?? '', found.stats);
    if (!entry) throw notFound();
    return { ...entry, etag: etagOf(found.stats) };
  }

  async read(path: string, { range, signal }: ReadOptions = {}): Promise<FileRead> {
    const { handle, stats } = await this.#root.file(this.#parse(path));
    try {
      const size = Number(stats.size);
      const part = cutRange(range, size);
      const start = part?.start ?? 0;
      const length = part ? part.end - part.start + 1 : size;
      const stream = new FileStream(handle, stats, start, length);
      if (signal) endWith(stream, signal);
      return { size, modified: modifiedOf(stats), etag: etagOf(stats), range: part, stream };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    const { parent, name } = this.#parseNew(path);
    const folder = await this.#root.folder(parent);
    try {
      const real = await this.#root.realPath(folder);
      return await putFile({ folder: folder.path, real, name }, source, this.#journal, options);
    } catch (error) {
      throw fileError(error);
    } finally {
      await folder.close();
    }
  }

  async createFolder(path: string): Promise<void> {
    const { parent, name } = this.#parseNew(path);
    const folder = await this.#root.folder(parent);
    try {
      await mkdir(`${folder.path}/${name}`);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? folderExists(error)
        : fileError(error);
    } finally {
      await folder.close();
    }
  }

  #parse(path: string): string[] {
    const segments = parseSharePath(path, this.#rules);
    if (segments.some(isTemporaryName)) throw notFound();
    return segments;
  }

  #parseNew(path: string): { parent: string[]; name: string } {
    const parent = this.#parse(path);
    const name = parent.pop();
    // The root of a share is there already.
    if (name === undefined) throw pathExists();
    checkNewName(name, this.#rules);
    return { parent, name };
  }

  /** An entry that can be shown; undefined for one that is gone, special, hidden or leads out. */
  async #look(
    folder: string,
    segments: readonly string[],
    { name, kind }: FolderName,
  ): Promise<Entry | undefined> {
    try {
      let stats = await lstat(`${folder}/${name}`, { bigint: true });
      if (kind === 'link' || stats.isSymbolicLink()) {
        const target = await this.#root.locate([...segments, name]);
        await target.close();
        ({ stats } = target);
      }
      return this.#root.isHidden(stats) ? undefined : entryOf(name, stats);
    } catch {
      return undefined;
    }
  }
}

function entryOf(name: string, stats: BigIntStats): Entry | undefined {
  const modified = modifiedOf(stats);
  if (stats.isDirectory()) return { name, kind: 'folder', size: 0, modified };
  return stats.isFile() ? { name, kind: 'file', size: Number(stats.size), modified } : undefined;
}

/** Milliseconds; never before 1970, which `Timestamp` cannot say. */
function modifiedOf(stats: BigIntStats): number {
  return Math.max(0, Number(stats.mtimeNs / 1_000_000n));
}

function etagOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return `"${[dev, ino, size, mtimeNs].map((value) => value.toString(36)).join('-')}"`;
}
