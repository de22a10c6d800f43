/** Drives that were taken out a while ago, so that whoever was using one hears that it is gone. */
import { dropOldest } from '../base/oldest.ts';
import type { ResourceId } from '../model/id.ts';
import type { ShareRecord } from './share-store.ts';

const MOST = 50;

export class GoneShares {
  readonly #records = new Map<ResourceId, ShareRecord>();

  add(record: ShareRecord): void {
    this.#records.set(record.id, record);
    dropOldest(this.#records, MOST);
  }

  back(id: ResourceId): void {
    this.#records.delete(id);
  }

  get(id: ResourceId): ShareRecord | undefined {
    return this.#records.get(id);
  }
}
