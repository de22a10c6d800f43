/**
 * Brings the index of a share up to what is in the share: folder by folder, so that a search finds
 * what was seen so far, then the contents of files, one by one. Runs beside the agent's own thread.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { asHallwayError } from '../base/errors.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { lastSegment } from '../base/safe-path.ts';
import type { Entry, EntryPage } from '../model/entry.ts';
import { joined, type ReadFile, type ShareIndex, type ToRead } from './share-index.ts';
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
/** Files that are held in memory at a time, and those that are being opened. */
const BATCH = 64;
const AT_ONCE = 8;
/** Texts that are written down together: so many, or so long. */
const WRITTEN = 512;
const WRITTEN_CHARACTERS = 4 * 1024 * 1024;

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
    const { index } = this.#options;
    let read: ReadFile[] = [];
    let characters = 0;
    const write = (): void => {
      index.setTexts(read);
      read = [];
      characters = 0;
    };
    let next = index.toRead(BATCH);
    while (next.length > 0 && !stopped()) {
      const opened = await Promise.all(inTurns(next, (file) => this.#open(file)));
      for (const one of opened) {
        const { text, ...rest } = await this.#read(one);
        characters += text?.length ?? 0;
        read.push({ text, ...rest });
        if (stopped()) break;
      }
      // Few large changes to the index cost less than many small ones.
      if (read.length >= WRITTEN || characters >= WRITTEN_CHARACTERS) write();
      next = index.toRead(BATCH, next.at(-1)?.id);
    }
    write();
  }

  /** The ends of a file, or all of a small one; nothing where it cannot be read. */
  async #open(file: ToRead): Promise<Opened> {
    const { size } = file;
    this.#options.reads(file.path);
    try {
      const whole = size <= 2 * END_BYTES;
      const head = await this.#part(file, 0, (whole ? size : END_BYTES) - 1);
      const hash = createHash('sha256').update(`${size}\n`).update(head);
      if (!whole) hash.update(await this.#part(file, size - END_BYTES, size - 1));
      return { file, head, whole, content: hash.digest('base64url').slice(0, 22) };
    } catch {
      return { file, head: Buffer.alloc(0), whole: false, content: '' };
    }
  }

  async #read({ file, head, whole, content }: Opened): Promise<ReadFile> {
    const { index, extractors, reads } = this.#options;
    if (content === '') return { file, text: undefined, content };
    const name = lastSegment(file.path);
    if (!extractors.reads(name)) return { file, text: '', content };
    const safe = extractors.isSafe(name);
    reads(file.path);
    if (!safe) index.begin(file);
    const { size } = file;
    const read = async (bytes: number): Promise<Buffer> =>
      whole ? head.subarray(0, bytes) : this.#part(file, 0, Math.min(bytes, size) - 1);
    const text = await extractors.text({ name, size, read }).catch(() => '');
    if (!safe) index.end();
    return { file, text, content };
  }

  async #part({ path }: ToRead, start: number, end: number): Promise<Buffer> {
    const { stream } = await this.#options.files.read(path, { range: { start, end } });
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(Buffer.from(part as Buffer));
    return Buffer.concat(parts);
  }
}

interface Opened {
  file: ToRead;
  head: Buffer;
  /** `head` is all of it. */
  whole: boolean;
  /** Empty where it cannot be read. */
  content: string;
}

/** Runs `work` for each item, a few at a time, and gives what comes of them in their order. */
function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result>[] {
  const turns: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  return items.map((item, at) => {
    const lane = at % AT_ONCE;
    const result = (turns[lane] ?? Promise.resolve()).then(() => work(item));
    turns[lane] = result;
    return result;
  });
}
