/**
 * Advertises by bonjour-service, kept to what it does well: announcing, answering and saying
 * goodbye for one service. It speaks over the links' sockets and sees only the queries that concern
 * its service and that the asker has no answer to, so it neither decodes nor answers anything else.
 *
 * One instance for each service and link, since stopping a service withdraws the records of its
 * siblings in the same instance; no probing, since the names are unique by themselves.
 */
import Bonjour from 'bonjour-service';
import type { Log } from '../base/log.ts';
import type { Advert, Advertiser } from './advertiser.ts';
import type { Links } from './links.ts';
import {
  sharedSocketOptions,
  type MulticastLink,
  type Query,
  type SharedSocket,
} from './multicast.ts';
import { questionSection } from './question-section.ts';

/** A query may ask for each kind of record of a service once; more is an attempt to amplify. */
const MAX_QUESTIONS = 6;
const MAX_QUESTIONS_IN_ALL = 40;
/** TTL of the PTR records that bonjour-service sends, in seconds. */
const POINTER_TTL = 28_800;

interface Publication {
  advert: Advert;
  link: MulticastLink;
  socket: SharedSocket;
  bonjour: Bonjour;
  service: Bonjour.Service;
}

export class BonjourAdvertiser implements Advertiser {
  readonly #log: Log;
  readonly #links: Links;
  readonly #live = new Map<MulticastLink, Map<string, Publication>>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #leavingKeys = new Map<MulticastLink, Set<string>>();
  #wanted: ReadonlyMap<string, Advert> = new Map();

  constructor(options: { links: Links; log: Log }) {
    this.#links = options.links;
    this.#log = options.log;
    this.#links.events.on('up', (link) => this.#join(link));
    this.#links.events.on('down', (link) => this.#leave(link));
  }

  set(adverts: readonly Advert[]): void {
    this.#wanted = new Map(adverts.map((advert) => [`${advert.instance}.${advert.type}`, advert]));
    for (const link of this.#live.keys()) this.#reconcile(link);
  }

  async stop(): Promise<void> {
    this.set([]);
    await Promise.all(this.#leaving);
  }

  #join(link: MulticastLink): void {
    this.#live.set(link, new Map());
    this.#leavingKeys.set(link, new Set());
    link.events.on('query', (query) => {
      if (query.questions.length > MAX_QUESTIONS_IN_ALL) return;
      const questions = questionSection(query.bytes);
      if (!questions) return;
      for (const publication of this.#live.get(link)?.values() ?? [])
        if (concerns(query, publication)) publication.socket.receive(questions, query.from);
    });
    this.#reconcile(link);
  }

  /** The link is gone, so there is nobody to say goodbye to. */
  #leave(link: MulticastLink): void {
    for (const { bonjour } of this.#live.get(link)?.values() ?? []) bonjour.destroy();
    this.#live.delete(link);
    this.#leavingKeys.delete(link);
  }

  /** Makes what is published fit what is wanted; a change is a goodbye and a new announcement. */
  #reconcile(link: MulticastLink): void {
    const live = this.#live.get(link);
    const leaving = this.#leavingKeys.get(link);
    if (!live || !leaving) return;
    for (const [key, publication] of Array.from(live)) {
      const wanted = this.#wanted.get(key);
      if (wanted && same(wanted, publication.advert)) continue;
      live.delete(key);
      leaving.add(key);
      const gone = this.#goodbye(publication).then(() => {
        this.#leaving.delete(gone);
        leaving.delete(key);
        this.#reconcile(link);
      });
      this.#leaving.add(gone);
    }
    for (const [key, advert] of this.#wanted)
      if (!live.has(key) && !leaving.has(key)) live.set(key, this.#publish(link, advert));
  }

  #publish(link: MulticastLink, advert: Advert): Publication {
    const socket = link.share();
    const bonjour = new Bonjour(sharedSocketOptions(socket), (error: unknown) =>
      this.#log.debug({ error }, 'an answer could not be sent'),
    );
    const service = bonjour.publish({
      name: advert.instance,
      type: typeName(advert),
      host: hostName(advert),
      port: advert.port,
      txt: advert.txt,
      probe: false,
    });
    return { advert, link, socket, bonjour, service };
  }

  #goodbye({ bonjour, service }: Publication): Promise<void> {
    return new Promise((resolve) => {
      service.stop(() => {
        bonjour.destroy();
        resolve();
      });
    });
  }
}

/** bonjour-service adds `_` and `._tcp` itself. */
function typeName(advert: Advert): string {
  return advert.type.slice(1, -'._tcp'.length);
}

/** A host name of its own, so that a goodbye takes no sibling's addresses away. */
function hostName(advert: Advert): string {
  return `${advert.instance}.local`;
}

function same(a: Advert, b: Advert): boolean {
  return a.port === b.port && JSON.stringify(a.txt) === JSON.stringify(b.txt);
}

function concerns(query: Query, { advert }: Publication): boolean {
  const type = `${advert.type}.local`;
  const instance = `${advert.instance}.${type}`;
  const host = hostName(advert);
  const knows = (name: string, target: string): boolean =>
    query.known.some(
      (record) =>
        record.name.toLowerCase() === name &&
        record.target.toLowerCase() === target &&
        record.ttl >= POINTER_TTL / 2,
    );
  const asked = query.questions.filter(({ name, type: kind }) => {
    if (name === instance || name === host) return true;
    if (kind !== 'PTR' && kind !== 'ANY') return false;
    if (name === type) return !knows(type, instance);
    return name === '_services._dns-sd._udp.local' && !knows(name, type);
  });
  return asked.length > 0 && asked.length <= MAX_QUESTIONS;
}
