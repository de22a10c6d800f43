/** Which files of a kept copy are Hallway's own: all others are the person's, and are left alone. */
import type { Database } from '../../store/database.ts';
import type { KeepOrder, KeepState } from '../../model/keep.ts';
import { FactRows } from '../fact-rows.ts';

export interface KeepRecord extends KeepOrder {
  readonly id: string;
  readonly created: number;
  readonly kind: 'file' | 'folder';
  state: KeepState;
  files: number;
  bytes: number;
  synced: number | null;
  problem: string | null;
  inTheWay: string[];
}

export interface KeptFile {
  /** In the share. */
  path: string;
  etag: string;
  /** Absolute, on this PC. */
  local: string;
  /** Of the file on the disk: device, inode, size and time. */
  identity: string;
}

export class KeepStore extends FactRows<KeepRecord> {
  readonly #rows: Database;

  constructor(database: Database) {
    super(database, 'keeps');
    this.#rows = database;
  }

  files(keep: string): Map<string, KeptFile> {
    const rows = this.#rows.all<KeptFile>(
      'SELECT path, etag, local, identity FROM keep_files WHERE keep = ?',
      keep,
    );
    return new Map(rows.map((row) => [row.path, row]));
  }

  file(keep: string, path: string): KeptFile | undefined {
    return this.#rows.get<KeptFile>(
      'SELECT path, etag, local, identity FROM keep_files WHERE keep = ? AND path = ?',
      keep,
      path,
    );
  }

  putFile(keep: string, { path, etag, local, identity }: KeptFile): void {
    this.#rows.runLazily(
      `INSERT OR REPLACE INTO keep_files (keep, path, etag, local, identity)
       VALUES (?, ?, ?, ?, ?)`,
      keep,
      path,
      etag,
      local,
      identity,
    );
  }

  forgetFile(keep: string, path: string): void {
    this.#rows.runLazily('DELETE FROM keep_files WHERE keep = ? AND path = ?', keep, path);
  }

  override remove(keep: string): void {
    this.#rows.transaction(() => {
      this.#rows.run('DELETE FROM keep_files WHERE keep = ?', keep);
      super.remove(keep);
    });
  }
}
