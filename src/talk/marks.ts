/**
 * How far each PC has this PC's own messages and its person has read them; and, under this PC's own
 * id, up to which position its person has read.
 */
import type { DeviceId } from '../model/id.ts';
import type { TalkStore } from './talk-store.ts';

export class Marks {
  readonly #store: TalkStore;
  readonly #of = new Map<string, { reached: number; read: number }>();

  constructor(store: TalkStore) {
    this.#store = store;
    for (const { conversation, device, reached, read } of store.marks())
      this.#of.set(`${conversation} ${device}`, { reached, read });
  }

  of(conversation: string, device: DeviceId): { reached: number; read: number } {
    return this.#of.get(`${conversation} ${device}`) ?? { reached: 0, read: 0 };
  }

  /** They only grow. True if one did. */
  raise(conversation: string, device: DeviceId, to: { reached?: number; read?: number }): boolean {
    const before = this.of(conversation, device);
    const reached = Math.max(before.reached, to.reached ?? 0, to.read ?? 0);
    const read = Math.max(before.read, to.read ?? 0);
    if (reached === before.reached && read === before.read) return false;
    this.#store.keepMark({ conversation, device, reached, read });
    this.#of.set(`${conversation} ${device}`, { reached, read });
    return true;
  }
}
