/** Things that are kept as JSON under an id, so that they go on after a restart. */
import type { Database } from '../store/database.ts';

export class FactRows<T extends { readonly id: string; readonly created: number }> {
  readonly #database: Database;
  readonly #table: 'sendings' | 'receipts' | 'keeps';

  constructor(database: Database, table: 'sendings' | 'receipts' | 'keeps') {
    this.#database = database;
    this.#table = table;
  }

  /** Oldest first. */
  all(): T[] {
    return this.#database
      .all<{ facts: string }>(`SELECT facts FROM ${this.#table} ORDER BY created`)
      .map(({ facts }) => JSON.parse(facts) as T);
  }

  put(value: T): void {
    this.#database.run(
      `INSERT INTO ${this.#table} (id, facts, created) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET facts = excluded.facts`,
      value.id,
      JSON.stringify(value),
      value.created,
    );
  }

  remove(id: string): void {
    this.#database.run(`DELETE FROM ${this.#table} WHERE id = ?`, id);
  }
}
