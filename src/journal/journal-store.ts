/** Own entries, and the newest entry of each of the others that this PC has seen, on disk. */
import type { DeviceId } from '../model/id.ts';
import type { JournalName } from '../model/journal.ts';
import type { Database } from '../store/database.ts';
import type { SignedEntry } from './entry.ts';

/** The newest that is known of one author. */
export interface SeenHead {
  author: DeviceId;
  journal: JournalName;
  seq: number;
  id: string;
  text: string;
  /** Another entry for the same place: its author contradicts itself. */
  rival: string | null;
}

export class JournalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Durable when it returns. */
  append({ id, text, entry }: SignedEntry): void {
    const { workgroup, by, journal, seq } = entry;
    this.#database.run(
      'INSERT INTO journal_entries (workgroup, author, journal, seq, id, text) VALUES (?, ?, ?, ?, ?, ?)',
      workgroup,
      by,
      journal,
      seq,
      id,
      text,
    );
  }

  last(
    workgroup: string,
    author: DeviceId,
    journal: JournalName,
  ): { seq: number; id: string } | undefined {
    return this.#database.get<{ seq: number; id: string }>(
      `SELECT seq, id FROM journal_entries WHERE workgroup = ? AND author = ? AND journal = ?
       ORDER BY seq DESC LIMIT 1`,
      workgroup,
      author,
      journal,
    );
  }

  /** Own entries from `seq` on, some at a time. */
  page(
    workgroup: string,
    author: DeviceId,
    journal: JournalName,
    from: number,
  ): { seq: number; text: string }[] {
    return this.#database.all<{ seq: number; text: string }>(
      `SELECT seq, text FROM journal_entries
       WHERE workgroup = ? AND author = ? AND journal = ? AND seq >= ? ORDER BY seq LIMIT 500`,
      workgroup,
      author,
      journal,
      from,
    );
  }

  heads(workgroup: string): SeenHead[] {
    return this.#database.all<SeenHead>(
      'SELECT author, journal, seq, id, text, rival FROM journal_heads WHERE workgroup = ?',
      workgroup,
    );
  }

  /** May be lost in a power cut: whoever has it tells it again. */
  keepHead(workgroup: string, head: SeenHead): void {
    this.#database.runLazily(
      `INSERT INTO journal_heads (workgroup, author, journal, seq, id, text, rival)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (workgroup, author, journal) DO UPDATE SET
         seq = excluded.seq, id = excluded.id, text = excluded.text, rival = excluded.rival`,
      workgroup,
      head.author,
      head.journal,
      head.seq,
      head.id,
      head.text,
      head.rival,
    );
  }

  /** Nothing of other workgroups is kept of others. */
  forgetOthers(workgroup: string | undefined): void {
    this.#database.run('DELETE FROM journal_heads WHERE workgroup IS NOT ?', workgroup ?? '');
  }
}
