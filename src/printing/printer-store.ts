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
}

export class PrinterStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  all(): StoredPrinter[] {
    return this.#db
      .all<Omit<StoredPrinter, 'shared'> & { shared: number }>(
        'SELECT id, backend, key, name, uri, shared FROM printers ORDER BY created, rowid',
      )
      .map((row) => ({ ...row, shared: row.shared === 1 }));
  }

  put(printer: StoredPrinter, now: number): void {
    this.#db.run(
      `INSERT INTO printers (id, backend, key, name, uri, shared, created)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, uri = excluded.uri,
         shared = excluded.shared`,
      printer.id,
      printer.backend,
      printer.key,
      printer.name,
      printer.uri,
      printer.shared ? 1 : 0,
      now,
    );
  }

  remove(id: string): void {
    this.#db.run('DELETE FROM printers WHERE id = ?', id);
  }
}
