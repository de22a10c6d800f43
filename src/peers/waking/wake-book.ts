/** How members can be woken: the hardware addresses that they told, kept while they sleep. */
import type { DeviceId } from '../../model/id.ts';
import type { Database } from '../../store/database.ts';

const MOST = 8;

export class WakeBook {
  readonly #database: Database;
  readonly #of = new Map<DeviceId, readonly string[]>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** A member told its hardware addresses (`aa:bb:cc:dd:ee:ff`). */
  keep(device: DeviceId, macs: readonly string[]): void {
    const kept = Array.from(new Set(macs)).slice(0, MOST).sort();
    if (this.of(device).join() === kept.join()) return;
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM wake_addresses WHERE device = ?', device);
      for (const mac of kept)
        this.#database.run('INSERT INTO wake_addresses (device, mac) VALUES (?, ?)', device, mac);
    });
    this.#of.set(device, kept);
  }

  of(device: DeviceId): readonly string[] {
    let known = this.#of.get(device);
    if (!known) {
      known = this.#database
        .all<{ mac: string }>(
          'SELECT mac FROM wake_addresses WHERE device = ? ORDER BY mac',
          device,
        )
        .map(({ mac }) => mac);
      this.#of.set(device, known);
    }
    return known;
  }

  forget(device: DeviceId): void {
    this.#of.delete(device);
    this.#database.run('DELETE FROM wake_addresses WHERE device = ?', device);
  }
}
