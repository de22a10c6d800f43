/**
 * Decides when and where to dial each member that is not linked: at once when something is heard
 * of it, and by itself again and again, because a switch that drops multicast tells nothing.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Target } from '../../net/tls-link.ts';
import { AddressBlocks } from './address-blocks.ts';
import { WorkBudget } from '../../base/work-budget.ts';
import { DialAttempt } from './dial-attempt.ts';
import { MAX_TARGETS, mergedTargets, targetKey } from './targets.ts';
import { troubleOf, type Failure } from '../trouble.ts';

export interface DialOptions {
  signal: AbortSignal;
  /** How long the other side may take to answer the handshake. */
  timeoutMs: number;
}

export interface DialerOptions {
  clock: Clock;
  /** Members to reach. */
  wanted: () => readonly DeviceId[];
  /** True while a link stands. */
  linked: (device: DeviceId) => boolean;
  /** Its system answers while its program stands still: it is waited for, not asked again and again. */
  asleep: (device: DeviceId) => boolean;
  /** Addresses that worked before, newest first. */
  remembered: (device: DeviceId) => readonly Target[];
  /** Another device answers there, time and again. */
  forget: (device: DeviceId, target: Target) => void;
  /** Makes a link or rejects. */
  dial: (device: DeviceId, target: Target, options: DialOptions) => Promise<void>;
  /** A round failed at every address, or there was none to try. */
  failed: (device: DeviceId, failures: readonly Failure[]) => void;
}

/** A member that was lost lately is tried often; one that is away for long, seldom. */
const RETRY_SOON_MS = 2500;
const RETRY_LATE_MS = 15_000;
const SOON_FOR_MS = 10 * 60_000;
const DIAL_TIMEOUT_MS = 3000;
const PATIENT_TIMEOUT_MS = 30_000;
/** Of what is heard; the rest of a list is left to what worked before, and to hints. */
const MOST_HEARD = MAX_TARGETS - 4;
/**
 * Tries of hints, for all devices together: a member that invents others, and says where they are,
 * makes every PC of the office dial.
 */
const HINTS = { burst: 400, perSecond: 10 };

interface Running {
  attempt: DialAttempt;
  patient: boolean;
}

export class Dialer {
  readonly #options: DialerOptions;
  readonly #heard = new Map<DeviceId, Target[]>();
  readonly #heardAt = new Map<DeviceId, number>();
  readonly #hints = new Map<DeviceId, Target[]>();
  readonly #lostAt = new Map<DeviceId, number>();
  readonly #running = new Map<DeviceId, Running>();
  readonly #triedAt = new Map<DeviceId, number>();
  readonly #blocks: AddressBlocks;
  readonly #hintTries: WorkBudget;
  #timer: CancelTimer | undefined;

  constructor(options: DialerOptions) {
    this.#options = options;
    this.#blocks = new AddressBlocks(options.clock);
    this.#hintTries = new WorkBudget(HINTS, options.clock.monotonic());
  }

  start(): void {
    this.#timer = this.#options.clock.every(1000, () => this.check());
    this.check();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#abortAll();
  }

  /** The LAN says that the device is there. True if an address is news. */
  heard(device: DeviceId, targets: readonly Target[]): boolean {
    const before = this.#heard.get(device) ?? [];
    const known = new Set(before.map(targetKey));
    const news = targets.some((target) => !known.has(targetKey(target)));
    this.#heard.set(device, mergedTargets(targets, before));
    this.#heardAt.set(device, this.#options.clock.monotonic());
    for (const target of targets) this.#blocks.heard(device, target);
    if (this.#timer && this.#options.wanted().includes(device)) this.retry(device, targets);
    return news;
  }

  /** Monotonic time at which the device was last heard of. */
  heardAt(device: DeviceId): number | undefined {
    return this.#heardAt.get(device);
  }

  /** Somebody else says so: tried in its turn only, so that nobody can make this device dial. */
  hinted(device: DeviceId, target: Target): void {
    this.#hints.set(device, mergedTargets([target], this.#hints.get(device) ?? []));
  }

  /** A link ended. */
  lost(device: DeviceId): void {
    this.#lostAt.set(device, this.#options.clock.monotonic());
    this.#triedAt.delete(device);
  }

  /** Everything may have changed (another address, a cable back): try everybody now. */
  retryAll(): void {
    this.#triedAt.clear();
    this.#abortAll();
    if (this.#timer) this.check();
  }

  /** Tries a device now; one that is being dialled is tried at these addresses as well. */
  retry(device: DeviceId, targets: readonly Target[] = []): void {
    if (!this.#timer) return;
    const running = this.#running.get(device);
    if (running && !running.patient) {
      if (!this.#options.linked(device)) running.attempt.add(this.#allowed(device, targets));
      return;
    }
    this.#abort(device);
    this.#try(device);
  }

  /** Forgets a device that is no member any more. */
  forget(device: DeviceId): void {
    this.#abort(device);
    for (const map of [this.#heard, this.#heardAt, this.#hints, this.#lostAt, this.#triedAt])
      map.delete(device);
  }

  /** Dials whoever is due; a new member is at once. */
  check(): void {
    const { clock, wanted, linked } = this.#options;
    const now = clock.monotonic();
    // Who waited longest is first, where not all may be tried.
    const due = wanted()
      .filter((device) => !linked(device))
      .sort((a, b) => (this.#triedAt.get(a) ?? -1) - (this.#triedAt.get(b) ?? -1));
    for (const device of due) {
      const lostAt = this.#lostAt.get(device);
      if (lostAt === undefined) this.#lostAt.set(device, now);
      const wait = now - (lostAt ?? now) < SOON_FOR_MS ? RETRY_SOON_MS : RETRY_LATE_MS;
      const triedAt = this.#triedAt.get(device);
      if (triedAt === undefined || now - triedAt >= wait) this.#try(device);
    }
  }

  /**
   * Where the device may be: heard addresses first, which are newer than the remembered ones, and
   * surer than hints.
   */
  targets(device: DeviceId): Target[] {
    return mergedTargets(this.#known(device), this.#hints.get(device) ?? []);
  }

  /** Strangers announce what they like: it never takes the place of all that worked before. */
  #known(device: DeviceId): Target[] {
    const heard = this.#heard.get(device) ?? [];
    const surest = [...heard.slice(0, MOST_HEARD), ...this.#options.remembered(device)];
    return mergedTargets(surest, heard).slice(0, MAX_TARGETS - 2);
  }

  #allowed(device: DeviceId, targets: readonly Target[]): Target[] {
    return targets.filter((target) => this.#blocks.allows(device, target));
  }

  #try(device: DeviceId): void {
    const { clock, linked, asleep, failed } = this.#options;
    if (this.#running.has(device) || linked(device)) return;
    const known = this.#known(device);
    const all = mergedTargets(known, this.#hints.get(device) ?? []);
    if (all.length === 0) return failed(device, []);
    const allowed = this.#allowed(device, all);
    const sure = new Set(known.map(targetKey));
    const targets = allowed.filter(
      (one) => sure.has(targetKey(one)) || this.#hintTries.takes(1, clock.monotonic()),
    );
    // Its turn is still to come where there were hints only, and none may be tried now.
    if (targets.length > 0 || allowed.length === 0) this.#triedAt.set(device, clock.monotonic());
    if (targets.length === 0) return;
    const patient = asleep(device);
    const timeoutMs = patient ? PATIENT_TIMEOUT_MS : DIAL_TIMEOUT_MS;
    const attempt = new DialAttempt({
      clock,
      dial: (target, signal) => this.#dial(device, target, { signal, timeoutMs }),
      done: (failures) => {
        if (this.#running.get(device)?.attempt === attempt) this.#running.delete(device);
        if (failures.length > 0 && !linked(device)) failed(device, failures);
      },
    });
    this.#running.set(device, { attempt, patient });
    attempt.add(targets);
  }

  async #dial(device: DeviceId, target: Target, options: DialOptions): Promise<void> {
    try {
      await this.#options.dial(device, target, options);
      this.#blocks.lift(device, target);
    } catch (error) {
      if (troubleOf(error) === 'impostor' && this.#blocks.add(device, target))
        this.#options.forget(device, target);
      throw error;
    }
  }

  #abort(device: DeviceId): void {
    this.#running.get(device)?.attempt.abort();
    this.#running.delete(device);
  }

  #abortAll(): void {
    for (const device of Array.from(this.#running.keys())) this.#abort(device);
  }
}
