/**
 * Subscriptions of programs to what happens at printers, and the events that they have not fetched
 * yet (RFC 3995, RFC 3996). All of it is in memory, bounded, and ends with its lease or its job: a
 * program whose subscription is gone after a restart is told so, and subscribes anew.
 */
import type { CancelTimer, Clock } from '../../../base/clock.ts';
import { Status } from '../constants.ts';
import type { IppAttributes } from '../types.ts';
import { IppFault } from './fault.ts';
import { guestOf } from './guest-limits.ts';
import type { EventKind, Wanted } from './subscription-template.ts';

export interface Happening {
  /** From the special to the general: each subscription hears of it by the first that it wants. */
  kinds: readonly EventKind[];
  /** Number of the job that it is about. */
  job?: number | undefined;
  /** It is the last of that job. */
  last?: boolean | undefined;
  /** Only subscriptions to the job have not heard of it. */
  late?: boolean | undefined;
  /** For the person. */
  text: string;
  /** What a program reads (RFC 3995 section 9.1). */
  facts: IppAttributes;
}

export interface NotedEvent {
  sequence: number;
  kind: EventKind;
  /** Milliseconds since 1970. */
  at: number;
  happening: Happening;
}

export interface Subscription {
  id: number;
  /** The printer's, and the guest's. */
  place: string;
  printerUri: string;
  /** Number of the job, of a subscription to one. */
  job: number | undefined;
  wanted: Wanted;
  /** `notify-subscriber-user-name`. */
  user: string;
  /** Milliseconds since 1970; undefined for one that ends with its job. */
  leasedUntil: number | undefined;
  /** Since then its job has ended. */
  over: number | undefined;
  /** The last number that was given. */
  sequence: number;
  events: NotedEvent[];
}

/** Of the programs of this PC at one printer, of one guest at all printers, and of all. */
const MOST_OF_PLACE = 32;
const MOST_OF_GUEST = 16;
const MOST = 128;
/** Events that one subscription keeps; the oldest go. */
const MOST_KEPT = 50;
/** `ippget-event-life`, in seconds: so long an event can be fetched. */
export const EVENT_LIFE = 300;
/** So long a fetch waits for an event, less than programs bear a silent server; and how many do so. */
const WAIT_MS = 25_000;
const MOST_WAITING = 32;
const MOST_WAITING_OF_GUEST = 2;

interface Waiting {
  place: string;
  ids: ReadonlySet<number>;
  done: () => void;
}

export class Notifier {
  readonly #clock: Clock;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #waiting = new Set<Waiting>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Nobody waits any longer. */
  stop(): void {
    for (const { done } of Array.from(this.#waiting)) done();
    this.#subscriptions.clear();
  }

  /** Places at which somebody wants to hear of something. */
  places(): Set<string> {
    this.#prune();
    return new Set(Array.from(this.#subscriptions.values(), ({ place }) => place));
  }

  /** Throws an `IppFault` where there are too many. */
  add(about: Pick<Subscription, 'place' | 'printerUri' | 'job' | 'wanted' | 'user'>): Subscription {
    this.#prune();
    const mine = sameGuest(about.place, this.#subscriptions.values());
    const full = mine
      ? mine.length >= MOST_OF_GUEST
      : this.list(about.place).length >= MOST_OF_PLACE;
    if (full || this.#subscriptions.size >= MOST)
      throw new IppFault(
        Status['client-error-too-many-subscriptions'],
        'This printer has too many subscriptions.',
      );
    // Numbers go on after a restart: what a program remembers is no other's.
    const now = this.#clock.now();
    this.#lastId = Math.max(this.#lastId + 1, Math.floor(now / 1000) % 0x40000000);
    const { lease } = about.wanted;
    const leasedUntil = lease === undefined ? undefined : now + lease * 1000;
    const rest = { leasedUntil, over: undefined, sequence: 0, events: [] };
    const subscription: Subscription = { ...about, ...rest, id: this.#lastId };
    this.#subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  /** Throws an `IppFault` where this place has none of that number (any more). */
  require(place: string, id: number): Subscription {
    this.#prune();
    const found = this.#subscriptions.get(id);
    if (found?.place === place) return found;
    throw new IppFault(Status['client-error-not-found'], `There is no subscription ${id}.`);
  }

  /** Those of a place, the first that was made first. */
  list(place: string): Subscription[] {
    this.#prune();
    return Array.from(this.#subscriptions.values()).filter((one) => one.place === place);
  }

  renew(subscription: Subscription, lease: number): void {
    subscription.leasedUntil = this.#clock.now() + lease * 1000;
    subscription.wanted = { ...subscription.wanted, lease };
  }

  /** Whoever waits for it is answered. */
  remove({ id }: Subscription): void {
    this.#subscriptions.delete(id);
    this.#wake(id);
  }

  /** Something happened at this place. */
  note(place: string, happening: Happening): void {
    const now = this.#clock.now();
    for (const one of this.list(place)) {
      if (one.over !== undefined || !concerns(happening, one)) continue;
      const kind = happening.kinds.find((kind) => one.wanted.events.has(kind));
      if (kind) {
        one.sequence += 1;
        one.events.push({ sequence: one.sequence, kind, at: now, happening });
        if (one.events.length > MOST_KEPT) one.events.shift();
      }
      const ended = one.job !== undefined && happening.last === true;
      if (ended) one.over = now;
      if (kind || ended) this.#wake(one.id);
    }
  }

  /**
   * Resolves when one of them has something to tell, or is over, or it has waited long. False, at
   * once, where too many wait already.
   */
  wait(place: string, ids: readonly number[]): Promise<boolean> {
    const mine = sameGuest(place, this.#waiting)?.length ?? 0;
    const full = this.#waiting.size >= MOST_WAITING;
    if (full || mine >= MOST_WAITING_OF_GUEST) return Promise.resolve(false);
    return new Promise((resolve) => {
      let cancelTimer: CancelTimer | undefined;
      const waiting: Waiting = {
        place,
        ids: new Set(ids),
        done: () => {
          cancelTimer?.();
          this.#waiting.delete(waiting);
          resolve(true);
        },
      };
      this.#waiting.add(waiting);
      cancelTimer = this.#clock.after(WAIT_MS, waiting.done);
    });
  }

  #wake(id: number): void {
    for (const { ids, done } of Array.from(this.#waiting)) if (ids.has(id)) done();
  }

  /** What is too old is forgotten when somebody looks: no timer runs for it. */
  #prune(): void {
    const now = this.#clock.now();
    const oldest = now - EVENT_LIFE * 1000;
    for (const one of Array.from(this.#subscriptions.values())) {
      while (one.events[0] && one.events[0].at < oldest) one.events.shift();
      const ended = one.over !== undefined && one.over < oldest;
      if (ended || (one.leasedUntil ?? now) < now) this.remove(one);
    }
  }
}

/** Those of the guest whose place it is, at whatever printer; undefined where it is no guest's. */
function sameGuest<T extends { place: string }>(place: string, all: Iterable<T>): T[] | undefined {
  const guest = guestOf(place);
  return guest === '' ? undefined : Array.from(all).filter((one) => guestOf(one.place) === guest);
}

function concerns({ job, late }: Happening, subscription: Subscription): boolean {
  return subscription.job === undefined ? late !== true : subscription.job === job;
}
