/**
 * Properties that programs keep with files and folders (RFC 4918 section 4.2: dead properties). They
 * stay with this PC, also those of a peer's files, and follow what is moved or copied through it.
 */
import { HallwayError } from '../../base/errors.ts';
import type { Database } from '../../store/database.ts';
import type { ShareKey } from './dav-tree.ts';
import { folderOf } from './dav-tree.ts';

export interface DeadProperty {
  uri: string;
  name: string;
  /** The content of its element, as XML. */
  value: string;
  /** The language that was said of it (RFC 4918 section 4.3); empty for none. */
  language: string;
}

const MOST_OF_ONE = 100;
const MOST_BYTES_OF_ONE = 128 * 1024;
const MOST = 500_000;

interface PropertyRow extends DeadProperty {
  path: string;
}

const COLUMNS = 'path, uri, name, value, language';

export class PropertyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  of(share: ShareKey, path: string): DeadProperty[] {
    return this.#database.all<PropertyRow>(
      `SELECT ${COLUMNS} FROM dav_properties WHERE share = ? AND path = ? ORDER BY uri, name`,
      keyOf(share),
      path,
    );
  }

  /** Of everything in a folder, by path. */
  inFolder(share: ShareKey, folder: string): Map<string, DeadProperty[]> {
    const rows = this.#database.all<PropertyRow>(
      `SELECT ${COLUMNS} FROM dav_properties WHERE share = ? AND folder = ? ORDER BY uri, name`,
      keyOf(share),
      folder,
    );
    return Map.groupBy(rows, ({ path }) => path);
  }

  /** All or nothing; a property without a value is removed. Throws `disk.full` beyond its bounds. */
  change(share: ShareKey, path: string, changes: readonly PropertyChange[]): void {
    this.#database.transaction(() => {
      for (const { uri, name, set } of changes) {
        this.#database.run(
          'DELETE FROM dav_properties WHERE share = ? AND path = ? AND uri = ? AND name = ?',
          keyOf(share),
          path,
          uri,
          name,
        );
        if (set) this.#insert(share, { path, uri, name, ...set });
      }
      const kept = this.of(share, path);
      const bytes = kept.reduce((sum, { value, name }) => sum + value.length + name.length, 0);
      if (kept.length > MOST_OF_ONE || bytes > MOST_BYTES_OF_ONE) throw full();
      if (changes.some(({ set }) => set)) this.#checkRoom();
    });
  }

  /** What stood at a path is gone, with everything below it. */
  forget(share: ShareKey, path: string): void {
    this.#database.run(
      `DELETE FROM dav_properties WHERE share = ? AND (path = ? OR (path >= ? AND path < ?))`,
      keyOf(share),
      path,
      ...rangeBelow(path),
    );
  }

  /** They go with what was moved or copied; what stood at the target is gone. */
  follow(
    from: { share: ShareKey; path: string },
    to: { share: ShareKey; path: string },
    options: { move: boolean; deep: boolean },
  ): void {
    const rows = this.#database
      .all<PropertyRow>(
        `SELECT ${COLUMNS} FROM dav_properties
         WHERE share = ? AND (path = ? OR (path >= ? AND path < ?))`,
        keyOf(from.share),
        from.path,
        ...rangeBelow(from.path),
      )
      .filter(({ path }) => options.deep || path === from.path);
    this.#database.transaction(() => {
      this.forget(to.share, to.path);
      if (options.move) this.forget(from.share, from.path);
      for (const row of rows)
        this.#insert(to.share, { ...row, path: rebased(row.path, from.path, to.path) });
      if (rows.length > 0) this.#checkRoom();
    });
  }

  #insert(share: ShareKey, { path, uri, name, value, language }: PropertyRow): void {
    this.#database.run(
      `INSERT INTO dav_properties (share, folder, path, uri, name, value, language)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      keyOf(share),
      folderOf(path) ?? null,
      path,
      uri,
      name,
      value,
      language,
    );
  }

  #checkRoom(): void {
    const last = this.#database.get<{ n: number }>(
      'SELECT coalesce(max(rowid), 0) - coalesce(min(rowid), 0) AS n FROM dav_properties',
    );
    if ((last?.n ?? 0) < MOST) return;
    const count = this.#database.get<{ n: number }>('SELECT count(*) AS n FROM dav_properties');
    if ((count?.n ?? 0) >= MOST) throw full();
  }
}

export interface PropertyChange {
  uri: string;
  name: string;
  set: { value: string; language: string } | undefined;
}

function keyOf({ device, share }: ShareKey): string {
  return `${device}/${share}`;
}

/** `/` and the character behind it bound what is below a path. */
function rangeBelow(path: string): [string, string] {
  return path === '' ? ['', '\u{10ffff}'] : [`${path}/`, `${path}0`];
}

function rebased(path: string, from: string, to: string): string {
  if (path === from) return to;
  return `${to}/${from === '' ? path : path.slice(from.length + 1)}`;
}

function full(): HallwayError {
  return new HallwayError('disk.full', 'There is no room for more properties.');
}
