/** Looking into indexes as the owner's side asks for it: whoever does it, nobody waits in its thread. */
import type { FoundEntry, SearchQuery } from '../model/search.ts';

export interface FoundRow extends Omit<FoundEntry, 'share' | 'snippet'> {
  /** The number of its text, where the words are in it. */
  text: number | undefined;
}

/** Each rejects with `request.busy` where it takes too long; `file` is the database of one share. */
export interface Looker {
  /** Best first; undefined where the index cannot be read. */
  look(file: string, query: SearchQuery): Promise<FoundRow[] | undefined>;
  /** Where the words stand in these texts, in their order; undefined as above. */
  snippets(
    file: string,
    words: string,
    texts: readonly number[],
  ): Promise<(string | undefined)[] | undefined>;
  /** The database is about to go, or to be made anew. */
  close(file: string): Promise<void>;
}

export type LookOrder = { id: number } & (
  | { what: 'look'; file: string; query: SearchQuery }
  | { what: 'snippets'; file: string; words: string; texts: readonly number[] }
  | { what: 'close'; file: string }
);

export interface LookNews {
  id: number;
  found: FoundRow[] | (string | undefined)[] | undefined;
}
