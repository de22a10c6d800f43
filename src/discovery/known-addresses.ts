/** Addresses at which a device was reached, to dial again where multicast does not get through. */
import type { Clock } from '../base/clock.ts';
import type { Target } from '../net/tls-link.ts';
import type { Database } from '../store/database.ts';

const KEPT = 8;

export class KnownAddresses {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Call after a handshake proved that the device is there. Keeps the newest 8. */
  remember(device: string, host: string, port: number): void {
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO known_addresses (device, host, port, worked_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (device, host, port) DO UPDATE SET worked_at = excluded.worked_at`,
        device,
        host,
        port,
        this.#clock.now(),
      );
      this.#database.run(
        `DELETE FROM known_addresses WHERE device = ? AND rowid NOT IN (
           SELECT rowid FROM known_addresses WHERE device = ?
           ORDER BY worked_at DESC, rowid DESC LIMIT ${KEPT})`,
        device,
        device,
      );
    });
  }

  /** Newest first, 8 at most. */
  of(device: string): Target[] {
    return this.#database.all<Target>(
      `SELECT host, port FROM known_addresses WHERE device = ?
       ORDER BY worked_at DESC, rowid DESC LIMIT ${KEPT}`,
      device,
    );
  }

  /** Another device has this address now. */
  drop(device: string, host: string, port: number): void {
    this.#database.run(
      'DELETE FROM known_addresses WHERE device = ? AND host = ? AND port = ?',
      device,
      host,
      port,
    );
  }

  forget(device: string): void {
    this.#database.run('DELETE FROM known_addresses WHERE device = ?', device);
  }
}
