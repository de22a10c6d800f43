/**
 * Who may use this PC's way to the internet, how much of it in a day, and how much of that is used. A
 * MiB is booked before any of it is handed on, so that a crash counts too much and never too little.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId } from '../model/id.ts';
import type { LentTerms, LentWay } from '../model/internet.ts';
import type { Database } from '../store/database.ts';
import { InternetStore } from './internet-store.ts';

export interface AllowancesOptions {
  database: Database;
  clock: Clock;
  log: Log;
}

interface AllowanceEvents {
  /** The member's terms, or clearly more of them is used. */
  changed: { device: DeviceId };
  /** It may be used no more: by time, or because its owner wants that. */
  ended: { device: DeviceId };
}

interface Account extends LentTerms {
  device: DeviceId;
  /** `2026-11-27` of this PC. */
  day: string;
  used: number;
  /** What stands on the disk: at least what is used. */
  booked: number;
}

const BOOKED_BYTES = 1024 * 1024;
const DAYS_KEPT = 30;
/** A system timer cannot count more than 24 days. */
const LONGEST_TIMER_MS = 24 * 3_600_000;

export class Allowances extends Emitter<AllowanceEvents> implements Lifecycle {
  readonly #options: AllowancesOptions;
  readonly #store: InternetStore;
  readonly #accounts = new Map<DeviceId, Account>();
  #timer: CancelTimer | undefined;

  constructor(options: AllowancesOptions) {
    super((error) => options.log.error({ error }, 'a listener of the lent internet failed'));
    this.#options = options;
    this.#store = new InternetStore(options.database);
  }

  start(): void {
    for (const record of this.#store.all()) this.#accounts.set(record.device, this.#open(record));
    this.#review();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    for (const account of this.#accounts.values()) this.#settle(account);
    this.#accounts.clear();
  }

  devices(): DeviceId[] {
    return Array.from(this.#accounts.keys());
  }

  list(): Omit<LentWay, 'open'>[] {
    const first = dayOf(this.#options.clock.now(), 1 - DAYS_KEPT);
    return Array.from(this.#accounts.values(), (account) => {
      this.#turn(account);
      const { device, quota, until, day, used } = account;
      const before = this.#store.usedFrom(device, first, day);
      return { device, quota, until, today: used, month: before + used };
    });
  }

  /** Undefined where nothing is lent to it. */
  of(device: DeviceId): { quota: number; today: number } | undefined {
    const account = this.#live(device);
    return account && { quota: account.quota, today: account.used };
  }

  lend(device: DeviceId, { quota, until }: LentTerms): void {
    const terms = { device, quota, until };
    this.#store.put(terms);
    const known = this.#accounts.get(device);
    if (known) Object.assign(known, terms);
    else this.#accounts.set(device, this.#open(terms));
    this.emit('changed', { device });
    this.#review();
  }

  /** Throws `internet.not_lent` where it was not lent. */
  end(device: DeviceId): void {
    const account = this.#accounts.get(device);
    if (!account) throw notLent();
    this.#accounts.delete(device);
    // What goes through this PC ends, also where the disk cannot say so.
    this.emit('ended', { device });
    this.#settle(account);
    this.#store.remove(device);
  }

  /** Throws `internet.not_lent`, `internet.quota`. */
  require(device: DeviceId): void {
    const account = this.#live(device);
    if (!account) throw notLent();
    if (account.used >= account.quota)
      throw new HallwayError('internet.quota', 'What may be used today is used up.', {
        fix: 'Try again tomorrow, or ask the owner of the PC for more.',
      });
  }

  /** Counts, and says how many of the bytes may be handed on. What cannot be counted may not. */
  take(device: DeviceId, bytes: number): number {
    const account = this.#live(device);
    if (!account) return 0;
    const allowed = Math.min(bytes, Math.max(0, account.quota - account.used));
    const used = account.used + allowed;
    if (used > account.booked) {
      const booked = Math.max(used, Math.min(used + BOOKED_BYTES, account.quota));
      try {
        this.#store.setUsed(device, account.day, booked);
      } catch (error) {
        this.#options.log.error({ error }, 'what is used of the internet could not be counted');
        return 0;
      }
      account.booked = booked;
      this.emit('changed', { device });
    }
    account.used = used;
    return allowed;
  }

  #live(device: DeviceId): Account | undefined {
    const account = this.#accounts.get(device);
    if (!account) return undefined;
    if (account.until !== null && account.until <= this.#options.clock.now()) return undefined;
    this.#turn(account);
    return account;
  }

  #open(terms: LentTerms & { device: DeviceId }): Account {
    const day = dayOf(this.#options.clock.now());
    const used = this.#store.usedOn(terms.device, day);
    return { ...terms, day, used, booked: used };
  }

  /** A new day, or the same one again after the clock was set back. */
  #turn(account: Account): void {
    const day = dayOf(this.#options.clock.now());
    if (day === account.day) return;
    this.#settle(account);
    Object.assign(account, this.#open(account));
  }

  #settle({ device, day, used, booked }: Account): void {
    if (booked === used) return;
    try {
      this.#store.setUsed(device, day, used);
    } catch (error) {
      // Then up to a MiB too many stays.
      this.#options.log.warn({ error }, 'what was used of the internet could not be settled');
    }
  }

  /** Ends what is over, and waits for the next one. */
  #review(): void {
    this.#timer?.();
    this.#timer = undefined;
    const { clock, log } = this.#options;
    const now = clock.now();
    let next = Infinity;
    for (const { device, until } of Array.from(this.#accounts.values())) {
      if (until === null) continue;
      if (until > now) next = Math.min(next, until - now);
      else
        try {
          this.end(device);
        } catch (error) {
          log.warn({ error }, 'a right to the internet that is over could not be removed');
        }
    }
    try {
      this.#store.forgetBefore(dayOf(now, -DAYS_KEPT));
    } catch (error) {
      log.warn({ error }, 'old use of the internet could not be forgotten');
    }
    if (next < Infinity)
      this.#timer = clock.after(Math.min(next, LONGEST_TIMER_MS), () => this.#review());
  }
}

/** The day of this PC's calendar, moved by so many. */
function dayOf(now: number, days = 0): string {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function notLent(): HallwayError {
  return new HallwayError('internet.not_lent', 'The internet is not lent to this PC.', {
    fix: 'Ask the owner of the other PC for it.',
  });
}
