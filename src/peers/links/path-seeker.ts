/**
 * Looks for a better way to the peers that this device dialled: when an address is heard that was
 * not tried yet, when this PC's adapters changed, and seldom by itself where there is a second way.
 * A way is dialled and pinged before anything is said over it; the link moves only if it is better
 * (see `isBetter`). Where the standing link falls silent, any other way that answers takes its place.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { dropOldest } from '../../base/oldest.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Target } from '../../net/tls-link.ts';
import type { Greeting } from './greeting.ts';
import type { PeerLink } from './peer-link.ts';
import { roundTrip } from './round-trip.ts';
import { targetKey } from '../dialing/targets.ts';
import { isBetter, isSameWay, rankOf, type Measured, type Way } from './way.ts';

export interface PathSeekerOptions {
  clock: Clock;
  /** The standing links. */
  links: () => readonly PeerLink[];
  /** Where the device may be, also where it is reached now. */
  candidates: (device: DeviceId) => readonly Target[];
  knock: (device: DeviceId, target: Target) => Promise<Greeting>;
  /** A link over a better way. */
  found: (link: PeerLink, target: Target) => void;
}

interface Outcome {
  at: number;
  /** Undefined: nobody answered there. */
  way: Way | undefined;
  failures: number;
}

/** What comes together is looked at together, after the first rush of a new link. */
const SOON_MS = 1500;
const TICK_MS = 60_000;
/** Again after this long, where the other way might be as good. */
const AGAIN_MS = 300_000;
const FAILED_MS = 60_000;
const LONGEST_MS = 3_600_000;
/** Looked at in one go. */
const MOST = 4;
const MOST_OUTCOMES = 32;
const PINGS = 5;
const LATE_MS = 1000;

export class PathSeeker {
  readonly #options: PathSeekerOptions;
  readonly #outcomes = new Map<DeviceId, Map<string, Outcome>>();
  readonly #wanted = new Set<DeviceId>();
  readonly #rescuing = new Set<DeviceId>();
  #soon: CancelTimer | undefined;
  #tick: CancelTimer | undefined;
  #seeking = false;

  constructor(options: PathSeekerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#tick = this.#options.clock.every(TICK_MS, () => {
      for (const { device } of this.#options.links()) this.soon(device);
    });
  }

  stop(): void {
    this.#tick?.();
    this.#soon?.();
    this.#tick = this.#soon = undefined;
    this.#wanted.clear();
    this.#outcomes.clear();
  }

  /** There may be another way to this device. */
  soon(device: DeviceId): void {
    if (!this.#tick) return;
    this.#wanted.add(device);
    this.#later();
  }

  /** Adapters of this PC changed, or of that one: nothing is known any more. */
  reset(only?: DeviceId): void {
    for (const { device } of this.#options.links()) {
      if (only !== undefined && device !== only) continue;
      this.#outcomes.delete(device);
      this.soon(device);
    }
  }

  forget(device: DeviceId): void {
    this.#outcomes.delete(device);
    this.#wanted.delete(device);
  }

  #later(): void {
    if (this.#seeking) return;
    this.#soon ??= this.#options.clock.after(SOON_MS, () => {
      this.#soon = undefined;
      this.#seeking = true;
      void this.#seekAll().finally(() => {
        this.#seeking = false;
        if (this.#tick && this.#wanted.size > 0) this.#later();
      });
    });
  }

  /** One device after the other: nothing of this is urgent. */
  async #seekAll(): Promise<void> {
    for (const device of Array.from(this.#wanted)) {
      this.#wanted.delete(device);
      const link = this.#link(device);
      if (link?.dialled) await this.#seek(link);
    }
  }

  async #seek(link: PeerLink): Promise<void> {
    const { device } = link;
    const due = this.#due(link).slice(0, MOST);
    let standing: Measured | undefined;
    for (const target of due) {
      if (!this.#stands(link)) return;
      const greeting = await this.#knock(device, target);
      if (!greeting) continue;
      try {
        const candidate = await greeting.measure();
        this.#note(device, target, candidate.way);
        standing ??= { way: link.way, ms: undefined };
        if (rankOf(candidate.way) === rankOf(link.way) && !isSameWay(candidate.way, link.way))
          standing.ms ??= await this.#measureStanding(link);
        const better = isBetter(candidate, standing) && this.#stands(link);
        if (better) return this.#options.found(await greeting.link(), target);
        greeting.discard();
      } catch {
        greeting.discard();
        this.#note(device, target, undefined);
      }
    }
  }

  #measureStanding(link: PeerLink): Promise<number | undefined> {
    return roundTrip(link.frames, this.#options.clock, PINGS);
  }

  /** Nothing comes over the link: the first other way that answers, while it is still silent. */
  async rescue(link: PeerLink): Promise<void> {
    const { device } = link;
    if (!this.#tick || this.#rescuing.has(device) || this.#link(device) !== link) return;
    const targets = this.#others(link).slice(0, MOST);
    if (targets.length === 0) return;
    this.#rescuing.add(device);
    const since = link.aliveAt;
    try {
      await Promise.allSettled(
        targets.map(async (target) => {
          const greeting = await this.#options.knock(device, target);
          await greeting.theirs;
          const needed = this.#stands(link) && link.aliveAt === since;
          if (needed) this.#options.found(await greeting.link(), target);
          else greeting.discard();
        }),
      );
    } finally {
      this.#rescuing.delete(device);
    }
  }

  #link(device: DeviceId): PeerLink | undefined {
    return this.#options.links().find((link) => link.device === device);
  }

  #stands(link: PeerLink): boolean {
    return this.#tick !== undefined && this.#link(link.device) === link && !link.ended;
  }

  #others({ device, target }: PeerLink): Target[] {
    const now = targetKey(target);
    return this.#options.candidates(device).filter((one) => targetKey(one) !== now);
  }

  #due(link: PeerLink): Target[] {
    const outcomes = this.#outcomes.get(link.device);
    const now = this.#options.clock.monotonic();
    return this.#others(link).filter((target) => {
      const outcome = outcomes?.get(targetKey(target));
      if (!outcome) return true;
      // A timer may come a little early.
      const waited = now - outcome.at + LATE_MS;
      if (!outcome.way)
        return waited >= Math.min(LONGEST_MS, FAILED_MS * 4 ** (outcome.failures - 1));
      if (isSameWay(outcome.way, link.way)) return false;
      const step = rankOf(outcome.way) - rankOf(link.way);
      return step < 0 ? waited >= TICK_MS : step === 0 && waited >= AGAIN_MS;
    });
  }

  async #knock(device: DeviceId, target: Target): Promise<Greeting | undefined> {
    try {
      return await this.#options.knock(device, target);
    } catch {
      this.#note(device, target, undefined);
      return undefined;
    }
  }

  #note(device: DeviceId, target: Target, way: Way | undefined): void {
    let outcomes = this.#outcomes.get(device);
    if (!outcomes) this.#outcomes.set(device, (outcomes = new Map()));
    const key = targetKey(target);
    const failures = way ? 0 : (outcomes.get(key)?.failures ?? 0) + 1;
    outcomes.delete(key);
    outcomes.set(key, { at: this.#options.clock.monotonic(), way, failures });
    dropOldest(outcomes, MOST_OUTCOMES);
  }
}
