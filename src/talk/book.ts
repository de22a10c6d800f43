/**
 * What one workgroup has said as far as this PC has it: messages are written and taken here, each
 * once and in its author's order, and durable when the call returns.
 */
import { randomBytes } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import { HallwayError } from '../base/errors.ts';
import type { TalkHave } from '../api/peer-talk.ts';
import { canonicalJson } from '../identity/signed-text.ts';
import type { DeviceId } from '../model/id.ts';
import type { Envelope, MessageBody } from '../model/talk.ts';
import type { Database } from '../store/database.ts';
import { Conversations, type ConversationsOptions, type Room } from './conversations.ts';
import { Marks } from './marks.ts';
import { OwnPast } from './own-past.ts';
import { idOfMessage, openEnvelope, type SignedMessage, type TalkJournal } from './message.ts';
import { TalkStore, type StoredMessage } from './talk-store.ts';

/** Of one author; older ones are forgotten, so that nobody fills the others' disks. */
const MAX_MESSAGES_EACH = 20_000;
/** In this many, `trim` looks. */
const TRIM_EVERY = 100;
const MAX_CLOCK = 1e9;
/** Pairs of conversation and author that are told at once: what a request takes. */
const MAX_HAVE = 3500;
const PAGE_MESSAGES = 200;
/** So many own messages of a conversation are compared with what others have of them. */
const COMPARED = 500;
const PAGE_CHARACTERS = 1_000_000;

export type Draft = Pick<MessageBody, 'kind' | 'text' | 'about' | 'mentions' | 'attachments'> & {
  key?: string | undefined;
  group?: MessageBody['group'];
};

export interface Taken {
  by: DeviceId;
  body: MessageBody;
}

export class TalkBook {
  readonly store: TalkStore;
  readonly rooms: Conversations;
  readonly marks: Marks;
  readonly #self: DeviceId;
  readonly #journal: TalkJournal;
  /** By conversation and author. */
  readonly #reach = new Map<string, Map<DeviceId, { number: number; seq: number }>>();
  readonly #clock = new Map<string, number>();

  constructor(
    database: Database,
    workgroup: string,
    journal: TalkJournal,
    people: ConversationsOptions,
  ) {
    this.store = new TalkStore(database, workgroup);
    this.rooms = new Conversations(people, this.store.groups());
    this.marks = new Marks(this.store);
    this.#self = people.self;
    this.#journal = journal;
    this.#read();
  }

  #read(): void {
    this.#reach.clear();
    this.#clock.clear();
    for (const { conversation, author, ...reach } of this.store.reaches())
      this.#grew(conversation, author, reach);
  }

  /** Number of the author's last message that is here; 0 for none. */
  have(conversation: string, author: DeviceId): number {
    return this.#reach.get(conversation)?.get(author)?.number ?? 0;
  }

  /** Of all conversations that `device` is in. */
  haveFor(device: DeviceId): TalkHave {
    let room = MAX_HAVE;
    return Object.fromEntries(
      this.rooms
        .sharedWith(device)
        .map(({ id }) => [id, Array.from(this.#reach.get(id) ?? [])] as const)
        .filter(([, { length }]) => length > 0 && (room -= length) >= 0)
        .slice(0, 500)
        .map(([id, authors]) => [
          id,
          Object.fromEntries(
            authors.slice(0, 1000).map(([author, { number }]) => [author, number]),
          ),
        ]),
    );
  }

  /** The last own place in each conversation. */
  ownPlaces(): Map<string, number> {
    return new Map(
      Array.from(this.#reach, ([id, authors]) => [id, authors.get(this.#self)?.number ?? 0]),
    );
  }

  grownSince(places: ReadonlyMap<string, number>): string[] {
    return Array.from(this.ownPlaces()).flatMap(([id, number]) =>
      number > (places.get(id) ?? 0) ? [id] : [],
    );
  }

  /** Places of own messages that are asked for again, once this PC may have forgotten some. */
  placesBefore(): Map<string, number> {
    return new Map(
      Array.from(this.#reach, ([conversation, authors]) => {
        const number = authors.get(this.#self)?.number ?? 0;
        return [conversation, Math.max(0, number - COMPARED)] as const;
      }),
    );
  }

  /** Says something. With a key that was used before nothing is said, and that message is given. */
  write(room: Room, draft: Draft, at: number): StoredMessage {
    const { key = newKey(), ...said } = draft;
    const known = this.store.byId(room.id, idOfMessage(this.#self, key));
    if (known) return known;
    this.#say(room.id, key, said, at);
    const written = this.store.byId(room.id, idOfMessage(this.#self, key));
    if (!written) throw new HallwayError('talk.no_message', 'The message could not be kept.');
    return written;
  }

  /**
   * At the next place behind `again.past`, whether or not it stands at another as well; with the clock
   * that it had, so that it stands where those have it who heard it before.
   */
  #say(
    conversation: string,
    key: string,
    said: Omit<Draft, 'key'>,
    at: number,
    again: { past?: number | undefined; clock?: number } = {},
  ): void {
    const { past = 0, clock = Math.min((this.#clock.get(conversation) ?? 0) + 1, MAX_CLOCK) } =
      again;
    const body: MessageBody = {
      v: 1,
      conversation,
      number: Math.max(this.have(conversation, this.#self), past) + 1,
      clock,
      key,
      at,
      ...said,
    };
    const text = canonicalJson(body);
    const salt = randomBytes(16).toString('base64url');
    const seq = this.store.transaction(() => {
      const entry = this.#journal.append([this.#journal.commitmentOf(salt, text)]);
      const envelope = { entry: entry.text, salt, body: text };
      this.store.insert({ by: this.#self, seq: entry.seq, body, envelope });
      return entry.seq;
    });
    this.#grew(conversation, this.#self, { number: body.number, clock: body.clock, seq });
  }

  /**
   * Takes what `from` handed over: those that are new, that `from` may know of and that follow what
   * is here; the others are passed over. `refused` counts those that no honest PC hands over.
   */
  take(
    from: DeviceId,
    envelopes: readonly Envelope[],
  ): { taken: Taken[]; refused: number; own: ReadonlyMap<string, number> } {
    const taken: Taken[] = [];
    const past = new OwnPast(this.#self, this.store, this.#journal);
    let refused = 0;
    const takeAll = (): void => {
      for (const envelope of envelopes) {
        try {
          const message = openEnvelope(envelope, this.#journal);
          past.heard(message);
          if (!this.#take(from, message, past)) continue;
          const { by, body } = message;
          taken.push({ by, body });
          if (body.number % TRIM_EVERY === 0 && by !== this.#self)
            this.store.trim(by, MAX_MESSAGES_EACH);
        } catch (error) {
          if (!(error instanceof HallwayError) || error.code !== 'log.invalid') throw error;
          refused += 1;
        }
      }
    };
    try {
      this.store.transaction(() => {
        takeAll();
        past.settle(
          (conversation) => this.have(conversation, this.#self),
          ({ conversation, key, at, clock, ...body }) => {
            if (!this.rooms.find(conversation)) return;
            const again = { past: past.places.get(conversation), clock };
            this.#say(conversation, key, saidIn(body), at, again);
          },
        );
      });
      if (past.moved) this.#read();
    } catch (error) {
      // A full disk, say: memory goes back to what the disk has.
      this.#read();
      throw error;
    }
    return { taken, refused, own: past.places };
  }

  #take(from: DeviceId, message: SignedMessage, past: OwnPast): boolean {
    const { by, body } = message;
    const { conversation, number, clock, group } = body;
    const last = this.#reach.get(conversation)?.get(by);
    if (number <= (last?.number ?? 0)) return false;
    if (group && (number !== 1 || !this.rooms.begun(by, group))) throw notForHere();
    const room = this.rooms.find(conversation);
    // A group that was not heard of yet: what began it comes first from whoever has both.
    if (!room) return false;
    if (!room.has(from) || !room.has(by)) throw notForHere();
    // Only its author may say that there is nothing between; others may just not have it.
    if (number > (last?.number ?? 0) + 1 && by !== from) return false;
    const before = last?.seq ?? -1;
    const placed = by === this.#self ? past.placed(message, before) : message;
    if (placed.seq <= before)
      throw new HallwayError('log.invalid', 'A message stands at another place in its journal.');
    this.store.insert(placed);
    this.#grew(conversation, by, { number, clock, seq: placed.seq });
    return true;
  }

  /** What `device` may lack, a page at a time. */
  missing(device: DeviceId, have: TalkHave): { messages: Envelope[]; more: boolean } {
    const messages: Envelope[] = [];
    let room = PAGE_CHARACTERS;
    for (const shared of this.rooms.sharedWith(device)) {
      const { id } = shared;
      const found: (Envelope & { position: number })[] = [];
      for (const [author, { number }] of this.#reach.get(id) ?? []) {
        const from = (have[id]?.[author] ?? 0) + 1;
        // Nobody takes what one that is out said, nor what has a gap before it.
        if (from > number || !shared.has(author)) continue;
        const next = this.store.envelopes(id, author, from, PAGE_MESSAGES - messages.length + 1);
        if (next[0]?.number === from || author === this.#self) found.push(...next);
      }
      found.sort((a, b) => a.position - b.position);
      for (const { entry, salt, body } of found) {
        room -= entry.length + salt.length + body.length;
        if (messages.length >= PAGE_MESSAGES || (room < 0 && messages.length > 0))
          return { messages, more: true };
        messages.push({ entry, salt, body });
      }
    }
    return { messages, more: false };
  }

  #grew(
    conversation: string,
    author: DeviceId,
    { number, clock, seq }: { number: number; clock: number; seq: number },
  ): void {
    let authors = this.#reach.get(conversation);
    if (!authors) this.#reach.set(conversation, (authors = new Map()));
    authors.set(author, { number, seq });
    this.#clock.set(conversation, Math.max(this.#clock.get(conversation) ?? 0, clock));
  }
}

function saidIn({
  kind,
  text,
  about,
  mentions,
  attachments,
}: Omit<Draft, 'key'>): Omit<Draft, 'key'> {
  return { kind, text, about, mentions, attachments };
}

/** 26 characters that nobody guesses. */
export function newKey(): string {
  return base32(randomBytes(17)).slice(0, 26);
}

function notForHere(): HallwayError {
  return new HallwayError('log.invalid', 'A message is not for this conversation.');
}
