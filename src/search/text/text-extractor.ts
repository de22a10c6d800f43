/** How the text of a file is read: by the ending of its name, within limits. */
import { endingOf } from '../file-kind.ts';

/** Most characters of one file that are looked for. */
export const MAX_TEXT = 256 * 1024;

export interface ExtractorInput {
  /** The name without its folders. */
  name: string;
  /** Bytes of the whole file. */
  size: number;
  /** Its first bytes, at most so many. */
  read: (bytes: number) => Promise<Buffer>;
}

export interface TextExtractor {
  /** In lower case, without dots. */
  endings: readonly string[];
  /** Larger files are not read. */
  maxBytes: number;
  /** Nothing that is in a file can end the thread or take long. */
  safe?: boolean;
  /** Throws where there is no such document, or it is more than may be read. */
  extract: (input: ExtractorInput) => Promise<string> | string;
}

export class TextExtractors {
  readonly #byEnding: ReadonlyMap<string, TextExtractor>;

  constructor(extractors: readonly TextExtractor[]) {
    this.#byEnding = new Map(
      extractors.flatMap((one) => one.endings.map((ending) => [ending, one] as const)),
    );
  }

  /** Of all files that have a text. */
  get endings(): string[] {
    return Array.from(this.#byEnding.keys());
  }

  /** Whether files of this name have a text. */
  reads(name: string): boolean {
    return this.#byEnding.has(endingOf(name));
  }

  /** Whether nothing can happen while one of this name is read. */
  isSafe(name: string): boolean {
    return this.#byEnding.get(endingOf(name))?.safe ?? !this.reads(name);
  }

  /** Undefined where the file has none that can be read. */
  async text(input: ExtractorInput): Promise<string | undefined> {
    const extractor = this.#byEnding.get(endingOf(input.name));
    if (!extractor || input.size > extractor.maxBytes) return undefined;
    const text = await extractor.extract(input);
    return text.slice(0, MAX_TEXT).toWellFormed();
  }
}

/** As its mark or its bytes say: UTF-8, UTF-16, else Windows-1252. */
export function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    // The end may be in the middle of a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
