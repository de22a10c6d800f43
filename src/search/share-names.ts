/**
 * Entries of one share and the words of their names, written many at a time: a statement costs as much
 * as the row. Parts of names follow when the names are known, since they take as long again.
 */
import type { FileKind } from '../model/search.ts';
import type { Database, SqlValue } from '../store/database.ts';
import { Reading } from './index-schema.ts';
import type { IndexedEntry } from './indexed-files.ts';
import { folded, indexText } from './words.ts';

/** Rows of one statement. */
const TOGETHER = 24;

interface NewEntry {
  folder: number;
  place: string;
  kind: FileKind;
  entry: IndexedEntry;
}

export class ShareNames {
  readonly #db: Database;
  #waiting: NewEntry[] = [];
  /** The newest number that was given, while one transaction lasts: there is one writer. */
  #last = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** At the beginning of a transaction in which names are added. */
  begin(): void {
    this.#waiting = [];
    const newest = this.#db.get<{ id: number | null }>('SELECT MAX(id) AS id FROM entries')?.id;
    this.#last = Math.max(newest ?? 0, this.#parted());
  }

  /** `place` is the folder's path as the index knows it. Written with others, or by `write`. */
  add(entry: NewEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length < TOGETHER) return;
    this.#put(this.#waiting);
    this.#waiting = [];
  }

  write(): void {
    for (const one of this.#waiting) this.#put([one]);
    this.#waiting = [];
  }

  remove(id: number, name: string): void {
    this.#db.runLazily('DELETE FROM entries WHERE id = ?', id);
    this.#db.runLazily('DELETE FROM names WHERE rowid = ?', id);
    if (id <= this.#parted())
      this.#db.runLazily(
        `INSERT INTO parts (parts, rowid, name) VALUES ('delete', ?, ?)`,
        id,
        folded(name),
      );
  }

  /** Parts of at most so many names more. False when all are known. */
  addParts(limit: number): boolean {
    return this.#db.transaction(() => {
      const rows = this.#db.all<{ id: number; name: string }>(
        'SELECT id, name FROM entries WHERE id > ? ORDER BY id LIMIT ?',
        this.#parted(),
        limit,
      );
      const last = rows.at(-1);
      if (!last) return false;
      for (let at = 0; at < rows.length; ) {
        const count = rows.length - at >= TOGETHER ? TOGETHER : 1;
        const values = rows
          .slice(at, at + count)
          .flatMap(({ id, name }) => [id, folded(name)] as const);
        this.#insert('parts (rowid, name)', 2, values);
        at += count;
      }
      this.#db.runLazily('UPDATE parted SET until = ?', last.id);
      return rows.length === limit;
    });
  }

  #parted(): number {
    return this.#db.get<{ until: number }>('SELECT until FROM parted')?.until ?? 0;
  }

  #put(entries: readonly NewEntry[]): void {
    const rows: SqlValue[] = [];
    const names: SqlValue[] = [];
    for (const { folder, place, kind, entry } of entries) {
      const { name, size, modified } = entry;
      const id = (this.#last += 1);
      rows.push(id, folder, name, kind, size, modified, readingOf(entry));
      names.push(id, indexText(name), place);
    }
    this.#insert('entries (id, folder, name, kind, size, modified, reading)', 7, rows);
    this.#insert('names (rowid, name, place)', 3, names);
  }

  #insert(into: string, width: number, values: readonly SqlValue[]): void {
    const row = `(${Array.from({ length: width }, () => '?').join(', ')})`;
    const rows = Array.from({ length: values.length / width }, () => row).join(', ');
    this.#db.runLazily(`INSERT INTO ${into} VALUES ${rows}`, ...values);
  }
}

export function readingOf({ size, elsewhere }: IndexedEntry): number {
  if (elsewhere) return Reading.elsewhere;
  return size > 0 ? Reading.wanted : Reading.nothing;
}
