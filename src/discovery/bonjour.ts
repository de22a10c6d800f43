/**
 * Advertises by bonjour-service, kept to what it does well: making the records of one service,
 * answering for it and taking its leave. It sees only the questions that concern its service and
 * that the asker has no answer to; what it says goes through the link's outbox.
 *
 * One instance for each service and link, since stopping a service withdraws the records of its
 * siblings in the same instance. Names are probed here, not there: see `name-claims.ts`.
 */
import Bonjour from 'bonjour-service';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { Advert, Advertiser, AdvertiserEvents } from './advertiser.ts';
import {
  concerning,
  isAddress,
  isService,
  knownPointers,
  onLink,
  serviceNames,
  spell,
  type ServiceNames,
} from './bonjour-dialect.ts';
import { cutLabel } from './dns-name.ts';
import type { Query } from './known-answers.ts';
import type { Links } from './links.ts';
import type { MulticastLink } from './multicast.ts';
import { NameClaims } from './name-claims.ts';
import { Outbox } from './outbox.ts';
import { readPacket } from './packet-reader.ts';
import { questionPackets } from './packet-writer.ts';
import { SharedSocket } from './shared-socket.ts';

/** A query may ask for each kind of record of a service once; more is an attempt to amplify. */
const MAX_QUESTIONS = 6;
const MAX_QUESTIONS_IN_ALL = 40;

interface Publication extends ServiceNames {
  advert: Advert;
  socket: SharedSocket;
  bonjour: Bonjour;
  service: Bonjour.Service;
}

interface Speaker {
  outbox: Outbox;
  live: Map<string, Publication>;
}

export class BonjourAdvertiser implements Advertiser {
  readonly events = new Emitter<AdvertiserEvents>();
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #host: string;
  readonly #random: () => number;
  readonly #claims: NameClaims;
  readonly #speakers = new Map<MulticastLink, Speaker>();
  readonly #leaving = new Set<Promise<void>>();
  #wanted: ReadonlyMap<string, Advert> = new Map();

  constructor(options: {
    links: Links;
    clock: Clock;
    log: Log;
    /** This PC's name in `.local`, which nobody else has. */
    host: string;
    random?: (() => number) | undefined;
  }) {
    const { links, clock, host } = options;
    this.#log = options.log;
    this.#clock = clock;
    this.#host = host;
    this.#random = options.random ?? Math.random;
    this.#claims = new NameClaims({ links, clock, host, random: this.#random });
    this.#claims.events.on('changed', () => this.#reconcileAll());
    this.#claims.events.on('renamed', (renamed) => this.events.emit('renamed', renamed));
    links.events.on('up', (link) => this.#join(link));
    links.events.on('down', (link) => this.#leave(link));
  }

  set(adverts: readonly Advert[]): void {
    this.#wanted = new Map(adverts.map((advert) => [`${advert.instance}.${advert.type}`, advert]));
    this.#claims.want(adverts.filter(({ readable }) => readable === true));
    this.#reconcileAll();
  }

  async stop(): Promise<void> {
    this.set([]);
    await Promise.all(this.#leaving);
    await Promise.all(Array.from(this.#speakers.values(), ({ outbox }) => outbox.flush()));
  }

  #join(link: MulticastLink): void {
    const outbox = new Outbox({ link, clock: this.#clock, random: this.#random });
    const speaker: Speaker = { outbox, live: new Map() };
    this.#speakers.set(link, speaker);
    link.events.on('query', (query) => this.#answer(speaker, query));
    link.events.on('response', ({ records, from }) => outbox.heard(records, from));
    this.#reconcile(link, speaker);
  }

  /** The link is gone, so there is nobody to say goodbye to. */
  #leave(link: MulticastLink): void {
    const speaker = this.#speakers.get(link);
    this.#speakers.delete(link);
    for (const { bonjour } of speaker?.live.values() ?? []) bonjour.destroy();
    speaker?.outbox.close();
  }

  #answer({ live }: Speaker, query: Query): void {
    if (live.size === 0 || query.questions.length > MAX_QUESTIONS_IN_ALL) return;
    const known = knownPointers(query);
    let first = true;
    for (const publication of live.values()) {
      const host = first ? this.#host : undefined;
      const questions = concerning(query.questions, publication, host, known);
      first = false;
      if (questions.length === 0 || questions.length > MAX_QUESTIONS) continue;
      for (const bytes of questionPackets(questions, []))
        publication.socket.receive(bytes, query.from);
    }
  }

  #reconcileAll(): void {
    for (const [link, speaker] of this.#speakers) this.#reconcile(link, speaker);
  }

  /**
   * Makes what is published fit what is wanted. A change is announced over what was there (RFC 6762
   * section 8.4); only what is not wanted any more says goodbye.
   */
  #reconcile(link: MulticastLink, { live, outbox }: Speaker): void {
    for (const [key, publication] of Array.from(live)) {
      const wanted = this.#wanted.get(key);
      const now = wanted && this.#named(wanted);
      if (now && same(now, publication.advert)) continue;
      live.delete(key);
      outbox.forget(publication);
      // A name in doubt may be somebody else's: no goodbye for that either.
      const quiet = wanted && (!now || now.instance === publication.advert.instance);
      if (quiet) publication.bonjour.destroy();
      else this.#goodbye(publication);
    }
    for (const [key, wanted] of this.#wanted) {
      const now = this.#named(wanted);
      if (now && !live.has(key)) live.set(key, this.#publish(link, outbox, now));
    }
  }

  /** The advert under the name that it has now; undefined while that is being looked for. */
  #named(advert: Advert): Advert | undefined {
    if (!advert.readable) return advert;
    const instance = this.#claims.nameOf(advert);
    return instance === undefined ? undefined : { ...advert, instance };
  }

  #publish(link: MulticastLink, outbox: Outbox, advert: Advert): Publication {
    let announced = false;
    const socket = new SharedSocket((bytes) => {
      const records = readPacket(bytes);
      const answers = onLink(records?.answers ?? [], link);
      const [first] = answers;
      if (!first) return;
      if (first.ttl === 0) return outbox.goodbye(publication, answers.filter(isService));
      const additionals = onLink(records?.additionals ?? [], link);
      // An answer is about one name; it repeats announcements by its own clock for an hour.
      if (answers.every(({ name }) => name === first.name))
        return outbox.answer(publication, { answers, additionals });
      if (!announced)
        outbox.announce(publication, {
          answers: answers.filter(isService),
          additionals: answers.filter(isAddress),
        });
      announced = true;
    });
    const bonjour = new Bonjour(socket.options(), (error: unknown) =>
      this.#log.debug({ error }, 'an answer could not be made'),
    );
    const instance = cutLabel(advert.instance);
    const service = bonjour.publish({
      name: spell(instance),
      // It adds `_` and `._tcp` itself.
      type: advert.type.slice(1, -'._tcp'.length),
      host: this.#host,
      port: advert.port,
      txt: advert.txt,
      subtypes: Array.from(advert.subtypes ?? []),
      probe: false,
    });
    const names = serviceNames(instance, advert.type, advert.subtypes);
    const publication: Publication = { ...names, advert, socket, bonjour, service };
    return publication;
  }

  #goodbye({ bonjour, service }: Publication): void {
    const gone = new Promise<void>((resolve) => {
      service.stop(() => {
        bonjour.destroy();
        resolve();
      });
    }).finally(() => this.#leaving.delete(gone));
    this.#leaving.add(gone);
  }
}

function same(a: Advert, b: Advert): boolean {
  return (
    a.instance === b.instance &&
    a.port === b.port &&
    JSON.stringify([a.txt, a.subtypes]) === JSON.stringify([b.txt, b.subtypes])
  );
}
