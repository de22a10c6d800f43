/** Wakes members that sleep, and waits for them. */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId } from '../../model/id.ts';
import { WorkBudget } from '../../base/work-budget.ts';

export interface WakerOptions {
  clock: Clock;
  isOnline: (device: DeviceId) => boolean;
  nameOf: (device: DeviceId) => string;
  /** Hardware addresses that the device told. */
  addresses: (device: DeviceId) => readonly string[];
  /** Sends the magic packets of these addresses into every own network. */
  send: (macs: readonly string[]) => Promise<void>;
  /** Asks the members that are online to do so in theirs. */
  relay: (device: DeviceId) => void;
  /** Tries to reach it now. */
  dial: (device: DeviceId) => void;
  /** Calls once when the device comes online. */
  onOnline: (device: DeviceId, then: () => void) => () => void;
}

/** The packets are sent three times, as any of them may be lost, and again while it is waited for. */
const TIMES = 3;
const BETWEEN_MS = 100;
const AGAIN_MS = 5000;
/** For others: a member cannot make this device flood its networks. */
const RELAYED_EVERY_MS = 5000;
/** Nor by many members of its own making: devices that are woken for others. */
const RELAYED = { burst: 20, perSecond: 1 };

export class Waker {
  readonly #options: WakerOptions;
  readonly #waiting = new Map<DeviceId, Promise<boolean>>();
  readonly #relayedAt = new Map<DeviceId, number>();
  readonly #relays: WorkBudget;

  constructor(options: WakerOptions) {
    this.#options = options;
    this.#relays = new WorkBudget(RELAYED, options.clock.monotonic());
  }

  canWake(device: DeviceId): boolean {
    return this.#options.addresses(device).length > 0;
  }

  /** Resolves once it is online; throws `peer.offline` if it did not wake within `ms`. */
  async wake(device: DeviceId, ms: number): Promise<void> {
    const { isOnline, nameOf } = this.#options;
    if (isOnline(device)) return;
    if (!this.canWake(device))
      throw new HallwayError(
        'peer.offline',
        `${nameOf(device)} is not reachable, and it never told how it can be woken.`,
        { fix: 'Switch it on there.' },
      );
    const until = this.#options.clock.monotonic() + ms;
    while (!isOnline(device)) {
      const left = until - this.#options.clock.monotonic();
      if (left <= 0) throw didNotWake(nameOf(device), ms);
      await this.#once(device, Math.min(left, AGAIN_MS));
    }
  }

  /** A member asks to wake another one in this PC's networks. */
  relayed(device: DeviceId): void {
    const now = this.#options.clock.monotonic();
    const last = this.#relayedAt.get(device);
    if (last !== undefined && now - last < RELAYED_EVERY_MS) return;
    if (
      this.#options.isOnline(device) ||
      !this.canWake(device) ||
      !this.#relays.takes(1, this.#options.clock.monotonic())
    )
      return;
    this.#relayedAt.set(device, now);
    void this.#send(device);
  }

  forget(device: DeviceId): void {
    this.#relayedAt.delete(device);
  }

  /** However many wait for it, the packets are sent once in a while. */
  #once(device: DeviceId, ms: number): Promise<boolean> {
    let waiting = this.#waiting.get(device);
    if (!waiting) {
      void this.#send(device);
      this.#options.relay(device);
      this.#options.dial(device);
      waiting = this.#untilOnline(device, ms).finally(() => this.#waiting.delete(device));
      this.#waiting.set(device, waiting);
    }
    return waiting;
  }

  async #send(device: DeviceId): Promise<void> {
    const { addresses, send, clock, isOnline } = this.#options;
    const macs = addresses(device);
    if (macs.length === 0) return;
    for (let i = 0; i < TIMES && !isOnline(device); i++) {
      if (i > 0) await new Promise<void>((resolve) => void clock.after(BETWEEN_MS, resolve));
      await send(macs);
    }
  }

  #untilOnline(device: DeviceId, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (online: boolean): void => {
        cancel();
        unsubscribe();
        resolve(online);
      };
      const unsubscribe = this.#options.onOnline(device, () => finish(true));
      const cancel: CancelTimer = this.#options.clock.after(ms, () => finish(false));
    });
  }
}

function didNotWake(name: string, ms: number): HallwayError {
  return new HallwayError(
    'peer.offline',
    `${name} is asleep and did not wake within ${Math.round(ms / 1000)} seconds.`,
    { fix: 'Wake it there, and allow its network adapter to wake it (Wake-on-LAN).' },
  );
}
