/** The table `shares`: what this PC shares, as it was decided. */
import type { ResourceId } from '../model/id.ts';
import type { OwnShare } from '../model/share.ts';
import type { Database } from '../store/database.ts';

/** A share without what changes by itself. */
export type ShareRecord = Omit<OwnShare, 'device' | 'available'> & { created: number };

interface ShareRow {
  id: string;
  name: string;
  path: string;
  kind: string;
  access: string;
  audience: string;
  until: number | null;
  created: number;
  hidden: number;
  size_limit: number | null;
  image: number;
}

export class ShareStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Oldest first. */
  all(): ShareRecord[] {
    return this.#database
      .all<ShareRow>(
        `SELECT id, name, path, kind, access, audience, until, created, hidden, size_limit, image
         FROM shares ORDER BY created, id`,
      )
      .map(({ audience, hidden, size_limit: limit, image, ...row }) => ({
        ...row,
        ...(image === 1 ? { image: true } : {}),
        kind: row.kind === 'drive' ? 'drive' : 'folder',
        access: row.access === 'write' ? 'write' : 'read',
        with: JSON.parse(audience) as ShareRecord['with'],
        hidden: hidden === 1,
        limit,
      }));
  }

  add(share: ShareRecord): void {
    this.#database.run(
      `INSERT INTO shares
         (id, name, path, kind, access, audience, until, created, hidden, size_limit, image)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      share.id,
      share.name,
      share.path,
      share.kind,
      share.access,
      JSON.stringify(share.with),
      share.until,
      share.created,
      share.hidden ? 1 : 0,
      share.limit,
      share.image === true ? 1 : 0,
    );
  }

  /** Whom it is for and how it may be used. */
  change({ id, access, with: audience, until, hidden, limit }: ShareRecord): void {
    this.#database.run(
      `UPDATE shares SET access = ?, audience = ?, until = ?, hidden = ?, size_limit = ?
       WHERE id = ?`,
      access,
      JSON.stringify(audience),
      until,
      hidden ? 1 : 0,
      limit,
      id,
    );
  }

  remove(id: ResourceId): void {
    this.#database.run('DELETE FROM shares WHERE id = ?', id);
  }
}
