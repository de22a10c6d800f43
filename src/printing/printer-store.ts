/** What outlives the agent about this device's printers (table `printers`). */
import type { PrinterBackendKind } from '../model/printer.ts';
import type { PrinterPolicy } from '../model/printer-policy.ts';
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
  /** What the owner decided; absent: nothing yet. */
  policy?: StoredPolicy | undefined;
}

export interface StoredPolicy extends PrinterPolicy {
  paused: boolean;
}

type Columns = Omit<StoredPrinter, 'shared' | 'opened' | 'policy'> & {
  shared: number;
  opened: number;
  policy: string | null;
};

/** The system's own printers come and go by its list; the others were added one by one. */
export function isSystemPrinter({ backend }: Pick<StoredPrinter, 'backend'>): boolean {
  return backend === 'cups' || backend === 'windows';
}

export class PrinterStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  all(): StoredPrinter[] {
    return this.#db
      .all<Columns>(
        `SELECT id, backend, key, name, uri, shared, opened, policy FROM printers
         ORDER BY created, rowid`,
      )
      .map((row) => ({
        ...row,
        shared: row.shared === 1,
        opened: row.opened === 1,
        policy: row.policy === null ? undefined : (JSON.parse(row.policy) as StoredPolicy),
      }));
  }

  put(printer: StoredPrinter, now: number): void {
    this.#db.run(
      `INSERT INTO printers (id, backend, key, name, uri, shared, opened, created, policy)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, uri = excluded.uri,
         shared = excluded.shared, opened = excluded.opened, policy = excluded.policy`,
      printer.id,
      printer.backend,
      printer.key,
      printer.name,
      printer.uri,
      printer.shared ? 1 : 0,
      printer.opened ? 1 : 0,
      now,
      printer.policy ? JSON.stringify(printer.policy) : null,
    );
  }

  remove(id: string): void {
    this.#db.run('DELETE FROM printers WHERE id = ?', id);
  }
}
