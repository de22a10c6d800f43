/** Small facts that survive a restart, as text by key. */
import type { Database } from './database.ts';

export class Settings {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** One of them, for a part that needs no other. */
  entry(key: string): { get(): string | undefined; set(value: string): void } {
    return { get: () => this.get(key), set: (value) => this.set(key, value) };
  }

  get(key: string): string | undefined {
    return this.#database.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)
      ?.value;
  }

  /** `undefined` removes it. */
  set(key: string, value: string | undefined): void {
    if (value === undefined) {
      this.#database.run('DELETE FROM settings WHERE key = ?', key);
      return;
    }
    this.#database.run(
      `INSERT INTO settings (key, value) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      key,
      value,
    );
  }
}
