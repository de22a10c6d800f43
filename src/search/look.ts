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
 * So many of what has the words are ranked, those that were indexed last: to rank takes as long as
 * there are files. What has the beginning of a word is not: each beginning is a word of its own for
 * BM25, and to gather them takes long enough once.
 */
const MOST_RANKED = 600;
/** All that has a shorter beginning in its text would take long to gather, and is not what was meant. */
const LEAST_BEGINNING = 3;
/** What somebody finds who typed a beginning alone: less than an ordinary hit of the whole word. */
const BEGUN_RANK = -1;
/** Nothing more is begun after that. */
const LOOK_MS = 150;
/** Fewer letters are in the middle of most names. */
const LEAST_PART = 3;
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
    for (const row of withParts(table, index, terms, isLate))
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
  return table.best('names', match, MOST_RANKED, limit);
}

function withParts(
  table: LookTable,
  index: ShareIndex,
  terms: readonly Term[],
  isLate: () => boolean,
): Row[] {
  const parts = terms.map(({ text }) => folded(text));
  if (parts.some((part) => part.length < LEAST_PART)) return [];
  return table.entries(index.lines.having(parts, MOST_PARTS, isLate)).filter(({ name }) => {
    const own = folded(name);
    return parts.every((part) => own.includes(part));
  });
}

/** Whole words first, since they are found at once; beginnings where these are too few. */
class TextLook {
  readonly #table: LookTable;
  readonly #limit: number;
  readonly #isLate: () => boolean;
  readonly #tables: readonly string[];

  constructor(table: LookTable, index: ShareIndex, limit: number, isLate: () => boolean) {
    this.#table = table;
    this.#limit = limit;
    this.#isLate = isLate;
    this.#tables = index.texts.tables();
  }

  find(terms: readonly Term[]): Row[] {
    const whole = terms.map((term) => ftsTerm({ ...term, exact: true })).join(' AND ');
    const found = this.#words(whole);
    const isShort = terms.some(({ text }) => folded(text).length < LEAST_BEGINNING);
    const begun = terms.map(ftsTerm).join(' AND ');
    if (found.length >= this.#limit || begun === whole || isShort) return found;
    const known = new Set(found.map(({ id }) => id));
    return [...found, ...this.#beginnings(begun).filter(({ id }) => !known.has(id))];
  }

  #words(match: string): Row[] {
    const found: Row[] = [];
    let among = MOST_RANKED;
    for (const table of this.#tables) {
      if (among <= 0 || this.#isLate()) break;
      const rows = this.#table.best(table, match, among, this.#limit);
      among -= rows[0]?.matched ?? 0;
      found.push(...rows);
    }
    return found;
  }

  /** Those first that were indexed last. */
  #beginnings(match: string): Row[] {
    const found: Row[] = [];
    for (const table of this.#tables) {
      const room = this.#limit - found.length;
      if (room <= 0 || this.#isLate()) break;
      found.push(...this.#table.newest(table, match, room));
    }
    return found.map((row) => ({ ...row, rank: BEGUN_RANK }));
  }
}
