/** Why each member that is not linked is not: asleep or offline, and what stands in the way. */
import type { Clock } from '../base/clock.ts';
import type { DeviceId } from '../model/id.ts';
import type { Presence, Trouble, TroubleCode } from '../model/presence.ts';
import type { LinkEnd } from './links/peer-link.ts';
import type { Failure } from './trouble.ts';

interface Absence {
  trouble: Trouble;
  /** It said so itself, which silence does not take back. */
  said: 'goodbye' | 'sleep' | undefined;
  saidAt: number;
  /** Rounds that said less than what is known. */
  misses: number;
}

const ENDED: Readonly<Record<LinkEnd, TroubleCode>> = {
  goodbye: 'stopped',
  sleep: 'asleep',
  silent: 'timeout',
  frozen: 'asleep',
  refused: 'refused',
  closed: 'timeout',
};

/** A PC that goes to sleep closes its door some moments before it is gone. */
const FALLING_ASLEEP_MS = 30_000;
const FROZEN_MISSES = 2;
const ROUTE_MISSES = 4;

export class PresenceBook {
  readonly #clock: Clock;
  readonly #absences = new Map<DeviceId, Absence>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of a device that is not linked. */
  presenceOf(device: DeviceId): Exclude<Presence, 'online'> {
    return this.#absences.get(device)?.trouble.code === 'asleep' ? 'asleep' : 'offline';
  }

  /** Of a device that is not linked; null before anything was tried. */
  troubleOf(device: DeviceId): Trouble | null {
    return this.#absences.get(device)?.trouble ?? null;
  }

  linked(device: DeviceId): void {
    this.#absences.delete(device);
  }

  forget(device: DeviceId): void {
    this.#absences.delete(device);
  }

  ended(device: DeviceId, how: LinkEnd, address: string): void {
    const said = how === 'goodbye' || how === 'sleep' ? how : undefined;
    this.#absences.set(device, {
      trouble: { code: ENDED[how], address, since: this.#clock.now() },
      said,
      saidAt: this.#clock.monotonic(),
      misses: 0,
    });
  }

  /** Dialling failed. True if that is news. */
  failed(device: DeviceId, { code, address }: Failure): boolean {
    const known = this.#absences.get(device);
    if (known && !this.#believes(known, code)) return false;
    const same = known?.trouble.code === code;
    const since = same ? known.trouble.since : this.#clock.now();
    this.#absences.set(device, {
      trouble: { code, address, since },
      said: undefined,
      saidAt: 0,
      misses: 0,
    });
    return !same;
  }

  /** Does a failed round say more than what is known? */
  #believes(known: Absence, code: TroubleCode): boolean {
    // Something answers: its program is gone, stands still, or does not let this PC in.
    const answered = code === 'refused' || code === 'asleep' || code === 'protocol';
    if (known.said === 'goodbye') return code === 'asleep' || code === 'rejected';
    if (known.said === 'sleep') {
      const awhile = this.#clock.monotonic() - known.saidAt > FALLING_ASLEEP_MS;
      return awhile && (answered || code === 'rejected') && code !== 'asleep';
    }
    if (answered || code === 'rejected') return true;
    // Whether the system gives up before this side does is chance.
    const before = known.trouble.code;
    if (before === 'asleep' || (before === 'no_route' && code === 'timeout')) {
      known.misses += 1;
      return known.misses >= (before === 'asleep' ? FROZEN_MISSES : ROUTE_MISSES);
    }
    return true;
  }
}
