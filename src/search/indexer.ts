/**
 * Brings the index of a share up to what is in the share: folder by folder, so that a search finds
 * what was seen so far, then the contents of files, one by one. Runs beside the agent's own thread.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { asHallwayError } from '../base/errors.ts';
import type { ByteRange } from '../base/byte-range.ts';
import type { Entry, EntryPage } from '../model/entry.ts';
import { joined, type ShareIndex, type ToRead } from './share-index.ts';
import type { TextExtractors } from './text/text-extractor.ts';

/** What is needed of a share's files, as its members see them. */
export interface IndexedFiles {
  list(path: string, options: { after?: string | undefined; limit: number }): Promise<EntryPage>;
  read(path: string, options: { range?: ByteRange }): Promise<{ size: number; stream: Readable }>;
}

export interface IndexerOptions {
  index: ShareIndex;
  files: IndexedFiles;
  extractors: TextExtractors;
  /** Folders that were looked through; all of them are told once. */
  seen: (folders: readonly string[]) => void;
  /** A file is about to be read. */
  reads: (path: string) => void;
}

const PAGE = 5000;
/** Folders are told by so many. */
const TOLD = 200;
/** Whether two files are the same is told by their ends and their size. */
const END_BYTES = 64 * 1024;
const TEXTS_AT_ONCE = 64;

export class Indexer {
  readonly #options: IndexerOptions;
  #seen: string[] = [];

  constructor(options: IndexerOptions) {
    this.#options = options;
  }

  /** The whole share. Throws where its root cannot be listed. */
  async all(): Promise<void> {
    const { index } = this.#options;
    const known = new Set(index.folders());
    await this.#folder('', (path) => known.delete(path));
    // In the order of their paths those above go first, and take the others with them.
    for (const path of Array.from(known).toSorted()) index.dropFolder(path);
    this.#tell(1);
  }

  /** These folders, and those below them that were not known. */
  async folders(paths: readonly string[]): Promise<void> {
    const known = new Set(this.#options.index.folders());
    for (const path of paths) {
      try {
        await this.#folder(path, () => {}, known);
      } catch (error) {
        // The folder above tells that it is gone.
        if (asHallwayError(error).code === 'path.not_found') this.#options.index.dropFolder(path);
      }
    }
    this.#tell(1);
  }

  async #folder(
    root: string,
    reached: (path: string) => void,
    passedOver: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const waiting = [root];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      let entries: Entry[];
      try {
        entries = await this.#list(path);
      } catch (error) {
        if (path === root) throw error;
        // It may not be read, or went meanwhile.
        this.#options.index.dropFolder(path);
        continue;
      }
      this.#options.index.setFolder(path, entries);
      reached(path);
      this.#seen.push(path);
      this.#tell(TOLD);
      for (const { name, kind } of entries) {
        const below = joined(path, name);
        if (kind === 'folder' && !passedOver.has(below)) waiting.push(below);
      }
    }
  }

  async #list(path: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    let after: string | undefined;
    do {
      const page = await this.#options.files.list(path, { after, limit: PAGE });
      entries.push(...page.entries);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return entries;
  }

  #tell(least: number): void {
    if (this.#seen.length < least) return;
    this.#options.seen(this.#seen);
    this.#seen = [];
  }

  /** Reads files whose content is not known, until there is none, or `stopped` says so. */
  async contents(stopped: () => boolean): Promise<void> {
    const { index, reads } = this.#options;
    for (;;) {
      const next = index.toRead(TEXTS_AT_ONCE);
      if (next.length === 0) return;
      for (const file of next) {
        if (stopped()) return;
        reads(file.path);
        index.begin(file);
        const content = await this.#content(file).catch(() => '');
        const text = content === '' ? undefined : await this.#text(file).catch(() => '');
        index.setText(file, text, content);
      }
    }
  }

  #text(file: ToRead): Promise<string | undefined> {
    const { extractors } = this.#options;
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    if (!extractors.reads(name)) return Promise.resolve('');
    return extractors.text({
      name,
      size: file.size,
      read: (bytes) => this.#part(file, 0, Math.min(bytes, file.size) - 1),
    });
  }

  async #content(file: ToRead): Promise<string> {
    const { size } = file;
    const hash = createHash('sha256').update(`${size}\n`);
    hash.update(await this.#part(file, 0, Math.min(size, END_BYTES) - 1));
    if (size > END_BYTES)
      hash.update(await this.#part(file, Math.max(END_BYTES, size - END_BYTES), size - 1));
    return hash.digest('base64url').slice(0, 22);
  }

  async #part({ path }: ToRead, start: number, end: number): Promise<Buffer> {
    const { stream } = await this.#options.files.read(path, { range: { start, end } });
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(Buffer.from(part as Buffer));
    return Buffer.concat(parts);
  }
}
