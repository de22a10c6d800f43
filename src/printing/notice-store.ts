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

  constructor(db: Database) {
    this.#db = db;
  }

  /** `subject`: what it is about; told once as long as that is not over. False if it was told. */
  add(subject: string, notice: NewNotice): boolean {
    const added = this.#db.runLazily(
      `INSERT INTO print_notices (subject, at, kind, text, job, printer, read, over)
       SELECT ?, ?, ?, ?, ?, ?, 0, 0 WHERE NOT EXISTS
         (SELECT 1 FROM print_notices WHERE subject = ? AND over = 0)`,
      subject,
      notice.at,
      notice.kind,
      notice.text,
      notice.job,
      notice.printer,
      subject,
    );
    if (added > 0)
      this.#db.runLazily(
        `DELETE FROM print_notices WHERE id <=
           (SELECT id FROM print_notices ORDER BY id DESC LIMIT 1 OFFSET ${MAX_NOTICES})`,
      );
    return added > 0;
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
    const sql = 'UPDATE print_notices SET over = 1 WHERE subject = ? AND over = 0';
    return this.#db.runLazily(sql, subject) > 0;
  }

  /** Subjects of this kind that are not over. */
  standing(kind: NoticeKind): string[] {
    return this.#db
      .all<{ subject: string }>(
        'SELECT subject FROM print_notices WHERE kind = ? AND over = 0',
        kind,
      )
      .map(({ subject }) => subject);
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
