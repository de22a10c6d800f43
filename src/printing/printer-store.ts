/** What outlives the agent about this device's printers (table `printers`). */
import type { PrinterBackendKind } from '../model/printer.ts';
import type { Database } from '../store/database.ts';

export interface StoredPrinter {
  id: string;
  backend: PrinterBackendKind;
  key: string;
  name: string;
  uri: string;
  shared: boolean;
  /** To every device of the LAN. */
  opened: boolean;
}

export class PrinterStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  all(): StoredPrinter[] {
    return this.#db
      .all<Omit<StoredPrinter, 'shared' | 'opened'> & { shared: number; opened: number }>(
        'SELECT id, backend, key, name, uri, shared, opened FROM printers ORDER BY created, rowid',
      )
      .map((row) => ({ ...row, shared: row.shared === 1, opened: row.opened === 1 }));
  }

  put(printer: StoredPrinter, now: number): void {
    this.#db.run(
      `INSERT INTO printers (id, backend, key, name, uri, shared, opened, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, uri = excluded.uri,
         shared = excluded.shared, opened = excluded.opened`,
      printer.id,
      printer.backend,
      printer.key,
      printer.name,
      printer.uri,
      printer.shared ? 1 : 0,
      printer.opened ? 1 : 0,
      now,
    );
  }

  remove(id: string): void {
    this.#db.run('DELETE FROM printers WHERE id = ?', id);
  }
}
