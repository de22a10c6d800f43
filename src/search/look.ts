/** Looks into the index of one share: what has these words in its name, its place or its text. */
import type { FileKind, SearchQuery } from '../model/search.ts';
import type { SqlValue } from '../store/database.ts';
import type { FoundRow } from './looker.ts';
import { joined, type ShareIndex } from './share-index.ts';
import { nameScore, textScore } from './scores.ts';
import { snippetOf, soughtIn } from './snippet.ts';
import { folded, ftsTerm, type Term } from './words.ts';

export const DEFAULT_LIMIT = 50;
/**
 * Words that are in more names or texts than this are not ranked, those that were indexed last come
 * first: among so many BM25 says next to nothing, and takes as long as there are files.
 */
const MOST_RANKED = { names: 20_000, texts: 3000, parts: 0 } as const;
/** A trigram has three letters. */
const LEAST_PART = 3;

interface Row {
  id: number;
  folder: string;
  name: string;
  kind: FileKind;
  size: number;
  modified: number;
  content: string;
  rank: number;
}

/** Best first. `terms` are those of the query's words; none find nothing. */
export function lookInto(index: ShareIndex, query: SearchQuery, terms: readonly Term[]): FoundRow[] {
  if (terms.length === 0) return [];
  const limit = query.limit ?? DEFAULT_LIMIT;
  const look = looker(index, query, limit);
  const each = terms.map(ftsTerm);
  const all = each.join(' AND ');
  const found = new Map<number, Row & { score: number }>();
  const add = (row: Row, score: number): void => {
    const before = found.get(row.id);
    // Found in its name and in its text, it is rather what was meant.
    found.set(row.id, { ...row, score: before ? Math.min(1, before.score + score / 10) : score });
  };
  const named = look('names', `(name : (${each.join(' OR ')})) AND ${all}`, 'rank');
  for (const row of named) add(row, nameScore(terms, row.name));
  const read = new Set<number>();
  for (const row of look('texts', all, 'rank')) {
    read.add(row.id);
    add(row, textScore(row.rank));
  }
  const parts = terms.map(({ text }) => folded(text));
  if (found.size < limit && parts.every((part) => part.length >= LEAST_PART))
    for (const row of look('parts', trigrams(parts), 'last')) {
      const name = folded(row.name);
      // That all its trigrams are in a name does not say that they stand together.
      if (!found.has(row.id) && parts.every((part) => name.includes(part)))
        add(row, nameScore(terms, row.name));
    }
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

function trigrams(parts: readonly string[]): string {
  const each = parts.flatMap((part) =>
    Array.from({ length: part.length - LEAST_PART + 1 }, (_none, at) =>
      part.slice(at, at + LEAST_PART),
    ),
  );
  return each.map((three) => `"${three.replaceAll('"', '""')}"`).join(' AND ');
}

type Table = 'names' | 'parts' | 'texts';
type Look = (table: Table, match: string, order: 'rank' | 'last') => Row[];

function looker(index: ShareIndex, query: SearchQuery, limit: number): Look {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const { kinds, minSize, maxSize, since, until } = query;
  if (kinds) {
    conditions.push(`kind IN (${kinds.map(() => '?').join(', ')})`);
    values.push(...kinds);
  }
  for (const [condition, value] of [
    ['size >= ?', minSize],
    ['size <= ?', maxSize],
    ['modified >= ?', since],
    ['modified <= ?', until],
  ] as const) {
    if (value === undefined) continue;
    conditions.push(condition);
    values.push(value);
  }
  // Folders have no size of their own.
  if (minSize !== undefined || maxSize !== undefined) conditions.push(`kind <> 'folder'`);
  const filter = conditions.map((condition) => ` AND ${condition}`).join('');
  return (table, match, order) => {
    const usual = order === 'rank' ? usualRank(index, table, match) : 0;
    const rows = index.db.all<Row>(
      `SELECT entries.id, folders.path AS folder, entries.name, kind, size, modified, content,
         ${usual === undefined && table === 'texts' ? 'rank' : '0 AS rank'}
       FROM ${table} JOIN entries ON entries.id = ${table}.rowid
         JOIN folders ON folders.id = entries.folder
       WHERE ${table} MATCH ?${filter}
       ORDER BY ${usual === undefined ? 'rank' : `${table}.rowid DESC`} LIMIT ?`,
      match,
      ...values,
      limit,
    );
    return usual ? rows.map((row) => ({ ...row, rank: usual })) : rows;
  };
}

/** Where too many files match to be ranked: about what the rank of each would be. */
function usualRank(index: ShareIndex, table: Table, match: string): number | undefined {
  const most = MOST_RANKED[table];
  const more = index.db.get(
    `SELECT rowid FROM ${table} WHERE ${table} MATCH ? LIMIT 1 OFFSET ?`,
    match,
    most,
  );
  if (!more) return undefined;
  const { id } = index.db.get<{ id: number }>('SELECT MAX(id) AS id FROM entries') ?? { id: 0 };
  return -Math.max(0.1, Math.log(id / most));
}

/** Where the words stand in these texts. */
export function snippetsIn(
  index: ShareIndex,
  terms: readonly Term[],
  texts: readonly number[],
): string[] {
  const sought = soughtIn(terms);
  return texts.map((id) => {
    const text = index.body(id);
    return text === undefined ? '' : snippetOf(text, sought);
  });
}
