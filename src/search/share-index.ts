/**
 * What is in one share, in a database of its own: who may not see a share is answered without its
 * database being opened, and nothing in it moves the ranks of another. Names by words, beginnings and
 * parts; texts by words and beginnings.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FileKind } from '../model/search.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { fileKind } from './file-kind.ts';
import { INDEX_TABLES, Reading } from './index-schema.ts';
import type { IndexedEntry } from './indexed-files.ts';
import { folded, indexText } from './words.ts';

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
  reading: number;
}

const FOLDER_ROWS = 'SELECT id, name, kind, size, modified, reading FROM entries WHERE folder = ?';
/** Shorter texts are kept as they are: to deflate one takes longer than to index it. */
const DEFLATED_FROM = 4096;

export class ShareIndex {
  readonly db: Database;
  /** The newest id, while one folder is being written: there is one writer. */
  #last = 0;

  /** Throws where the file is no such database; it can be removed and made anew. */
  constructor(file: string, { cacheKb }: { cacheKb?: number } = {}) {
    this.db = openDatabase(file, { migrations: INDEX_TABLES, durable: false, cacheKb });
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
  setFolder(path: string, entries: readonly IndexedEntry[]): boolean {
    return this.setFolders([{ path, entries }]);
  }

  /** Those above first. */
  setFolders(folders: readonly { path: string; entries: readonly IndexedEntry[] }[]): boolean {
    return this.db.transaction(() => {
      this.#last = this.db.get<{ id: number | null }>('SELECT MAX(id) AS id FROM entries')?.id ?? 0;
      let changed = false;
      for (const { path, entries } of folders) changed = this.#set(path, entries) || changed;
      return changed;
    });
  }

  #set(path: string, entries: readonly IndexedEntry[]): boolean {
    const isNew = this.db.runLazily('INSERT OR IGNORE INTO folders (path) VALUES (?)', path) > 0;
    const folder = this.#folder(path) ?? 0;
    const rows = isNew ? [] : this.db.all<Row>(FOLDER_ROWS, folder);
    const known = new Map(rows.map((row) => [row.name, row]));
    const place = indexText(path);
    let changed = false;
    for (const entry of entries) {
      const { name, size, modified } = entry;
      const kind = entry.kind === 'folder' ? 'folder' : fileKind(name);
      const before = known.get(name);
      known.delete(name);
      if (before?.kind === kind) {
        const here = (before.reading !== Reading.elsewhere) === (entry.elsewhere !== true);
        // The time of a folder changes with what is in it, which says nothing of itself.
        if (before.size === size && before.modified === modified && here) continue;
        this.#update(before.id, entry);
      } else {
        if (before) this.#remove(path, before);
        this.#insert(folder, place, kind, entry);
      }
      changed = true;
    }
    for (const gone of known.values()) this.#remove(path, gone);
    return changed || known.size > 0;
  }

  /** Of a folder: what is left out below it. */
  rules(folder: string): string | undefined {
    return this.db.get<{ text: string }>('SELECT text FROM rules WHERE folder = ?', folder)?.text;
  }

  /** True if they are others than before. */
  setRules(folder: string, text: string | undefined): boolean {
    if (this.rules(folder) === text) return false;
    if (text === undefined) this.db.runLazily('DELETE FROM rules WHERE folder = ?', folder);
    else
      this.db.runLazily('INSERT OR REPLACE INTO rules (folder, text) VALUES (?, ?)', folder, text);
    return true;
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
    this.db.runLazily('INSERT INTO bodies (id, text) VALUES (?, ?)', id, packed(text));
  }

  /** Of a file that was read. */
  body(id: number): string | undefined {
    const row = this.db.get<{ text: Uint8Array }>('SELECT text FROM bodies WHERE id = ?', id);
    if (!row) return undefined;
    const text = Buffer.from(row.text).subarray(1);
    return (row.text[0] === 1 ? inflateRawSync(text) : text).toString('utf8');
  }

  #folder(path: string): number | undefined {
    return this.db.get<{ id: number }>('SELECT id FROM folders WHERE path = ?', path)?.id;
  }

  #insert(folder: number, place: string, kind: FileKind, entry: IndexedEntry): void {
    const { name, size, modified } = entry;
    const id = (this.#last += 1);
    this.db.runLazily(
      'INSERT INTO entries (id, folder, name, kind, size, modified, reading) VALUES (?, ?, ?, ?, ?, ?, ?)',
      id,
      folder,
      name,
      kind,
      size,
      modified,
      readingOf(entry),
    );
    this.db.runLazily(
      'INSERT INTO names (rowid, name, place) VALUES (?, ?, ?)',
      id,
      indexText(name),
      place,
    );
    this.db.runLazily('INSERT INTO parts (rowid, name) VALUES (?, ?)', id, folded(name));
  }

  #update(id: number, entry: IndexedEntry): void {
    this.db.runLazily(
      `UPDATE entries SET size = ?, modified = ?, reading = ?, content = '' WHERE id = ?`,
      entry.size,
      entry.modified,
      readingOf(entry),
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
    for (const row of this.db.all<Row>(FOLDER_ROWS, folder)) this.#remove(path, row);
    this.db.runLazily('DELETE FROM rules WHERE folder = ?', path);
    this.db.runLazily('DELETE FROM folders WHERE id = ?', folder);
  }
}

function readingOf({ size, elsewhere }: IndexedEntry): number {
  if (elsewhere) return Reading.elsewhere;
  return size > 0 ? Reading.wanted : Reading.nothing;
}

/** A first byte says whether the rest is deflated. */
function packed(text: string): Buffer {
  const deflated = text.length >= DEFLATED_FROM;
  const bytes = Buffer.from(text);
  return Buffer.concat([
    Buffer.of(deflated ? 1 : 0),
    deflated ? deflateRawSync(bytes, { level: 1 }) : bytes,
  ]);
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
