/** Links as they are kept: the facts, and the hash of the secret (table `guest_links`). */
import type { GuestLink } from '../model/guest.ts';
import type { Database } from '../store/database.ts';

export interface GuestRecord {
  link: GuestLink;
  /** SHA-256 of the secret, in base64url. */
  hash: string;
}

export class GuestStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Oldest first. */
  all(): GuestRecord[] {
    return this.#database
      .all<{ hash: string; facts: string }>('SELECT hash, facts FROM guest_links ORDER BY created')
      .map(({ hash, facts }) => ({ hash, link: JSON.parse(facts) as GuestLink }));
  }

  put({ hash, link }: GuestRecord): void {
    this.#database.run(
      `INSERT INTO guest_links (id, hash, facts, created) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, facts = excluded.facts`,
      link.id,
      hash,
      JSON.stringify(link),
      link.created,
    );
  }

  remove(id: string): void {
    this.#database.run('DELETE FROM guest_links WHERE id = ?', id);
  }
}
