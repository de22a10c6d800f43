/**
 * Looks into the indexes of shares for questions, one after the other, and keeps those open that were
 * asked last. It belongs into a thread of its own: databases answer when they answer.
 */
import type { Clock } from '../base/clock.ts';
import type { SearchQuery } from '../model/search.ts';
import { lookInto, snippetsIn } from './look.ts';
import type { FoundRow, Looker } from './looker.ts';
import { ShareIndex } from './share-index.ts';
import { termsOf } from './words.ts';

export interface IndexLooksOptions {
  clock: Clock;
  /** Lets other questions have their turn. */
  turn: () => Promise<void>;
}

/** Each has pages in memory. */
const MOST_OPEN = 12;
const CACHE_KB = 6000;

export class IndexLooks implements Looker {
  readonly #options: IndexLooksOptions;
  /** The one that was asked last stands last. */
  readonly #open = new Map<string, ShareIndex>();

  constructor(options: IndexLooksOptions) {
    this.#options = options;
  }

  async look(file: string, query: SearchQuery): Promise<FoundRow[] | undefined> {
    await this.#options.turn();
    const terms = termsOf(query.words);
    return this.#in(file, [], (index) => lookInto(index, query, terms, this.#options.clock));
  }

  async snippets(
    file: string,
    words: string,
    texts: readonly number[],
  ): Promise<(string | undefined)[] | undefined> {
    const terms = termsOf(words);
    const found: (string | undefined)[] = [];
    for (const text of texts) {
      // Whoever wrote a text may have written it to be slow.
      await this.#options.turn();
      const one = this.#in(file, [''], (index) => snippetsIn(index, terms, [text]));
      if (!one) return undefined;
      found.push(...one);
    }
    return found;
  }

  close(file: string): Promise<void> {
    this.#open.get(file)?.close();
    this.#open.delete(file);
    return Promise.resolve();
  }

  closeAll(): void {
    for (const file of Array.from(this.#open.keys())) void this.close(file);
  }

  /** `none`: what is found where the question, and not the index, is at fault. */
  #in<T>(file: string, none: T, look: (index: ShareIndex) => T): T | undefined {
    try {
      const index = this.#open.get(file) ?? new ShareIndex(file, { cacheKb: CACHE_KB });
      this.#open.delete(file);
      this.#open.set(file, index);
      if (this.#open.size > MOST_OPEN) void this.close(Array.from(this.#open.keys())[0] ?? '');
      return look(index);
    } catch (error) {
      if (isOfQuestion(error)) return none;
      void this.close(file);
      return undefined;
    }
  }
}

/** Nobody's words may pass for a damaged index, which would be made anew. */
function isOfQuestion(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string };
  return code === 'SQLITE_ERROR' && /fts5|unterminated string|MATCH/.test(message);
}
