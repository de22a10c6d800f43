/**
 * Brings messages to those whom they are for: whoever has something new says so to the others of the
 * conversation, and each pulls what it lacks, from whomever has it. A direct message thus waits at its
 * author until the other PC asks for it.
 */
import * as api from '../api/peer-talk.ts';
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId } from '../model/id.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import type { Taken, TalkBook } from './book.ts';

export interface DeliveryOptions {
  self: DeviceId;
  book: () => TalkBook | undefined;
  transport: Pick<PeerTransport, 'call'>;
  isOnline: (device: DeviceId) => boolean;
  send: (device: DeviceId, frame: api.TalkFrame) => void;
  /** Others hear of it as soon as this returns. */
  took: (taken: readonly Taken[]) => void;
  marked: (conversation: string) => void;
  /** One exchange with a peer is complete. */
  synced: () => void;
  clock: Clock;
  log: Log;
}

/** What came in this time is told to the others at once. */
const GATHER_MS = 20;
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 60_000;
/** In one pull, so that a peer without an end does not hold anything up. */
const MAX_PAGES = 2000;

interface Pull {
  again: boolean;
  failures: number;
  rest: CancelTimer | undefined;
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #pulls = new Map<DeviceId, Pull>();
  /** By conversation: authors of whom something is new here, and who told it. */
  readonly #news = new Map<string, Map<DeviceId, Set<DeviceId>>>();
  #telling: CancelTimer | undefined;
  /** Those who may have what this PC said and forgot. */
  readonly #compare = new Set<DeviceId>();
  #stopped = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopped = true;
    this.#telling?.();
    for (const { rest } of this.#pulls.values()) rest?.();
    this.#pulls.clear();
  }

  /** A peer is there, or may have something. One pull at a time of each. */
  pull(device: DeviceId): void {
    const running = this.#pulls.get(device);
    if (running) {
      running.again = true;
      return;
    }
    const pull: Pull = { again: false, failures: 0, rest: undefined };
    this.#pulls.set(device, pull);
    void this.#run(device, pull);
  }

  /** This PC may have forgotten what it said: what these have of it is looked at anew. */
  compare(devices: readonly DeviceId[]): void {
    for (const device of devices) {
      this.#compare.add(device);
      if (this.#options.isOnline(device)) this.pull(device);
    }
  }

  /** Something of `author` is new here; `from` has it already. */
  tell(conversation: string, author: DeviceId, from: DeviceId): void {
    let authors = this.#news.get(conversation);
    if (!authors) this.#news.set(conversation, (authors = new Map()));
    const told = authors.get(author);
    if (told) told.add(from);
    else authors.set(author, new Set([from]));
    this.#telling ??= this.#options.clock.after(GATHER_MS, () => {
      this.#telling = undefined;
      this.#tellAll();
    });
  }

  #tellAll(): void {
    const { book, send, isOnline } = this.#options;
    const now = book();
    const news = Array.from(this.#news);
    this.#news.clear();
    if (!now) return;
    for (const [conversation, authors] of news) {
      const room = now.rooms.find(conversation);
      for (const [author] of authors) {
        const number = now.have(conversation, author);
        // Whoever handed it over learns that it arrived.
        for (const device of room?.others() ?? [])
          if (isOnline(device)) send(device, { type: 'talk-have', conversation, author, number });
      }
    }
  }

  async #run(device: DeviceId, pull: Pull): Promise<void> {
    const { clock, log, isOnline } = this.#options;
    try {
      do {
        pull.again = false;
        await this.#pullAll(device);
        pull.failures = 0;
      } while (pull.again && !this.#stopped);
      this.#pulls.delete(device);
    } catch (error) {
      log.debug({ device, error }, 'messages could not be pulled from a peer');
      pull.failures += 1;
      const wait = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(8, pull.failures));
      pull.rest = clock.after(wait, () => {
        pull.rest = undefined;
        if (!this.#stopped && isOnline(device)) void this.#run(device, pull);
        else this.#pulls.delete(device);
      });
    }
  }

  async #pullAll(device: DeviceId): Promise<void> {
    const { self, book, transport, took, synced } = this.#options;
    const places = this.#compare.has(device) ? book()?.placesBefore() : undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const now = book();
      if (!now || this.#stopped) return;
      const have = now.haveFor(device);
      for (const [conversation, number] of places ?? [])
        if (have[conversation]) have[conversation] = { ...have[conversation], [self]: number };
      const body = { have, read: this.readFor(device) };
      const answer = await transport.call(device, api.pullMessages, { body });
      if (this.#stopped || book() !== now) return;
      const before = now.ownPlaces();
      const { taken, refused, own } = now.take(device, answer.messages);
      for (const [conversation, number] of own) places?.set(conversation, number);
      // Said anew, because two stood at one place.
      for (const conversation of now.grownSince(before)) this.tell(conversation, self, self);
      if (refused > 0) this.#options.log.warn({ device, refused }, 'messages were refused');
      this.heardHave(device, answer.have);
      this.heardRead(device, answer.read);
      took(taken);
      for (const { by, body: said } of taken) this.tell(said.conversation, by, device);
      if (!answer.more || (taken.length === 0 && own.size === 0)) break;
    }
    // Whatever was asked for meanwhile is due in the next pull.
    if (places) this.#compare.delete(device);
    synced();
  }

  /** Answers a pull. */
  answer(
    device: DeviceId,
    { have, read }: { have: api.TalkHave; read: api.TalkRead },
  ): {
    messages: { entry: string; salt: string; body: string }[];
    more: boolean;
    have: api.TalkHave;
    read: api.TalkRead;
  } {
    const now = this.#options.book();
    if (!now) return { messages: [], more: false, have: {}, read: {} };
    this.heardHave(device, have);
    this.heardRead(device, read);
    return { ...now.missing(device, have), have: now.haveFor(device), read: this.readFor(device) };
  }

  /** By conversation: how far this person has read what `device` said. */
  readFor(device: DeviceId): api.TalkRead {
    const { book, self } = this.#options;
    const now = book();
    if (!now) return {};
    return Object.fromEntries(
      now.rooms
        .sharedWith(device)
        .map(({ id }) => [id, now.store.numberAt(id, device, now.marks.of(id, self).read)] as const)
        .filter(([, number]) => number > 0)
        .slice(0, 500),
    );
  }

  heardHave(device: DeviceId, have: api.TalkHave): void {
    for (const [conversation, authors] of Object.entries(have))
      for (const [author, number] of Object.entries(authors))
        this.heard(device, { type: 'talk-have', conversation, author, number }, false);
  }

  heardRead(device: DeviceId, read: api.TalkRead): void {
    for (const [conversation, number] of Object.entries(read))
      this.heard(device, { type: 'talk-read', conversation, number });
  }

  /** `act`: pulls what is missing here. */
  heard(
    device: DeviceId,
    frame: Exclude<api.TalkFrame, { type: 'talk-typing' }>,
    act = true,
  ): void {
    const { book, self, marked } = this.#options;
    const now = book();
    if (!now) return;
    const { conversation } = frame;
    // Of a group that is not known here it tells as well: then what is missing is pulled.
    const room = now.rooms.find(conversation);
    if (room && !room.has(device)) return;
    const own = now.have(conversation, self);
    if (frame.type === 'talk-read') {
      const read = Math.min(frame.number, own);
      if (room && now.marks.raise(conversation, device, { read })) marked(conversation);
      return;
    }
    const { author, number } = frame;
    if (author === self && room) {
      const reached = Math.min(number, own);
      if (now.marks.raise(conversation, device, { reached })) marked(conversation);
    }
    if (act && number > now.have(conversation, author)) this.pull(device);
  }
}
