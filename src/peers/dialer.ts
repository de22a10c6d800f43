/**
 * Decides when and where to dial each member that is not linked: at once when something is heard
 * of it, and by itself again and again, because a switch that drops multicast tells nothing.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { DeviceId } from '../model/id.ts';
import type { Target } from '../net/tls-link.ts';

export interface DialerOptions {
  clock: Clock;
  /** Members to reach. */
  wanted: () => readonly DeviceId[];
  /** True while a link stands. */
  linked: (device: DeviceId) => boolean;
  /** Addresses that worked before, newest first. */
  remembered: (device: DeviceId) => readonly Target[];
  /** Makes a link or rejects. */
  dial: (device: DeviceId, target: Target, signal: AbortSignal) => Promise<void>;
}

/** A member that was lost lately is tried often; one that is away for long, seldom. */
const RETRY_SOON_MS = 2500;
const RETRY_LATE_MS = 15_000;
const SOON_FOR_MS = 10 * 60_000;
/** Between the first tries of a device's several addresses. */
const STAGGER_MS = 150;
const DIAL_TIMEOUT_MS = 3000;
const MAX_TARGETS = 8;

interface Attempt {
  controller: AbortController;
}

export class Dialer {
  readonly #options: DialerOptions;
  readonly #heard = new Map<DeviceId, Target[]>();
  readonly #hints = new Map<DeviceId, Target[]>();
  readonly #lostAt = new Map<DeviceId, number>();
  readonly #attempts = new Map<DeviceId, Attempt>();
  readonly #triedAt = new Map<DeviceId, number>();
  #timer: CancelTimer | undefined;

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = this.#options.clock.every(1000, () => this.check());
    this.check();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    for (const { controller } of this.#attempts.values()) controller.abort();
    this.#attempts.clear();
  }

  /** The LAN says that the device is there. */
  heard(device: DeviceId, targets: readonly Target[]): void {
    this.#heard.set(device, merged(targets, this.#heard.get(device) ?? []));
    if (this.#timer && this.#options.wanted().includes(device)) this.#try(device);
  }

  /** Somebody else says so: tried in its turn only, so that nobody can make this device dial. */
  hinted(device: DeviceId, target: Target): void {
    this.#hints.set(device, merged([target], this.#hints.get(device) ?? []));
  }

  /** A link ended. */
  lost(device: DeviceId): void {
    this.#lostAt.set(device, this.#options.clock.monotonic());
    this.#triedAt.delete(device);
  }

  /** Everything may have changed (another address, a cable back): try everybody now. */
  retryAll(): void {
    this.#triedAt.clear();
    for (const { controller } of this.#attempts.values()) controller.abort();
    this.#attempts.clear();
    if (this.#timer) this.check();
  }

  /** Forgets a device that is no member any more. */
  forget(device: DeviceId): void {
    this.#attempts.get(device)?.controller.abort();
    for (const map of [this.#heard, this.#hints, this.#lostAt, this.#attempts, this.#triedAt])
      map.delete(device);
  }

  /** Dials whoever is due; a new member is at once. */
  check(): void {
    const { clock, wanted, linked } = this.#options;
    const now = clock.monotonic();
    for (const device of wanted()) {
      if (linked(device)) continue;
      const lostAt = this.#lostAt.get(device);
      if (lostAt === undefined) this.#lostAt.set(device, now);
      const wait = now - (lostAt ?? now) < SOON_FOR_MS ? RETRY_SOON_MS : RETRY_LATE_MS;
      const triedAt = this.#triedAt.get(device);
      if (triedAt === undefined || now - triedAt >= wait) this.#try(device);
    }
  }

  #try(device: DeviceId): void {
    if (this.#attempts.has(device) || this.#options.linked(device)) return;
    const targets = this.#targets(device);
    if (targets.length === 0) return;
    this.#triedAt.set(device, this.#options.clock.monotonic());
    const controller = new AbortController();
    const attempt = { controller };
    this.#attempts.set(device, attempt);
    void this.#race(device, targets, controller.signal).finally(() => {
      controller.abort();
      if (this.#attempts.get(device) === attempt) this.#attempts.delete(device);
    });
  }

  /** Heard addresses first: they are newer than the remembered ones, and surer than hints. */
  #targets(device: DeviceId): Target[] {
    const known = merged(this.#heard.get(device) ?? [], this.#options.remembered(device));
    return merged(known.slice(0, MAX_TARGETS - 2), this.#hints.get(device) ?? []);
  }

  async #race(device: DeviceId, targets: readonly Target[], signal: AbortSignal): Promise<void> {
    const tries = targets.map(async (target, index) => {
      await pause(this.#options.clock, index * STAGGER_MS, signal);
      await this.#options.dial(device, target, signal);
    });
    const timeout = pause(this.#options.clock, DIAL_TIMEOUT_MS, signal).catch(() => {});
    await Promise.race([Promise.any(tries).catch(() => {}), timeout]);
  }
}

/** Newer ones first, each once, not too many. */
function merged(newer: readonly Target[], older: readonly Target[]): Target[] {
  const byAddress = new Map<string, Target>();
  for (const { host, port } of [...newer, ...older]) {
    const key = `${host} ${port}`;
    if (!byAddress.has(key)) byAddress.set(key, { host, port });
  }
  return Array.from(byAddress.values()).slice(0, MAX_TARGETS);
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        reject(new HallwayError('request.cancelled', 'No longer wanted.'));
      },
      { once: true },
    );
  });
}
