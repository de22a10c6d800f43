/** Who may use a share at this moment: whom it is for, until when, and nobody while all is paused. */
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { DeviceId } from '../model/id.ts';
import type { Database } from '../store/database.ts';
import { Settings } from '../store/settings.ts';
import type { ShareRecord } from './share-store.ts';

const PAUSED = 'shares.paused';

export class ShareGate extends Emitter<{ changed: undefined }> {
  readonly #device: DeviceId;
  readonly #clock: Clock;
  readonly #settings: Settings;
  #paused: boolean;

  constructor({ device, clock, database }: { device: DeviceId; clock: Clock; database: Database }) {
    super();
    this.#device = device;
    this.#clock = clock;
    this.#settings = new Settings(database);
    this.#paused = this.#settings.get(PAUSED) !== undefined;
  }

  /** Colleagues can use nothing of this PC for now; it stays so over a restart. */
  get paused(): boolean {
    return this.#paused;
  }

  pause(on: boolean): void {
    if (on === this.#paused) return;
    this.#settings.set(PAUSED, on ? 'yes' : undefined);
    this.#paused = on;
    this.emit('changed', undefined);
  }

  allows(record: ShareRecord, device: DeviceId): boolean {
    if (record.until !== null && record.until <= this.#clock.now()) return false;
    if (device === this.#device) return true;
    return !this.#paused && (record.with === 'everyone' || record.with.includes(device));
  }
}
