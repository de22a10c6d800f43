/** What the person of this device should hear of (table `print_notices`): few, and kept. */
import { MAX_NOTICES, type Notice, type NoticeKind } from '../model/notice.ts';
import type { Database } from '../store/database.ts';

interface Row {
  id: number;
  at: number;
  kind: NoticeKind;
  text: string;
  job: string | null;
  printer: string | null;
  read: number;
  over: number;
}

export type NewNotice = Pick<Notice, 'at' | 'kind' | 'text' | 'job' | 'printer'>;

export class NoticeStore {
  readonly #db: Database;
  /** What is not over, by its subject: most jobs change without a word about them here. */
  readonly #standing = new Map<string, NoticeKind>();

  constructor(db: Database) {
    this.#db = db;
    const sql = 'SELECT subject, kind FROM print_notices WHERE over = 0';
    for (const { subject, kind } of db.all<{ subject: string; kind: NoticeKind }>(sql))
      this.#standing.set(subject, kind);
  }

  /** `subject`: what it is about; told once as long as that is not over. False if it was told. */
  add(subject: string, notice: NewNotice): boolean {
    if (this.#standing.has(subject)) return false;
    this.#db.runLazily(
      `INSERT INTO print_notices (subject, at, kind, text, job, printer, read, over)
       VALUES (?, ?, ?, ?, ?, ?, 0, 0)`,
      subject,
      notice.at,
      notice.kind,
      notice.text,
      notice.job,
      notice.printer,
    );
    this.#standing.set(subject, notice.kind);
    const dropped = this.#db.all<{ subject: string; over: number }>(
      `DELETE FROM print_notices WHERE id <=
         (SELECT id FROM print_notices ORDER BY id DESC LIMIT 1 OFFSET ${MAX_NOTICES})
       RETURNING subject, over`,
    );
    for (const old of dropped) if (old.over === 0) this.#standing.delete(old.subject);
    return true;
  }

  /** Latest first. */
  all(): Notice[] {
    return this.#db
      .all<Row>(
        'SELECT id, at, kind, text, job, printer, read, over FROM print_notices ORDER BY id DESC',
      )
      .map((row) => ({ ...row, read: row.read === 1, over: row.over === 1 }));
  }

  /** What it told of is over. True if that is news. */
  end(subject: string): boolean {
    if (!this.#standing.has(subject)) return false;
    const sql = 'UPDATE print_notices SET over = 1 WHERE subject = ? AND over = 0';
    this.#db.runLazily(sql, subject);
    return this.#standing.delete(subject);
  }

  /** Subjects of this kind that are not over. */
  standing(kind: NoticeKind): string[] {
    return Array.from(this.#standing).flatMap(([subject, of]) => (of === kind ? [subject] : []));
  }

  /** Undefined: all of them. */
  markRead(ids: readonly number[] | undefined): void {
    if (!ids) this.#db.run('UPDATE print_notices SET read = 1 WHERE read = 0');
    else
      this.#db.transaction(() => {
        for (const id of ids) this.#db.run('UPDATE print_notices SET read = 1 WHERE id = ?', id);
      });
  }
}
