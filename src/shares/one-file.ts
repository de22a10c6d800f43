/** One file of a folder as a share of its own: nothing else of that folder exists for its reader. */
import { HallwayError } from '../base/errors.ts';
import type { ArchiveOrder } from '../model/archive.ts';
import type { EntryPage } from '../model/entry.ts';
import { type Archive, makeArchive } from './archive/archive.ts';
import { notFound, notFolder } from './file-error.ts';
import type {
  EntriesOptions,
  EntryGroup,
  FileRead,
  FileStat,
  FileSystem,
  ReadOptions,
} from './file-system.ts';
import { ReadOnlyFiles } from './read-only-files.ts';

export class OneFile extends ReadOnlyFiles implements FileSystem {
  readonly #files: FileSystem;
  readonly #real: string;
  readonly #name: string;

  /** `real`: what it is called in `files`; `name`: what its reader calls it. */
  constructor(files: FileSystem, real: string, name: string) {
    super();
    this.#files = files;
    this.#real = real;
    this.#name = name;
  }

  async list(path: string): Promise<EntryPage> {
    this.#requireRoot(path);
    return { entries: [await this.stat(this.#name)], next: null };
  }

  async *entries(path: string, _options?: EntriesOptions): AsyncGenerator<EntryGroup> {
    yield (await this.list(path)).entries;
  }

  async stat(path: string): Promise<FileStat> {
    if (path === '') return { ...(await this.#files.stat('')), name: '' };
    return { ...(await this.#files.stat(this.#only(path))), name: this.#name };
  }

  async read(path: string, options?: ReadOptions): Promise<FileRead> {
    return this.#files.read(this.#only(path), options);
  }

  async archive(
    order: ArchiveOrder,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Archive> {
    return makeArchive(this, order, options);
  }

  protected refusal(): HallwayError {
    return new HallwayError('share.read_only', 'What is given can only be read.');
  }

  #only(path: string): string {
    if (path !== this.#name) throw notFound();
    return this.#real;
  }

  #requireRoot(path: string): void {
    if (path === this.#name) throw notFolder();
    if (path !== '') throw notFound();
  }
}
