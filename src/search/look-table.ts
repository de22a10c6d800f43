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
const MOST_FILTERED = 20_000;
const TOLD = `entries.id, folders.path AS folder, entries.name, kind, size, modified, content`;

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

  /** Those first that were indexed last. */
  newest(table: string, match: string, limit: number): Row[] {
    const looked = this.#filter === '' ? limit : MOST_FILTERED;
    const sql = `SELECT ${TOLD}, 0 AS rank
      FROM (SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ?) AS hit
        CROSS JOIN entries ON entries.id = hit.rowid
        CROSS JOIN folders ON folders.id = entries.folder
      WHERE TRUE${this.#filter} LIMIT ?`;
    return this.#db.all<Row>(sql, match, looked, ...this.#values, limit);
  }

  /**
   * The best of those `among` that fit and were indexed last; `matched` says of each how many there
   * were. Ranks are counted for these alone: SQLite asks for a rank when the rest of a row fits.
   */
  best(table: string, match: string, among: number, limit: number): (Row & { matched: number })[] {
    const isPlain = this.#filter === '';
    const hits = isPlain
      ? `SELECT rowid AS id, rank FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ?`
      : `SELECT entries.id AS id, rank
         FROM ${table} CROSS JOIN entries ON entries.id = ${table}.rowid
         WHERE ${table} MATCH ?${this.#filter} ORDER BY ${table}.rowid DESC LIMIT ?`;
    const sql = `SELECT ${TOLD}, rank, matched
      FROM (SELECT id, rank, COUNT(*) OVER () AS matched FROM (${hits}) ORDER BY rank LIMIT ?) AS hit
        CROSS JOIN entries ON entries.id = hit.id
        CROSS JOIN folders ON folders.id = entries.folder`;
    return this.#db.all(sql, match, ...this.#values, among, limit);
  }

  /** Of these entries, the newest first. */
  entries(ids: readonly number[]): Row[] {
    const sql = `SELECT ${TOLD}, 0 AS rank
      FROM entries CROSS JOIN folders ON folders.id = entries.folder
      WHERE entries.id IN (SELECT value FROM json_each(?))${this.#filter} ORDER BY entries.id DESC`;
    return this.#db.all<Row>(sql, JSON.stringify(ids), ...this.#values);
  }
}
