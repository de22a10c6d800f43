/** Which queues of this system were made for printers of the workgroup (table `installed_printers`). */
import type { Database } from '../store/database.ts';

export interface StoredQueue {
  /** The printer's device and id. */
  device: string;
  printer: string;
  /** What the system calls it. */
  queue: string;
  /** What the printer was called when it was last seen. */
  name: string;
  /** Where the queue was made to print to. */
  uri: string;
}

export class InstalledStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  all(): StoredQueue[] {
    return this.#db.all<StoredQueue>(
      'SELECT device, printer, queue, name, uri FROM installed_printers ORDER BY queue',
    );
  }

  put({ device, printer, queue, name, uri }: StoredQueue): void {
    this.#db.run(
      `INSERT INTO installed_printers (device, printer, queue, name, uri) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device, printer) DO UPDATE SET queue = excluded.queue, name = excluded.name,
         uri = excluded.uri`,
      device,
      printer,
      queue,
      name,
      uri,
    );
  }

  remove({ device, printer }: Pick<StoredQueue, 'device' | 'printer'>): void {
    this.#db.run(
      'DELETE FROM installed_printers WHERE device = ? AND printer = ?',
      device,
      printer,
    );
  }
}
