/**
 * Looks for services (RFC 6763 section 4): asks at once and a few times more, since multicast gets
 * lost, then ever more rarely, and tells with each question what it knows, so that at rest nobody
 * has anything to answer.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Links } from './links.ts';
import type { PointerRecord, Question } from './dns-record.ts';
import type { Query } from './known-answers.ts';
import type { MulticastLink } from './multicast.ts';
import { ServiceCache } from './service-cache.ts';

/** Waits between the questions, in ms: at 0, 0.3, 1 and 3 s, then with back-off to ten minutes. */
const WAITS = [300, 700, 2000, 10_000, 30_000, 90_000, 270_000, 600_000];
/** From here on, 13 s after the start, a question is left to whoever asked it last. */
const SPARING_ROUND = 4;
/** Links that come up together are asked together. */
const GATHER_MS = 20;
/** More often than this nobody needs to look. */
const LOOK_MS = 1000;
/** A recheck asks now and 2 s later. */
const RECHECK_ROUND = 2;
const SWEEP_MS = 60_000;

/** How often, and after which wait in ms, the details of a service are asked for. */
const RESOLVE_WAITS = [100, 1000, 3000];
const RESOLVE_AT_ONCE = 10;

export class Browser implements Lifecycle {
  readonly services: ServiceCache;
  readonly #types: readonly string[];
  readonly #links: Links;
  readonly #clock: Clock;
  readonly #random: () => number;
  #running = false;
  #round = 0;
  /** Link → name of a question → when it was last heard there. */
  #askedAt = new WeakMap<MulticastLink, Map<string, number>>();
  #anew = false;
  #lookedAt = -LOOK_MS;
  #since = 0;
  #next: CancelTimer | undefined;
  #gather: CancelTimer | undefined;
  #sweep: CancelTimer | undefined;
  #resolve: CancelTimer | undefined;
  #resolveTries = 0;

  constructor(options: {
    /** Service types such as `_ipp._tcp`. */
    types: readonly string[];
    links: Links;
    clock: Clock;
    /** 0 up to 1; spreads the questions of many PCs. */
    random?: (() => number) | undefined;
  }) {
    this.#types = options.types;
    this.#links = options.links;
    this.#clock = options.clock;
    this.#random = options.random ?? Math.random;
    this.services = new ServiceCache({ types: options.types, clock: options.clock });
    this.services.events.on('doubted', () => this.recheck());
    this.#links.events.on('up', (link) => this.#listen(link));
  }

  start(): void {
    this.#running = this.#anew = true;
    this.#askedAt = new WeakMap();
    this.#sweep = this.#clock.every(SWEEP_MS, () => this.services.sweep());
    this.#look();
  }

  stop(): void {
    this.#running = false;
    for (const cancel of [this.#next, this.#gather, this.#sweep, this.#resolve]) cancel?.();
    this.#next = this.#gather = this.#sweep = this.#resolve = undefined;
    this.services.clear();
  }

  /** Looks anew: everybody is asked to answer, also those who are known. */
  refresh(): void {
    this.#anew = true;
    this.#lookSoon();
  }

  /** Asks for what is not known: who was said to be gone and is not will answer, others need not. */
  recheck(): void {
    this.#lookSoon();
  }

  #listen(link: MulticastLink): void {
    link.events.on('response', ({ records, from }) => {
      if (!this.#running) return;
      this.services.apply({ records, from, reach: link.reach });
      if (!this.#resolve && this.services.unresolved().length > 0) this.#resolveLater();
    });
    link.events.on('query', (query) => this.#overhear(link, query));
    this.refresh();
  }

  /**
   * Another PC asks for all, too, and its answers reach everybody (RFC 6762 section 7.3). That counts
   * unless it knows something that is missing here, for nobody will tell that now.
   */
  #overhear(link: MulticastLink, { questions, known }: Query): void {
    if (!this.#running) return;
    if (known.some((record) => this.#isNews(record))) return;
    let askedAt = this.#askedAt.get(link);
    if (!askedAt) this.#askedAt.set(link, (askedAt = new Map()));
    for (const question of questions) {
      const name = question.name.toLowerCase();
      if (question.type === 'PTR' && this.#types.some((browsed) => name === `${browsed}.local`))
        askedAt.set(name, this.#clock.monotonic());
    }
  }

  #isNews({ name, target }: PointerRecord): boolean {
    return !this.services.knows(target) && this.services.wants(name);
  }

  #lookSoon(): void {
    if (!this.#running) return;
    const wait = this.#lookedAt + LOOK_MS - this.#clock.monotonic();
    this.#gather ??= this.#clock.after(Math.max(wait, GATHER_MS), () => {
      this.#gather = undefined;
      this.#look();
    });
  }

  #look(): void {
    this.#lookedAt = this.#clock.monotonic();
    this.#resolveTries = 0;
    this.#round = RECHECK_ROUND;
    if (this.#anew) {
      this.#anew = false;
      this.#round = 0;
      this.#since = this.#lookedAt;
    }
    this.#ask();
  }

  #ask(): void {
    this.#next?.();
    const wait = WAITS[Math.min(this.#round, WAITS.length - 1)] ?? LOOK_MS;
    for (const link of this.#links.open()) {
      const types = this.#types.filter((type) => !this.#spared(link, type, wait));
      const known = types.flatMap((type) => this.services.known(type, this.#since));
      link.query(
        types.map((type) => ({ name: `${type}.local`, type: 'PTR' })),
        known,
      );
    }
    // The first few are at their times; later ones spread, so that PCs do not ask in step.
    const spread = this.#round < 3 ? 1 : 0.85 + this.#random() * 0.3;
    this.#round += 1;
    this.#next = this.#clock.after(wait * spread, () => this.#ask());
  }

  /** A question that was heard lately, from whomever, is not asked again. */
  #spared(link: MulticastLink, type: string, wait: number): boolean {
    const askedAt = this.#askedAt.get(link)?.get(`${type}.local`);
    if (this.#round < SPARING_ROUND || askedAt === undefined) return false;
    return this.#clock.monotonic() - askedAt < wait / 2;
  }

  /** Services heard of by name only: their SRV and TXT records are asked for. */
  #resolveLater(): void {
    const wait = RESOLVE_WAITS[this.#resolveTries];
    if (wait === undefined) return;
    this.#resolveTries += 1;
    this.#resolve = this.#clock.after(wait, () => {
      this.#resolve = undefined;
      const names = this.services.unresolved().slice(0, RESOLVE_AT_ONCE);
      if (names.length === 0) {
        this.#resolveTries = 0;
        return;
      }
      const questions = names.flatMap((name): Question[] => [
        { name, type: 'SRV' },
        { name, type: 'TXT' },
      ]);
      for (const link of this.#links.open()) link.query(questions, []);
      this.#resolveLater();
    });
  }
}
