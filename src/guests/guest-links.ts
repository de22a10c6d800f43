/**
 * The links for guests of this PC: made, looked up by their secrets, counted, and ended by time or by
 * their owner. A secret is known to its guest alone; here is its hash.
 */
import { createHash, randomBytes } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import type { GuestLink, GuestUse } from '../model/guest.ts';
import type { Database } from '../store/database.ts';
import { GUEST_LINK_BOUNDS as bounds } from './guest-bounds.ts';
import { GuestStore, type GuestRecord } from './guest-store.ts';

export interface GuestLinksOptions {
  database: Database;
  clock: Clock;
  log: Log;
}

interface GuestEvents {
  changed: undefined;
  /** It may be used by nobody any more; `back`: its owner wanted that. */
  ended: { link: GuestLink; back: boolean };
}

/** What a secret opens while its link lives. */
export interface GuestVisit {
  readonly link: GuestLink;
  /** Aborted with `guest.ended` when the link is over, and with what `breakOff` is told. */
  readonly ended: AbortSignal;
}

interface Live extends GuestRecord {
  end: AbortController;
}

/** A system timer cannot count more than 24 days. */
const LONGEST_TIMER_MS = 24 * 3_600_000;

export class GuestLinks extends Emitter<GuestEvents> implements Lifecycle {
  readonly #options: GuestLinksOptions;
  readonly #store: GuestStore;
  readonly #links = new Map<string, Live>();
  #timer: CancelTimer | undefined;

  constructor(options: GuestLinksOptions) {
    super((error) => options.log.error({ error }, 'a listener of the guest links failed'));
    this.#options = options;
    this.#store = new GuestStore(options.database);
  }

  start(): void {
    for (const record of this.#store.all())
      this.#links.set(record.link.id, { ...record, end: new AbortController() });
    this.#review();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    for (const { end } of this.#links.values()) end.abort(isOver());
    this.#links.clear();
  }

  /** Latest first. */
  list(): GuestLink[] {
    return Array.from(this.#links.values(), ({ link }) => link).reverse();
  }

  /** Whether anybody may use a link now. */
  get lives(): boolean {
    return Array.from(this.#links.values()).some((one) => this.#isLive(one));
  }

  /** The secret is told this once. Throws `request.busy` where there are too many. */
  add(facts: Omit<GuestLink, 'id' | 'created' | 'ended' | 'used'>): {
    link: GuestLink;
    secret: string;
  } {
    const live = Array.from(this.#links.values()).filter((one) => this.#isLive(one));
    if (live.length >= bounds.live)
      throw new HallwayError('request.busy', `There are ${bounds.live} links for guests already.`, {
        fix: 'Take back one that is not needed any more.',
      });
    const link: GuestLink = {
      ...facts,
      name: displayName(facts.name, 'Guest'),
      id: base32(randomBytes(10)),
      created: this.#options.clock.now(),
      ended: null,
      used: { printed: 0, dropped: 0, droppedBytes: 0, taken: 0 },
    };
    return this.#give({ link, jobs: [], lost: { files: 0, bytes: 0 } });
  }

  /** Another secret for a link that lives. Throws `guest.not_found`, `guest.ended`. */
  renew(id: string): { link: GuestLink; secret: string } {
    const found = this.#require(id);
    if (!this.#isLive(found)) throw isOver();
    found.end.abort(isOver());
    return this.#give(found);
  }

  /** What goes through it ends at once. Throws `guest.not_found`. */
  end(id: string): GuestLink {
    const found = this.#require(id);
    if (!this.#isLive(found)) return found.link;
    found.link = { ...found.link, ended: this.#options.clock.now() };
    this.#finish(found, true);
    try {
      this.#store.put(found);
    } catch (error) {
      // A full disk, say: it is over for as long as this PC runs, and its owner hears of it.
      this.#options.log.error({ error }, 'a link for guests that was taken back could not be kept');
      throw error;
    }
    return found.link;
  }

  /**
   * Throws `guest.ended` for the secret of a link that is over, and `guest.not_found` for every
   * other one.
   */
  visit(secret: string): GuestVisit {
    const hash = hashOf(secret);
    const found = Array.from(this.#links.values()).find((one) => one.hash === hash);
    if (!found) throw notFound();
    if (!this.#isLive(found)) {
      // It is over by this moment: all are looked through, this once.
      if (found.link.ended === null) this.#review();
      throw isOver();
    }
    return { link: found.link, ended: found.end.signal };
  }

  /**
   * Ends what goes through links now, with that reason; they live on. Its owner paused all sharing,
   * say.
   */
  breakOff(reason: HallwayError): void {
    for (const one of this.#links.values()) {
      if (!this.#isLive(one)) continue;
      one.end.abort(reason);
      one.end = new AbortController();
    }
  }

  /** Counts what a guest did, before it does more; `job` is what it prints. */
  count(id: string, more: Partial<GuestUse>, job?: string): void {
    const found = this.#links.get(id);
    if (!found) return;
    const { used } = found.link;
    const add = (what: keyof GuestUse): number => used[what] + (more[what] ?? 0);
    const now = {
      printed: add('printed'),
      dropped: add('dropped'),
      droppedBytes: add('droppedBytes'),
      taken: add('taken'),
    };
    found.link = { ...found.link, used: now };
    if (job !== undefined) found.jobs = [...found.jobs, job];
    // A guest decides how often: none of this waits for the disk.
    this.#store.put(found, true);
    this.emit('changed', undefined);
  }

  /** Counts a file that broke off. */
  broke(id: string, bytes: number): void {
    const found = this.#links.get(id);
    if (!found) return;
    found.lost = { files: found.lost.files + 1, bytes: found.lost.bytes + bytes };
    this.#store.put(found, true);
  }

  /** Files that were dropped by a link, or broke off. */
  tried(id: string): { files: number; bytes: number } {
    const { link, lost } = this.#require(id);
    return {
      files: link.used.dropped + lost.files,
      bytes: link.used.droppedBytes + lost.bytes,
    };
  }

  /** Jobs that came by a link. */
  jobs(id: string): readonly string[] {
    return this.#links.get(id)?.jobs ?? [];
  }

  /** Links with the jobs that came by them. */
  printed(): { link: GuestLink; jobs: readonly string[] }[] {
    return Array.from(this.#links.values()).filter(({ jobs }) => jobs.length > 0);
  }

  /** They are cancelled. */
  forgetJobs(id: string): void {
    const found = this.#links.get(id);
    if (!found) return;
    found.jobs = [];
    this.#store.put(found, true);
  }

  #give(facts: Omit<GuestRecord, 'hash'>): { link: GuestLink; secret: string } {
    const secret = randomBytes(16).toString('base64url');
    const { link, jobs, lost } = facts;
    const live = { link, jobs, lost, hash: hashOf(secret), end: new AbortController() };
    this.#store.put(live);
    this.#links.set(link.id, live);
    this.#review();
    return { link, secret };
  }

  #require(id: string): Live {
    const found = this.#links.get(id);
    if (!found) throw notFound();
    return found;
  }

  #isLive({ link }: Live): boolean {
    return link.ended === null && link.expires > this.#options.clock.now();
  }

  #finish(one: Live, back: boolean): void {
    if (one.end.signal.aborted) return;
    one.end.abort(isOver());
    this.emit('ended', { link: one.link, back });
    this.#review();
  }

  #expire(one: Live): void {
    one.link = { ...one.link, ended: one.link.expires };
    one.end.abort(isOver());
    try {
      this.#store.put(one);
    } catch (error) {
      // On a full disk, say. It is over all the same, and told of once more at the next start.
      this.#options.log.warn({ error }, 'a link for guests that is over could not be kept');
    }
    this.emit('ended', { link: one.link, back: false });
  }

  /** Ends what is over, forgets what was over long ago, and waits for the next one. */
  #review(): void {
    this.#timer?.();
    this.#timer = undefined;
    const { clock } = this.#options;
    const now = clock.now();
    const over: Live[] = [];
    let next = Infinity;
    for (const one of Array.from(this.#links.values())) {
      if (this.#isLive(one)) {
        next = Math.min(next, one.link.expires - now);
        continue;
      }
      over.push(one);
      // What ended while this PC was off is told of as well.
      if (one.link.ended === null) this.#expire(one);
    }
    const gone = ({ link }: Live): boolean => now - (link.ended ?? now) > bounds.knownMs;
    for (const one of [...over.filter(gone), ...over.slice(0, -bounds.over)]) {
      this.#store.remove(one.link.id);
      this.#links.delete(one.link.id);
    }
    if (next < Infinity)
      this.#timer = clock.after(Math.min(Math.max(next, 0), LONGEST_TIMER_MS), () =>
        this.#review(),
      );
    this.emit('changed', undefined);
  }
}

/** Its owner ended it before its time. */
export function isTakenBack({ ended, expires }: GuestLink): boolean {
  return ended !== null && ended < expires;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function notFound(): HallwayError {
  return new HallwayError('guest.not_found', 'There is no such link.', {
    fix: 'Ask for another one.',
  });
}

function isOver(): HallwayError {
  return new HallwayError('guest.ended', 'This link is over.', { fix: 'Ask for another one.' });
}
