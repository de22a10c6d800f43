/** Questions to one table of an index, with the filters of what was asked. */
import type { FileKind, SearchQuery } from '../model/search.ts';
import type { Database, SqlValue } from '../store/database.ts';

export interface Row {
  id: number;
  folder: string;
  name: string;
  kind: FileKind;
  size: number;
  modified: number;
  content: string;
  /** As FTS5 gives it; 0 where it was not asked for. */
  rank: number;
}

/** So many of what has the words are looked at for what else was asked: a filter may fit nothing. */
const MOST_FILTERED = 50_000;

export class LookTable {
  readonly #db: Database;
  readonly #filter: string;
  readonly #values: readonly SqlValue[];

  constructor(db: Database, query: SearchQuery) {
    this.#db = db;
    const { kinds, minSize, maxSize, since, until } = query;
    const conditions: string[] = [];
    const values: SqlValue[] = [];
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
    this.#filter = conditions.map((condition) => ` AND ${condition}`).join('');
    this.#values = values;
  }

  /** How many match, filters aside; no further than to `most`. */
  count(table: string, match: string, most: number): number {
    const sql = `SELECT COUNT(*) AS count FROM (SELECT rowid FROM ${table} WHERE ${table} MATCH ? LIMIT ?)`;
    return this.#db.get<{ count: number }>(sql, match, most)?.count ?? 0;
  }

  /** By rank, or those first that were indexed last. */
  rows(table: string, match: string, order: 'rank' | 'last', limit: number): Row[] {
    const rank = order === 'rank' ? 'rank' : '0 AS rank';
    const by = order === 'rank' ? 'rank' : `${table}.rowid DESC`;
    const told = `entries.id, folders.path AS folder, entries.name, kind, size, modified, content`;
    // Without a filter nothing is looked up but what is told.
    const sql =
      this.#filter === ''
        ? `SELECT ${told}, rank
           FROM (SELECT rowid, ${rank} FROM ${table} WHERE ${table} MATCH ? ORDER BY ${by} LIMIT ?) AS hit
             CROSS JOIN entries ON entries.id = hit.rowid
             CROSS JOIN folders ON folders.id = entries.folder`
        : `SELECT ${told}, rank
           FROM (SELECT rowid, ${rank} FROM ${table} WHERE ${table} MATCH ? ORDER BY ${by}
               LIMIT ${MOST_FILTERED}) AS hit
             CROSS JOIN entries ON entries.id = hit.rowid
             CROSS JOIN folders ON folders.id = entries.folder
           WHERE TRUE${this.#filter} LIMIT ?`;
    return this.#db.all<Row>(sql, match, ...this.#values, limit);
  }
}
