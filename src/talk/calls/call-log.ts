/** Calls that are over, on disk. Whatever is in another workgroup is as if it were not there. */
import type { CallRecord } from '../../model/call.ts';
import type { Database } from '../../store/database.ts';

/** So many are kept, the latest. */
const MOST = 1000;

interface Row extends Omit<CallRecord, 'video' | 'unseen'> {
  video: number;
  unseen: number;
}

export class CallLog {
  readonly #database: Database;
  readonly #workgroup: () => string | undefined;

  constructor(database: Database, workgroup: () => string | undefined) {
    this.#database = database;
    this.#workgroup = workgroup;
  }

  note(record: CallRecord): void {
    const workgroup = this.#workgroup();
    if (workgroup === undefined) return;
    const { id, conversation, from, at, video, end, seconds, unseen } = record;
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT OR IGNORE INTO calls (workgroup, id, conversation, caller, at, video, outcome,
           seconds, unseen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        workgroup,
        id,
        conversation,
        from,
        at,
        Number(video),
        end,
        seconds,
        Number(unseen),
      );
      this.#database.run(
        `DELETE FROM calls WHERE workgroup = ? AND position NOT IN (
           SELECT position FROM calls WHERE workgroup = ? ORDER BY position DESC LIMIT ${MOST})`,
        workgroup,
        workgroup,
      );
    });
  }

  /** The latest ones, oldest of them first. */
  list(conversation: string | undefined, limit: number): CallRecord[] {
    const rows = this.#database.all<Row>(
      `SELECT id, conversation, caller AS "from", at, video, outcome AS "end", seconds, unseen
       FROM calls WHERE workgroup = ? AND (? IS NULL OR conversation = ?)
       ORDER BY position DESC LIMIT ?`,
      this.#workgroup() ?? '',
      conversation ?? null,
      conversation ?? null,
      limit,
    );
    return rows
      .reverse()
      .map((row) => ({ ...row, video: row.video === 1, unseen: row.unseen === 1 }));
  }

  /** How many were missed that nobody has seen. */
  missed(conversation: string): number {
    const found = this.#database.get<{ count: number }>(
      'SELECT COUNT(*) AS count FROM calls WHERE workgroup = ? AND conversation = ? AND unseen = 1',
      this.#workgroup() ?? '',
      conversation,
    );
    return found?.count ?? 0;
  }

  /** True if there were any. */
  seen(conversation: string): boolean {
    const changed = this.#database.run(
      'UPDATE calls SET unseen = 0 WHERE workgroup = ? AND conversation = ? AND unseen = 1',
      this.#workgroup() ?? '',
      conversation,
    );
    return changed > 0;
  }
}
