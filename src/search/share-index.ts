/**
 * What is in one share, in a database of its own: who may not see a share is answered without its
 * database being opened, and nothing in it moves the ranks of another. Names by words, beginnings and
 * parts; texts by words and beginnings.
 */
import { deflateRawSync } from 'node:zlib';
import type { Entry } from '../model/entry.ts';
import type { FileKind } from '../model/search.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { fileKind } from './file-kind.ts';
import { folded, indexText } from './words.ts';

const TOKENS = `tokenize = 'unicode61 remove_diacritics 2'`;
const CONTENTLESS = `content = '', contentless_delete = 1`;

const MIGRATIONS = [
  `
  CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
  -- reading: 0 nothing to read in it, 1 to be read, 2 read, 3 given up.
  -- content: the same for files with the same content; empty while nobody looked.
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    reading INTEGER NOT NULL,
    content TEXT NOT NULL DEFAULT '',
    UNIQUE (folder, name)
  ) STRICT;
  CREATE INDEX entries_to_read ON entries (id) WHERE reading = 1;
  -- The file that is being read, and for which time; none where id is 0.
  CREATE TABLE begun (id INTEGER NOT NULL, times INTEGER NOT NULL) STRICT;
  INSERT INTO begun VALUES (0, 0);
  -- Texts as they are, deflated, to show where something stands.
  CREATE TABLE bodies (id INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT;
  CREATE VIRTUAL TABLE names USING fts5 (name, place, ${CONTENTLESS}, ${TOKENS});
  CREATE VIRTUAL TABLE parts USING fts5 (name, ${CONTENTLESS}, tokenize = 'trigram', detail = 'none');
  CREATE VIRTUAL TABLE texts USING fts5 (text, ${CONTENTLESS}, ${TOKENS});
  `,
];

export const Reading = { nothing: 0, wanted: 1, done: 2, given: 3 } as const;
/** Once it may have been the PC that went down. */
const MOST_TIMES = 2;

export interface ToRead {
  id: number;
  /** In the share. */
  path: string;
  size: number;
  modified: number;
}

export interface ReadFile {
  file: ToRead;
  /** Undefined: it was given up. */
  text: string | undefined;
  /** The same for files with the same content; empty where nobody knows. */
  content: string;
}

interface Row {
  id: number;
  name: string;
  kind: FileKind;
  size: number;
  modified: number;
}

export class ShareIndex {
  readonly db: Database;
  /** The newest id, while one folder is being written: there is one writer. */
  #last = 0;

  /** Throws where the file is no such database; it can be removed and made anew. */
  constructor(file: string) {
    this.db = openDatabase(file, { migrations: MIGRATIONS, durable: false });
  }

  /** For whoever writes to it: a file during which a process ended for the second time is given up. */
  giveUpBegun(): void {
    this.db.run(
      `UPDATE entries SET reading = ${Reading.given} WHERE reading = ${Reading.wanted}
         AND id = (SELECT id FROM begun WHERE times >= ${MOST_TIMES})`,
    );
  }

  close(): void {
    this.db.close();
  }

  /** Entries of all folders. */
  size(): number {
    return this.db.get<{ count: number }>('SELECT COUNT(*) AS count FROM entries')?.count ?? 0;
  }

  /** Folders that are known, in no order. */
  folders(): string[] {
    return this.db.all<{ path: string }>('SELECT path FROM folders').map(({ path }) => path);
  }

  /**
   * A folder has these entries now, and no others. True if anything is different.
   */
  setFolder(path: string, entries: readonly Entry[]): boolean {
    return this.db.transaction(() => {
      this.db.runLazily('INSERT OR IGNORE INTO folders (path) VALUES (?)', path);
      const folder = this.#folder(path) ?? 0;
      const known = new Map(
        this.db
          .all<Row>('SELECT id, name, kind, size, modified FROM entries WHERE folder = ?', folder)
          .map((row) => [row.name, row]),
      );
      const place = indexText(path);
      this.#last = this.db.get<{ id: number | null }>('SELECT MAX(id) AS id FROM entries')?.id ?? 0;
      let changed = false;
      for (const entry of entries) {
        const { name, size, modified } = entry;
        const kind = entry.kind === 'folder' ? 'folder' : fileKind(name);
        const before = known.get(name);
        known.delete(name);
        if (before?.kind === kind) {
          // The time of a folder changes with what is in it, which says nothing of itself.
          if (before.size === size && before.modified === modified) continue;
          this.#update(before.id, entry);
        } else {
          if (before) this.#remove(path, before);
          this.#insert(folder, place, kind, entry);
        }
        changed = true;
      }
      for (const gone of known.values()) this.#remove(path, gone);
      return changed || known.size > 0;
    });
  }

  /** A folder and all that was below it is gone. */
  dropFolder(path: string): void {
    this.db.transaction(() => this.#drop(path));
  }

  /** Files whose texts are to be read, from one id on. */
  toRead(limit: number, after = 0): ToRead[] {
    return this.db
      .all<{ id: number; folder: string; name: string; size: number; modified: number }>(
        `SELECT entries.id, folders.path AS folder, name, size, modified FROM entries
         JOIN folders ON folders.id = entries.folder
         WHERE reading = ${Reading.wanted} AND entries.id > ? ORDER BY entries.id LIMIT ?`,
        after,
        limit,
      )
      .map(({ folder, name, ...rest }) => ({ ...rest, path: joined(folder, name) }));
  }

  /** A file that may end this process is being read. */
  begin({ id }: ToRead): void {
    this.db.runLazily(
      'UPDATE begun SET times = CASE WHEN id = ? THEN times + 1 ELSE 1 END, id = ?',
      id,
      id,
    );
  }

  /** It did not. */
  end(): void {
    this.db.runLazily('UPDATE begun SET id = 0, times = 0');
  }

  /** What was read in files. */
  setTexts(read: readonly ReadFile[]): void {
    this.db.transaction(() => {
      for (const one of read) this.#setText(one);
    });
  }

  #setText({ file: { id, size, modified }, text, content }: ReadFile): void {
    const found = this.db.runLazily(
      'UPDATE entries SET reading = ?, content = ? WHERE id = ? AND size = ? AND modified = ?',
      text === undefined ? Reading.given : Reading.done,
      content,
      id,
      size,
      modified,
    );
    // It changed meanwhile, and will be read again.
    if (found === 0) return;
    this.#dropText(id);
    if (!text) return;
    this.db.runLazily('INSERT INTO texts (rowid, text) VALUES (?, ?)', id, indexText(text));
    const body = deflateRawSync(Buffer.from(text), { level: 1 });
    this.db.runLazily('INSERT INTO bodies (id, text) VALUES (?, ?)', id, body);
  }

  #folder(path: string): number | undefined {
    return this.db.get<{ id: number }>('SELECT id FROM folders WHERE path = ?', path)?.id;
  }

  #insert(folder: number, place: string, kind: FileKind, { name, size, modified }: Entry): void {
    const id = (this.#last += 1);
    this.db.runLazily(
      'INSERT INTO entries (id, folder, name, kind, size, modified, reading) VALUES (?, ?, ?, ?, ?, ?, ?)',
      id,
      folder,
      name,
      kind,
      size,
      modified,
      size > 0 ? Reading.wanted : Reading.nothing,
    );
    this.db.runLazily(
      'INSERT INTO names (rowid, name, place) VALUES (?, ?, ?)',
      id,
      indexText(name),
      place,
    );
    this.db.runLazily('INSERT INTO parts (rowid, name) VALUES (?, ?)', id, folded(name));
  }

  #update(id: number, { size, modified }: Entry): void {
    this.db.runLazily(
      `UPDATE entries SET size = ?, modified = ?, reading = ?, content = '' WHERE id = ?`,
      size,
      modified,
      size > 0 ? Reading.wanted : Reading.nothing,
      id,
    );
  }

  #remove(folder: string, { id, name, kind }: Row): void {
    this.db.runLazily('DELETE FROM entries WHERE id = ?', id);
    this.db.runLazily('DELETE FROM names WHERE rowid = ?', id);
    this.db.runLazily('DELETE FROM parts WHERE rowid = ?', id);
    this.#dropText(id);
    if (kind === 'folder') this.#drop(joined(folder, name));
  }

  #dropText(id: number): void {
    if (this.db.runLazily('DELETE FROM bodies WHERE id = ?', id) > 0)
      this.db.runLazily('DELETE FROM texts WHERE rowid = ?', id);
  }

  #drop(path: string): void {
    const folder = this.#folder(path);
    if (folder === undefined) return;
    const rows = this.db.all<Row>(
      'SELECT id, name, kind, size, modified FROM entries WHERE folder = ?',
      folder,
    );
    for (const row of rows) this.#remove(path, row);
    this.db.runLazily('DELETE FROM folders WHERE id = ?', folder);
  }
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
