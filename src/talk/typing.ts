/** Who writes just now: heard of every few seconds, and forgotten soon. */
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { DeviceId } from '../model/id.ts';

const SHOWN_MS = 6000;

export class Typing {
  readonly #clock: Clock;
  readonly #changed: (conversation: string) => void;
  readonly #timers = new Map<string, Map<DeviceId, CancelTimer>>();

  constructor(clock: Clock, changed: (conversation: string) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  in(conversation: string): DeviceId[] {
    return Array.from(this.#timers.get(conversation)?.keys() ?? []);
  }

  heard(conversation: string, device: DeviceId): void {
    let timers = this.#timers.get(conversation);
    if (!timers) this.#timers.set(conversation, (timers = new Map()));
    const before = timers.get(device);
    before?.();
    timers.set(
      device,
      this.#clock.after(SHOWN_MS, () => this.over(conversation, device)),
    );
    if (!before) this.#changed(conversation);
  }

  over(conversation: string, device: DeviceId): void {
    const timers = this.#timers.get(conversation);
    const cancel = timers?.get(device);
    if (!timers || !cancel) return;
    cancel();
    timers.delete(device);
    if (timers.size === 0) this.#timers.delete(conversation);
    this.#changed(conversation);
  }

  stop(): void {
    for (const timers of this.#timers.values()) for (const cancel of timers.values()) cancel();
    this.#timers.clear();
  }
}
