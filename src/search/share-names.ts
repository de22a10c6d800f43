/**
 * Entries of one share and their names, by words and as lines, written many at a time: a statement
 * costs as much as the row.
 */
import type { FileKind } from '../model/search.ts';
import type { Database, SqlValue } from '../store/database.ts';
import { Reading } from './index-schema.ts';
import type { IndexedEntry } from './indexed-files.ts';
import { NameLines } from './name-lines.ts';
import { indexText } from './words.ts';

/** Rows of one statement; of those that are left over. */
const TOGETHER = 96;
const LEFT_OVER = 8;

interface NewEntry {
  folder: number;
  place: string;
  kind: FileKind;
  entry: IndexedEntry;
}

export class ShareNames {
  readonly #db: Database;
  readonly lines: NameLines;
  #waiting: NewEntry[] = [];
  /** Names of the newest entries, not yet written down as lines. */
  #unlined: { id: number; name: string }[] = [];
  /** The newest number that was given, while one transaction lasts: there is one writer. */
  #last = 0;

  constructor(db: Database) {
    this.#db = db;
    this.lines = new NameLines(db);
  }

  /** At the beginning of a transaction in which names are added. */
  begin(): void {
    this.#waiting = [];
    this.#unlined = [];
    this.#last = this.#db.get<{ last: number }>('SELECT last FROM given')?.last ?? 0;
  }

  /** `place` is the folder's path as the index knows it. Written with others, or by `write`. */
  add(entry: NewEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length < TOGETHER) return;
    this.#put(this.#waiting);
    this.#waiting = [];
  }

  write(): void {
    for (let at = 0; at < this.#waiting.length; ) {
      const count = this.#waiting.length - at >= LEFT_OVER ? LEFT_OVER : 1;
      this.#put(this.#waiting.slice(at, at + count));
      at += count;
    }
    this.#waiting = [];
    if (this.#unlined.length === 0) return;
    this.lines.add(this.#unlined);
    this.#unlined = [];
    this.#db.runLazily('UPDATE given SET last = ?', this.#last);
  }

  remove(id: number): void {
    this.#db.runLazily('DELETE FROM entries WHERE id = ?', id);
    this.#db.runLazily('DELETE FROM names WHERE rowid = ?', id);
  }

  #put(entries: readonly NewEntry[]): void {
    const rows: SqlValue[] = [];
    const names: SqlValue[] = [];
    for (const { folder, place, kind, entry } of entries) {
      const { name, size, modified } = entry;
      const id = (this.#last += 1);
      rows.push(id, folder, name, kind, size, modified, readingOf(entry));
      names.push(id, indexText(name), place);
      this.#unlined.push({ id, name });
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
