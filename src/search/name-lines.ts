/**
 * Names of one share as they are compared, a line each: what has some letters anywhere in its name is
 * found by looking through all of them. They are a few MB where files are many, and to write them down
 * costs next to nothing; an index of trigrams costs as much as all else of a name.
 */
import type { Database } from '../store/database.ts';
import { folded } from './words.ts';

/** Names of one row, at most; rows that are read at a time. */
const NAMES = 4000;
const ROWS = 8;
/** Each change adds a row. With more than these, and so many for a row, all are written anew. */
const MOST_ROWS = 500;
const NEWLINE = 10;
/** Between a name and the number of its entry. */
const PART = 1;

interface Named {
  id: number;
  name: string;
}

export class NameLines {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The oldest first; none is known yet, or all of them are written anew. */
  add(entries: readonly Named[]): void {
    const [first] = entries;
    if (!first) return;
    const lines = entries.map(({ id, name }) => `${lineOf(name)}\u0001${id.toString(36)}`);
    const bytes = Buffer.from(`\n${lines.join('\n')}\n`);
    this.#db.runLazily('INSERT INTO lines (first, names) VALUES (?, ?)', first.id, bytes);
  }

  /**
   * Entries with all of these letters in their names, `parts` being folded: the newest first, at most
   * `most`. Some may be gone, or have another name by now.
   */
  having(parts: readonly string[], most: number, isLate: () => boolean): number[] {
    const [longest = '', ...others] = parts.toSorted((a, b) => b.length - a.length);
    const needle = Buffer.from(longest);
    const found: number[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; found.length < most && !isLate(); ) {
      const rows = this.#db.all<{ first: number; names: Uint8Array }>(
        'SELECT first, names FROM lines WHERE first < ? ORDER BY first DESC LIMIT ?',
        before,
        ROWS,
      );
      for (const { names } of rows) found.push(...idsIn(names, needle, others));
      const last = rows.at(-1);
      if (!last) break;
      before = last.first;
    }
    return found.slice(0, most);
  }

  /** Writes them anew where they are in many small rows. */
  tidy(): void {
    const rows = this.#count('lines');
    if (rows <= MOST_ROWS || rows <= MOST_ROWS + this.#count('entries') / 1000) return;
    this.#db.transaction(() => {
      this.#db.runLazily('DELETE FROM lines');
      for (let after = 0; ; ) {
        const entries = this.#db.all<Named & object>(
          'SELECT id, name FROM entries WHERE id > ? ORDER BY id LIMIT ?',
          after,
          NAMES,
        );
        this.add(entries);
        const last = entries.at(-1);
        if (!last) break;
        after = last.id;
      }
    });
  }

  #count(table: 'lines' | 'entries'): number {
    return this.#db.get<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`)?.count ?? 0;
  }
}

/** Nothing in it parts lines, or a name from its number. */
function lineOf(name: string): string {
  // oxlint-disable-next-line no-control-regex
  return folded(name).replace(/[\n\u0001]/gu, ' ');
}

/** Newest first. */
function idsIn(bytes: Uint8Array, needle: Buffer, others: readonly string[]): number[] {
  const names = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: number[] = [];
  for (let at = names.indexOf(needle); at !== -1; ) {
    const end = names.indexOf(NEWLINE, at);
    const part = names.lastIndexOf(PART, end);
    const name =
      others.length > 0 ? names.toString('utf8', names.lastIndexOf(NEWLINE, at), part) : '';
    if (at < part && others.every((other) => name.includes(other)))
      found.push(Number.parseInt(names.toString('latin1', part + 1, end), 36));
    at = names.indexOf(needle, end);
  }
  return found.toReversed();
}
