/**
 * Reads the contents of files whose content an index does not know, small ones by the folder, others
 * one by one, and writes down their texts. Runs beside the agent's own thread.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { lastSegment } from '../base/safe-path.ts';
import { parentOf } from './ignore-rules.ts';
import type { IndexedFiles } from './indexed-files.ts';
import type { ReadFile, ShareIndex, ToRead } from './share-index.ts';
import type { TextExtractors } from './text/text-extractor.ts';

export interface ContentReaderOptions {
  index: ShareIndex;
  files: Pick<IndexedFiles, 'read' | 'readSmall'>;
  extractors: TextExtractors;
  /** What transfers call the content of a small file, by its bytes. */
  rootOf: (bytes: Buffer) => string;
  clock: Clock;
  /** A file, and perhaps some after it, is about to be read. */
  reads: (path: string) => void;
}

/** Whether two large files are the same is told by their ends and their size. */
const END_BYTES = 64 * 1024;
/** Those up to this are held as a whole. */
const SMALL_BYTES = 2 * END_BYTES;
/** Files that are held in memory at a time, and those that are being opened. */
const BATCH = 128;
const AT_ONCE = 8;
/** Texts that are written down together: so many, or so long. */
const WRITTEN = 1024;
const WRITTEN_CHARACTERS = 4 * 1024 * 1024;
/** What was read for so long is written down before a file that may end this thread. */
const UNWRITTEN_MS = 1000;

interface Opened {
  file: ToRead;
  head: Buffer;
  /** `head` is all of it. */
  whole: boolean;
  /** Empty where it cannot be read. */
  content: string;
}

export class ContentReader {
  readonly #options: ContentReaderOptions;

  constructor(options: ContentReaderOptions) {
    this.#options = options;
  }

  /** Until there is none left, or `stopped` says so. */
  async read(stopped: () => boolean): Promise<void> {
    const { index, extractors, clock } = this.#options;
    let read: ReadFile[] = [];
    let characters = 0;
    let written = clock.monotonic();
    const write = (): void => {
      index.setTexts(read);
      read = [];
      characters = 0;
      written = clock.monotonic();
    };
    let next = index.toRead(BATCH);
    while (next.length > 0 && !stopped()) {
      for (const one of await this.#open(next)) {
        const safe = extractors.isSafe(lastSegment(one.file.path));
        if (!safe && clock.monotonic() - written > UNWRITTEN_MS) write();
        const { text, ...rest } = await this.#text(one);
        characters += text?.length ?? 0;
        read.push({ text, ...rest });
        if (stopped()) break;
      }
      if (read.length >= WRITTEN || characters >= WRITTEN_CHARACTERS) write();
      next = index.toRead(BATCH, next.at(-1)?.id);
    }
    write();
  }

  /** Of each file the beginning, or all of a small one. */
  async #open(files: readonly ToRead[]): Promise<Opened[]> {
    const { reads } = this.#options;
    const small = new Map<string, ToRead[]>();
    for (const file of files) {
      if (file.size > SMALL_BYTES) continue;
      const folder = parentOf(file.path) ?? '';
      small.set(folder, [...(small.get(folder) ?? []), file]);
    }
    const held = new Map<number, Buffer>();
    for (const [folder, some] of small) {
      reads(some[0]?.path ?? folder);
      const names = some.map(({ path }) => lastSegment(path));
      const found = await this.#options.files.readSmall(folder, names, SMALL_BYTES).catch(() => []);
      for (const [at, { id, size }] of some.entries())
        if (found[at]?.length === size) held.set(id, found[at]);
    }
    return Promise.all(
      inTurns(files, (file) => {
        const head = held.get(file.id);
        if (!head) return this.#openOne(file);
        return { file, head, whole: true, content: this.#options.rootOf(head) };
      }),
    );
  }

  /** Nothing where it cannot be read. */
  async #openOne(file: ToRead): Promise<Opened> {
    const { size } = file;
    this.#options.reads(file.path);
    try {
      const whole = size <= SMALL_BYTES;
      const head = await this.#part(file, 0, (whole ? size : END_BYTES) - 1);
      if (whole) return { file, head, whole, content: this.#options.rootOf(head) };
      const tail = await this.#part(file, size - END_BYTES, size - 1);
      return { file, head, whole, content: endsOf(file, head, tail) };
    } catch {
      return { file, head: Buffer.alloc(0), whole: false, content: '' };
    }
  }

  async #text({ file, head, whole, content }: Opened): Promise<ReadFile> {
    const { index, extractors, reads } = this.#options;
    if (content === '') return { file, text: undefined, content };
    const name = lastSegment(file.path);
    if (!extractors.reads(name)) return { file, text: '', content };
    const safe = extractors.isSafe(name);
    if (!safe) {
      reads(file.path);
      index.begin(file);
    }
    const { size } = file;
    const read = async (bytes: number): Promise<Buffer> =>
      whole || bytes <= head.length
        ? head.subarray(0, bytes)
        : this.#part(file, 0, Math.min(bytes, size) - 1);
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

function endsOf({ size }: ToRead, head: Buffer, tail: Buffer): string {
  const hash = createHash('sha256').update(`${size}\n`).update(head).update(tail);
  return hash.digest('base64url').slice(0, 22);
}

/** Runs `work` for each item, a few at a time, and gives what comes of them in their order. */
function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result> | Result,
): Promise<Result>[] {
  const turns: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  return items.map((item, at) => {
    const lane = at % AT_ONCE;
    const result = (turns[lane] ?? Promise.resolve()).then(() => work(item));
    turns[lane] = result;
    return result;
  });
}
