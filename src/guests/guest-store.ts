/** Links as they are kept: the facts, and the hash of the secret (table `guest_links`). */
import type { GuestLink } from '../model/guest.ts';
import type { Database } from '../store/database.ts';

export interface GuestRecord {
  link: GuestLink;
  /** SHA-256 of the secret, in base64url. */
  hash: string;
  /** Jobs that came by it, unless they were cancelled with it. */
  jobs: readonly string[];
  /** Files that broke off, and what had come of them. */
  lost: { files: number; bytes: number };
}

/** What is kept beside what is told of a link; what is older has none of it. */
type Facts = GuestLink & Partial<Pick<GuestRecord, 'jobs' | 'lost'>>;

export class GuestStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Oldest first. */
  all(): GuestRecord[] {
    return this.#database
      .all<{ hash: string; facts: string }>('SELECT hash, facts FROM guest_links ORDER BY created')
      .map(({ hash, facts }) => {
        const { jobs = [], lost = { files: 0, bytes: 0 }, ...link } = JSON.parse(facts) as Facts;
        return { hash, link, jobs, lost };
      });
  }

  /** `lazily`: a power cut may take it back. */
  put({ hash, link, jobs, lost }: GuestRecord, lazily = false): void {
    const facts: Facts = { ...link, jobs, lost };
    this.#database[lazily ? 'runLazily' : 'run'](
      `INSERT INTO guest_links (id, hash, facts, created) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, facts = excluded.facts`,
      link.id,
      hash,
      JSON.stringify(facts),
      link.created,
    );
  }

  remove(id: string): void {
    this.#database.run('DELETE FROM guest_links WHERE id = ?', id);
  }
}
