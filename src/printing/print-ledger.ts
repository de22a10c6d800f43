/** What was printed on this device's printers, by whom and for what (table `print_ledger`). */
import type { Job } from '../model/job.ts';
import type { PrinterUsage } from '../model/printer-policy.ts';
import type { Database } from '../store/database.ts';

const DAY = 86_400_000;
/** Two years and a bit, to compare a month with the one of last year. */
const KEPT_FOR = 800 * DAY;
const MAX_ROWS = 5000;

export class PrintLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Counts a printed job; once, however often it is told. It is on the disk with the job's own
   * end, which is journalled next.
   */
  add(job: Job, pages: number, at: number): void {
    this.#db.runLazily(
      `INSERT INTO print_ledger (job, printer, device, account, month, pages, at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job) DO NOTHING`,
      job.id,
      job.printer,
      job.from,
      job.account ?? '',
      monthOf(at),
      pages,
      at,
    );
    this.#db.runLazily('DELETE FROM print_ledger WHERE at < ?', at - KEPT_FOR);
  }

  /** Pages that a member printed on a printer in the month of `now`. */
  pages(printer: string, device: string, now: number): number {
    const row = this.#db.get<{ pages: number | null }>(
      `SELECT SUM(pages) AS pages FROM print_ledger
       WHERE month = ? AND printer = ? AND device = ?`,
      monthOf(now),
      printer,
      device,
    );
    return row?.pages ?? 0;
  }

  /** The latest month first. */
  usage({ month = '', printer = '' }: { month?: string; printer?: string }): PrinterUsage[] {
    return this.#db.all<PrinterUsage>(
      `SELECT month, printer, device, account, COUNT(*) AS jobs, SUM(pages) AS pages
       FROM print_ledger WHERE (? = '' OR month = ?) AND (? = '' OR printer = ?)
       GROUP BY month, printer, device, account
       ORDER BY month DESC, printer, pages DESC LIMIT ${MAX_ROWS}`,
      month,
      month,
      printer,
      printer,
    );
  }
}

/** `2026-11`, by the clock and time zone of this PC. */
function monthOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
