/**
 * Addresses at which another device answered than the one that was looked for. They are not tried
 * for ever: each time it happens again, the next try is further away.
 */
import type { Clock } from '../../base/clock.ts';
import { dropOldest } from '../../base/oldest.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Target } from '../../net/tls-link.ts';
import { targetKey } from './targets.ts';

const WAITS_MS = [10_000, 60_000, 300_000, 3_600_000] as const;
/** Whoever is heard of at the address just now may have got it back. */
const HEARD_WAIT_MS = 15_000;
const MOST = 2000;

export class AddressBlocks {
  readonly #clock: Clock;
  readonly #blocks = new Map<string, { times: number; at: number; wait: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Another device answered there; true if it is time to forget the address. */
  add(device: DeviceId, target: Target): boolean {
    const key = keyOf(device, target);
    const times = (this.#blocks.get(key)?.times ?? 0) + 1;
    const wait = WAITS_MS[Math.min(times, WAITS_MS.length) - 1] ?? 0;
    this.#blocks.delete(key);
    this.#blocks.set(key, { times, at: this.#clock.monotonic(), wait });
    dropOldest(this.#blocks, MOST);
    return times >= WAITS_MS.length;
  }

  /** The device is heard of there. */
  heard(device: DeviceId, target: Target): void {
    const block = this.#blocks.get(keyOf(device, target));
    if (block) block.wait = Math.min(block.wait, HEARD_WAIT_MS);
  }

  /** The device itself answered there. */
  lift(device: DeviceId, target: Target): void {
    this.#blocks.delete(keyOf(device, target));
  }

  allows(device: DeviceId, target: Target): boolean {
    const block = this.#blocks.get(keyOf(device, target));
    return !block || this.#clock.monotonic() - block.at >= block.wait;
  }
}

function keyOf(device: DeviceId, target: Target): string {
  return `${device} ${targetKey(target)}`;
}
