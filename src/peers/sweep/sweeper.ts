/**
 * The last resort where multicast is dropped and remembered addresses lead nowhere: asks the few
 * addresses of the own small networks, one after the other and politely, whether a member is there.
 * Alone for 20 s it does so once, then after 5 min, 30 min and every 2 h. For a member that only is
 * missing while others are there, one device of them all does so once an hour.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Adapter } from '../../net/adapters.ts';
import type { Target } from '../../net/tls-link.ts';
import { networksOf, sweepPlan } from './sweep-plan.ts';

export interface SweeperOptions {
  clock: Clock;
  /** The used ones. */
  adapters: () => readonly Adapter[];
  /** Members that are not linked. */
  missing: () => readonly DeviceId[];
  /** It is known why, such as that it said goodbye: nothing to search for while others are there. */
  explained: (device: DeviceId) => boolean;
  online: () => readonly DeviceId[];
  /** This device. */
  self: DeviceId;
  /** Monotonic time at which a member was last heard of on the LAN. */
  heardAt: (device: DeviceId) => number | undefined;
  /** The default port and those that members were reached at. */
  ports: () => readonly number[];
  /** Does anything listen there? Ends quickly; never rejects. */
  listens: (target: Target) => Promise<boolean>;
  /** The member that proved its key there, or undefined. Never rejects. */
  who: (target: Target) => Promise<DeviceId | undefined>;
  found: (device: DeviceId, target: Target) => void;
}

const CHECK_MS = 5000;
const ALONE_MS = 20_000;
const BACK_OFF_MS = [0, 5 * 60_000, 30 * 60_000, 2 * 3_600_000] as const;
const MISSING_MS = 3 * 60_000;
const MISSING_EVERY_MS = 3_600_000;
/** Twenty addresses a second. */
const PACE_MS = 50;
const AT_ONCE = 8;
const MOST_PORTS = 4;

interface Sweep {
  cancelled: boolean;
}

export class Sweeper {
  readonly #options: SweeperOptions;
  #timer: CancelTimer | undefined;
  #sweep: Sweep | undefined;
  #aloneSince: number | undefined;
  /** Sweeps since this PC came into these networks, and when the last one ended. */
  #sweeps = 0;
  #sweptAt = 0;
  #networks = '';
  readonly #missingSince = new Map<DeviceId, number>();
  #soughtAt: number | undefined;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = this.#options.clock.every(CHECK_MS, () => this.#check());
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#cancel();
  }

  /** This PC may be in other networks now. */
  adaptersChanged(): void {
    this.#cancel();
    this.#aloneSince = undefined;
    const networks = networksOf(this.#options.adapters());
    if (networks === this.#networks) return;
    this.#networks = networks;
    this.#sweeps = 0;
    this.#soughtAt = undefined;
  }

  /** A link stands: nobody has to be searched for by somebody who is alone. */
  linked(): void {
    this.#aloneSince = undefined;
    this.#sweeps = 0;
  }

  get sweeping(): boolean {
    return this.#sweep !== undefined;
  }

  #check(): void {
    const { clock, missing, online } = this.#options;
    const now = clock.monotonic();
    const lost = missing();
    for (const device of Array.from(this.#missingSince.keys()))
      if (!lost.includes(device)) this.#missingSince.delete(device);
    for (const device of lost)
      if (!this.#missingSince.has(device)) this.#missingSince.set(device, now);
    if (this.#sweep) return;
    if (lost.length === 0) this.#aloneSince = undefined;
    else if (online().length === 0) this.#alone(now, lost);
    else this.#together(now, lost);
  }

  #alone(now: number, lost: readonly DeviceId[]): void {
    this.#aloneSince ??= now;
    const wait = BACK_OFF_MS[Math.min(this.#sweeps, BACK_OFF_MS.length - 1)] ?? 0;
    const due = this.#sweeps === 0 || now - this.#sweptAt >= wait;
    if (now - this.#aloneSince < ALONE_MS || !due) return;
    this.#sweeps += 1;
    this.#begin(() => true, lost);
  }

  /** The others gossip: one of them is enough to find whom nobody hears. */
  #together(now: number, lost: readonly DeviceId[]): void {
    const { online, self, heardAt, explained } = this.#options;
    if (online().some((device) => device < self)) return;
    const unheard = lost.filter((device) => {
      if (explained(device)) return false;
      const since = this.#missingSince.get(device) ?? now;
      const heard = heardAt(device);
      return now - since >= MISSING_MS && (heard === undefined || now - heard >= MISSING_MS);
    });
    if (unheard.length === 0) return;
    if (this.#soughtAt !== undefined && now - this.#soughtAt < MISSING_EVERY_MS) return;
    this.#soughtAt = now;
    this.#begin((device) => unheard.includes(device), unheard);
  }

  #begin(isWanted: (device: DeviceId) => boolean, lost: readonly DeviceId[]): void {
    if (lost.length === 0) return;
    const sweep: Sweep = { cancelled: false };
    this.#sweep = sweep;
    void this.#run(sweep, isWanted).finally(() => {
      if (this.#sweep !== sweep) return;
      this.#sweep = undefined;
      this.#sweptAt = this.#options.clock.monotonic();
    });
  }

  async #run(sweep: Sweep, isWanted: (device: DeviceId) => boolean): Promise<void> {
    const { adapters, ports, clock } = this.#options;
    const hosts = sweepPlan(adapters());
    const targets = Array.from(new Set(ports()))
      .slice(0, MOST_PORTS)
      .flatMap((port) => hosts.map((host) => ({ host, port })));
    const asking = new Set<Promise<void>>();
    for (const target of targets) {
      if (sweep.cancelled) return;
      while (asking.size >= AT_ONCE) await Promise.race(asking);
      const ask = this.#ask(target, sweep, isWanted).finally(() => asking.delete(ask));
      asking.add(ask);
      await new Promise<void>((resolve) => void clock.after(PACE_MS, resolve));
    }
    await Promise.all(asking);
  }

  async #ask(target: Target, sweep: Sweep, isWanted: (device: DeviceId) => boolean): Promise<void> {
    const { listens, who, found } = this.#options;
    if (!(await listens(target)) || sweep.cancelled) return;
    const device = await who(target);
    if (device === undefined || !isWanted(device) || sweep.cancelled) return;
    // One is enough: it knows where the others are.
    sweep.cancelled = true;
    found(device, target);
  }

  #cancel(): void {
    if (this.#sweep) this.#sweep.cancelled = true;
    this.#sweep = undefined;
  }
}
