/** To whom this PC lends its way, and what each used on which day (tables `internet_…`). */
import type { DeviceId } from '../model/id.ts';
import type { LentTerms } from '../model/internet.ts';
import type { Database } from '../store/database.ts';

export interface LentRecord extends LentTerms {
  device: DeviceId;
}

export class InternetStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Oldest first. */
  all(): LentRecord[] {
    return this.#database
      .all<{ device: string; quota: number; ends: number | null }>(
        'SELECT device, quota, ends FROM internet_lent ORDER BY rowid',
      )
      .map(({ device, quota, ends }) => ({ device, quota, until: ends }));
  }

  put({ device, quota, until }: LentRecord): void {
    this.#database.run(
      `INSERT INTO internet_lent (device, quota, ends) VALUES (?, ?, ?)
       ON CONFLICT (device) DO UPDATE SET quota = excluded.quota, ends = excluded.ends`,
      device,
      quota,
      until,
    );
  }

  remove(device: DeviceId): void {
    this.#database.run('DELETE FROM internet_lent WHERE device = ?', device);
  }

  usedOn(device: DeviceId, day: string): number {
    return (
      this.#database.get<{ bytes: number }>(
        'SELECT bytes FROM internet_use WHERE device = ? AND day = ?',
        device,
        day,
      )?.bytes ?? 0
    );
  }

  /** Of the days from `first` on, `except` left out. */
  usedFrom(device: DeviceId, first: string, except: string): number {
    return (
      this.#database.get<{ bytes: number | null }>(
        'SELECT SUM(bytes) AS bytes FROM internet_use WHERE device = ? AND day >= ? AND day <> ?',
        device,
        first,
        except,
      )?.bytes ?? 0
    );
  }

  /** It survives a crash: what may be handed on then was counted before. */
  setUsed(device: DeviceId, day: string, bytes: number): void {
    this.#database.runLazily(
      `INSERT INTO internet_use (device, day, bytes) VALUES (?, ?, ?)
       ON CONFLICT (device, day) DO UPDATE SET bytes = excluded.bytes`,
      device,
      day,
      bytes,
    );
  }

  forgetBefore(day: string): void {
    this.#database.runLazily('DELETE FROM internet_use WHERE day < ?', day);
  }
}
