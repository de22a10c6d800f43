/** Looks into the index of one share: what has these words in its name, its place or its text. */
import type { Clock } from '../base/clock.ts';
import type { SearchQuery } from '../model/search.ts';
import { LookTable, type Row } from './look-table.ts';
import type { FoundRow } from './looker.ts';
import { joined, type ShareIndex } from './share-index.ts';
import { nameScore, TEXT_PART, textScore } from './scores.ts';
import { snippetOf, soughtIn } from './snippet.ts';
import { folded, ftsTerm, type Term } from './words.ts';

export const DEFAULT_LIMIT = 50;
/**
 * What is in more names or texts than this is not ranked, those that were indexed last come first:
 * among so many BM25 says next to nothing, and takes as long as there are files. Beginnings of words
 * are ranked if they are few: each of them is a word of its own for BM25.
 */
const MOST_RANKED = { names: 20_000, words: 3000, beginnings: 300 } as const;
/** What somebody finds who typed a beginning alone, against one who typed the word. */
const BEGUN_PART = 0.5;
/** Nothing more is begun after that. */
const LOOK_MS = 150;
/** A trigram has three letters. */
const LEAST_PART = 3;
/** Names that have all trigrams, of which some have them in other places. */
const MOST_PARTS = 400;

/** Best first. `terms` are those of the query's words; none find nothing. */
export function lookInto(
  index: ShareIndex,
  query: SearchQuery,
  terms: readonly Term[],
  clock: Clock,
): FoundRow[] {
  if (terms.length === 0) return [];
  const limit = query.limit ?? DEFAULT_LIMIT;
  const until = clock.monotonic() + LOOK_MS;
  const isLate = (): boolean => clock.monotonic() > until;
  const table = new LookTable(index.db, query);
  const found = new Map<number, Row & { score: number }>();
  const read = new Set<number>();
  const add = (row: Row, score: number): void => {
    const before = found.get(row.id);
    const both = before && Math.min(1, before.score + score * TEXT_PART);
    found.set(row.id, { ...row, score: both ?? score });
  };
  for (const row of inNames(table, terms, limit)) add(row, nameScore(terms, row.name));
  const texts = new TextLook(table, index, limit, isLate);
  for (const { rank, ...row } of texts.find(terms)) {
    read.add(row.id);
    add({ ...row, rank }, textScore(rank));
  }
  if (found.size < limit && !isLate())
    for (const row of withParts(table, terms))
      if (found.size < limit && !found.has(row.id)) add(row, nameScore(terms, row.name));
  return Array.from(found.values())
    .toSorted((a, b) => b.score - a.score || b.modified - a.modified)
    .slice(0, limit)
    .map(({ id, folder, name, kind, size, modified, content, score }) => ({
      path: joined(folder, name),
      kind,
      size,
      modified,
      text: read.has(id) ? id : undefined,
      score,
      content,
    }));
}

/** Where the words stand in these texts. */
export function snippetsIn(
  index: ShareIndex,
  terms: readonly Term[],
  texts: readonly number[],
): string[] {
  const sought = soughtIn(terms);
  return texts.map((id) => {
    const text = index.texts.body(id);
    return text === undefined ? '' : snippetOf(text, sought);
  });
}

/** All words in its name and its place, and one at least in its name. */
function inNames(table: LookTable, terms: readonly Term[], limit: number): Row[] {
  const each = terms.map(ftsTerm);
  const all = each.join(' AND ');
  const match =
    each.length === 1 ? `name : (${all})` : `(name : (${each.join(' OR ')})) AND ${all}`;
  const many = table.count('names', match, MOST_RANKED.names + 1) > MOST_RANKED.names;
  return table.rows('names', match, many ? 'last' : 'rank', limit);
}

function withParts(table: LookTable, terms: readonly Term[]): Row[] {
  const parts = terms.map(({ text }) => folded(text));
  if (parts.some((part) => part.length < LEAST_PART)) return [];
  // That all its trigrams are in a name does not say that they stand together.
  return table.rows('parts', trigrams(parts), 'last', MOST_PARTS).filter(({ name }) => {
    const own = folded(name);
    return parts.every((part) => own.includes(part));
  });
}

/** As few as have each letter of the parts. */
function trigrams(parts: readonly string[]): string {
  const each = parts.flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / LEAST_PART) }, (_none, piece) => {
      const at = Math.min(piece * LEAST_PART, part.length - LEAST_PART);
      return part.slice(at, at + LEAST_PART);
    }),
  );
  return each.map((three) => `"${three.replaceAll('"', '""')}"`).join(' AND ');
}

/** Whole words first, since they are found at once; beginnings where these are too few. */
class TextLook {
  readonly #table: LookTable;
  readonly #index: ShareIndex;
  readonly #limit: number;
  readonly #isLate: () => boolean;
  readonly #tables: readonly string[];

  constructor(table: LookTable, index: ShareIndex, limit: number, isLate: () => boolean) {
    this.#table = table;
    this.#index = index;
    this.#limit = limit;
    this.#isLate = isLate;
    this.#tables = index.texts.tables();
  }

  find(terms: readonly Term[]): Row[] {
    const whole = terms.map((term) => ftsTerm({ ...term, exact: true })).join(' AND ');
    const found = this.#match(whole, MOST_RANKED.words);
    const begun = terms.map(ftsTerm).join(' AND ');
    if (found.length >= this.#limit || begun === whole) return found;
    const known = new Set(found.map(({ id }) => id));
    const more = this.#match(begun, MOST_RANKED.beginnings).filter(({ id }) => !known.has(id));
    return [...found, ...more.map((row) => ({ ...row, rank: row.rank * BEGUN_PART }))];
  }

  #match(match: string, most: number): Row[] {
    const holding: string[] = [];
    let matched = 0;
    for (const table of this.#tables) {
      if (this.#isLate()) break;
      const here = this.#table.count(table, match, most - matched + 1);
      if (here > 0) holding.push(table);
      matched += here;
      if (matched > most) return this.#newest(match, most);
    }
    return holding.flatMap((table) =>
      this.#isLate() ? [] : this.#table.rows(table, match, 'rank', this.#limit),
    );
  }

  #newest(match: string, most: number): Row[] {
    const { id } = this.#index.db.get<{ id: number }>('SELECT MAX(id) AS id FROM entries') ?? {
      id: 0,
    };
    // About what the rank of each would be.
    const rank = -Math.max(0.1, Math.log(id / most));
    const found: Row[] = [];
    for (const table of this.#tables) {
      const room = this.#limit - found.length;
      if (room <= 0 || this.#isLate()) break;
      found.push(...this.#table.rows(table, match, 'last', room));
    }
    return found.map((row) => ({ ...row, rank }));
  }
}
