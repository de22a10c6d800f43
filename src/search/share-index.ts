/**
 * What is in one share, in a database of its own: who may not see a share is answered without its
 * database being opened, and nothing in it moves the ranks of another. Names by words, beginnings and
 * parts; texts by words and beginnings.
 */
import type { FileKind } from '../model/search.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { fileKind } from './file-kind.ts';
import { INDEX_TABLES, Reading } from './index-schema.ts';
import type { IndexedEntry } from './indexed-files.ts';
import type { NameLines } from './name-lines.ts';
import { readingOf, ShareNames } from './share-names.ts';
import { ShareTexts } from './share-texts.ts';
import { indexText } from './words.ts';

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

export class ShareIndex {
  readonly db: Database;
  readonly texts: ShareTexts;
  readonly #names: ShareNames;

  /** Throws where the file is no such database; it can be removed and made anew. */
  constructor(file: string, { cacheKb }: { cacheKb?: number } = {}) {
    this.db = openDatabase(file, { migrations: INDEX_TABLES, durable: false, cacheKb });
    this.texts = new ShareTexts(this.db);
    this.#names = new ShareNames(this.db);
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
      this.#names.begin();
      let changed = false;
      for (const { path, entries } of folders) changed = this.#set(path, entries) || changed;
      this.#names.write();
      return changed;
    });
  }

  /** For parts of names. */
  get lines(): NameLines {
    return this.#names.lines;
  }

  #set(path: string, entries: readonly IndexedEntry[]): boolean {
    const isNew = this.db.runLazily('INSERT OR IGNORE INTO folders (path) VALUES (?)', path) > 0;
    const folder = this.#folder(path) ?? 0;
    // It may be among those that were told a moment ago.
    if (!isNew) this.#names.write();
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
        this.#names.add({ folder, place, kind, entry });
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
    this.texts.drop(id);
    if (text) this.texts.add(id, text);
  }

  #folder(path: string): number | undefined {
    return this.db.get<{ id: number }>('SELECT id FROM folders WHERE path = ?', path)?.id;
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
    this.#names.remove(id);
    this.texts.drop(id);
    if (kind === 'folder') this.#drop(joined(folder, name));
  }

  #drop(path: string): void {
    const folder = this.#folder(path);
    if (folder === undefined) return;
    for (const row of this.db.all<Row>(FOLDER_ROWS, folder)) this.#remove(path, row);
    this.db.runLazily('DELETE FROM rules WHERE folder = ?', path);
    this.db.runLazily('DELETE FROM folders WHERE id = ?', folder);
  }
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
