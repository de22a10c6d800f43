/**
 * Talking in the workgroup: what this person says, reads and looks for. See the README of this folder.
 */
import type { TalkFrame } from '../api/peer-talk.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId } from '../model/id.ts';
import type { Conversation, Message, MessageBody } from '../model/talk.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import type { Database } from '../store/database.ts';
import type { CallLog } from './calls/call-log.ts';
import { TalkBook, type Draft, type Taken } from './book.ts';
import type { Room } from './conversations.ts';
import { Delivery } from './delivery.ts';
import { cleanText, groupId, type TalkJournal } from './message.ts';
import { groupFacts } from './new-group.ts';
import { SafeMoment } from './safe-moment.ts';
import type { StoredMessage } from './talk-store.ts';
import { Typing } from './typing.ts';
import { conversationView, messageViews } from './views.ts';

export interface TalkOptions {
  database: Database;
  self: DeviceId;
  journal: TalkJournal;
  /** The workgroup that this PC is in. */
  workgroup: () => string | undefined;
  /** All members but this PC. */
  others: () => readonly DeviceId[];
  transport: Pick<PeerTransport, 'call'>;
  isOnline: (device: DeviceId) => boolean;
  send: (device: DeviceId, frame: TalkFrame) => void;
  /** Calls that were missed. */
  calls: Pick<CallLog, 'missed' | 'seen'>;
  clock: Clock;
  log: Log;
}

interface TalkEvents {
  /** Anything that `conversations` shows. */
  changed: undefined;
  /** Somebody else said something. */
  message: { conversation: string; from: DeviceId; body: MessageBody };
}

export interface MessageQuery {
  conversation?: string | undefined;
  before?: string | undefined;
  words?: string | undefined;
  limit?: number | undefined;
}

const USUAL_PAGE = 100;

export class Talk extends Emitter<TalkEvents> implements Lifecycle {
  readonly #options: TalkOptions;
  readonly #delivery: Delivery;
  readonly #typing: Typing;
  readonly #revisions = new Map<string, number>();
  #book: { workgroup: string; book: TalkBook } | undefined;
  readonly #safe = new SafeMoment();

  constructor(options: TalkOptions) {
    super((error) => options.log.error({ error }, 'a listener of the talk failed'));
    this.#options = options;
    const { self, transport, isOnline, send, clock, log } = options;
    this.#typing = new Typing(clock, (conversation) => this.touched(conversation));
    this.#delivery = new Delivery({
      self,
      book: () => this.#now(),
      transport,
      isOnline,
      send,
      took: (taken) => this.#took(taken),
      marked: (conversation) => this.touched(conversation),
      synced: () => this.markSafe(),
      clock,
      log,
    });
  }

  start(): void {
    if (this.#options.others().length === 0) this.markSafe();
  }

  stop(): void {
    this.#delivery.stop();
    this.#typing.stop();
    this.markSafe();
  }

  /** See `SafeMoment`. */
  markSafe(): void {
    this.#safe.mark();
  }

  /** Others have seen of this PC what it does not remember: it was restored from a backup. */
  pastFound(): void {
    this.#delivery.compare(this.#options.others());
  }

  // ---- what others ask and say

  online(device: DeviceId): void {
    this.#delivery.pull(device);
  }

  answer: Delivery['answer'] = (device, body) => this.#delivery.answer(device, body);

  heard(device: DeviceId, frame: TalkFrame): void {
    if (frame.type !== 'talk-typing') return this.#delivery.heard(device, frame);
    if (this.#now()?.rooms.find(frame.conversation)?.has(device))
      this.#typing.heard(frame.conversation, device);
  }

  /** A conversation that this PC is in. */
  room(conversation: string): Room | undefined {
    return this.#now()?.rooms.find(conversation);
  }

  /** Members, or the workgroup, are others now. */
  membersChanged(): void {
    if (this.#options.others().length === 0) this.markSafe();
    this.emit('changed', undefined);
  }

  // ---- what this person sees

  conversations(): Conversation[] {
    const book = this.#now();
    return book ? book.rooms.all().map((room) => this.#view(book, room)) : [];
  }

  /** Latest ones, the oldest of them first. */
  messages({ conversation, before, words, limit = USUAL_PAGE }: MessageQuery): Message[] {
    const book = this.#now();
    if (!book) return [];
    const rooms = conversation ? [book.rooms.require(conversation)] : book.rooms.all();
    const from = before && conversation ? book.store.byId(conversation, before) : undefined;
    const rows = book.store
      .page({ conversations: rooms.map(({ id }) => id), before: from, words, limit })
      .reverse();
    const views = new Map(
      rooms.flatMap((room) => {
        const mine = rows.filter((row) => row.conversation === room.id);
        const shown = mine.length > 0 ? messageViews(book, room, mine, this.#options.self) : [];
        return shown.map((message) => [`${room.id} ${message.id}`, message] as const);
      }),
    );
    return rows.flatMap((row) => views.get(`${row.conversation} ${row.id}`) ?? []);
  }

  // ---- what this person does

  async send(
    conversation: string,
    draft: { text: string } & Partial<Omit<Draft, 'kind' | 'text'>>,
  ): Promise<Message> {
    const text = cleanText(draft.text);
    const attachments = draft.attachments ?? [];
    if (text === '' && attachments.length === 0)
      throw new HallwayError('request.invalid', 'A message says something, or brings something.');
    const { about = null, mentions = [], key } = draft;
    const said = { kind: 'text' as const, text, about, mentions, attachments, key };
    const { book, room, row } = await this.#say(conversation, said);
    const [message] = messageViews(book, room, [row], this.#options.self);
    if (!message) throw new HallwayError('talk.no_message', 'The message could not be kept.');
    return message;
  }

  async react(conversation: string, about: string, sign: string): Promise<void> {
    const text = cleanText(sign);
    this.#message(conversation, about);
    await this.#say(conversation, { kind: 'reaction', text, about, mentions: [], attachments: [] });
  }

  /** With `after`: that group goes on in the new one, with all who are in it and these. */
  async begin(name: string, others: readonly DeviceId[], after?: string): Promise<Conversation> {
    await this.#safe.passed();
    const { self } = this.#options;
    const book = this.#require();
    const old = after === undefined ? undefined : book.rooms.require(after);
    const group = groupFacts({ name, others, after: old }, self, this.#options.others());
    if (!book.rooms.begun(self, group))
      throw new HallwayError('request.conflict', 'This PC has begun as many groups as it may.');
    const id = groupId(self, group);
    const nothing = { about: null, mentions: [], attachments: [] };
    const { room } = await this.#say(id, { kind: 'group', text: '', ...nothing, group });
    if (after !== undefined) this.touched(after);
    return this.#view(book, room);
  }

  hide(conversation: string, message: string): void {
    this.#message(conversation, message);
    this.#require().store.hide(conversation, message);
    this.touched(conversation);
  }

  read(conversation: string): void {
    const book = this.#require();
    const room = book.rooms.require(conversation);
    const { self, send, isOnline, calls } = this.#options;
    if (calls.seen(conversation)) this.touched(conversation);
    const read = book.store.lastPosition(conversation);
    const before = book.marks.of(conversation, self).read;
    if (!book.marks.raise(conversation, self, { read })) return;
    this.touched(conversation);
    for (const device of room.others()) {
      const number = book.store.numberAt(conversation, device, read);
      const known = book.store.numberAt(conversation, device, before);
      if (number > known && isOnline(device))
        send(device, { type: 'talk-read', conversation, number });
    }
  }

  typing(conversation: string): void {
    const { send, isOnline } = this.#options;
    for (const device of this.#require().rooms.require(conversation).others())
      if (isOnline(device)) send(device, { type: 'talk-typing', conversation });
  }

  /** For the check of the journal: whether what an entry commits to is what was said. */
  holds(seq: number, root: string): boolean | undefined {
    const { journal, self } = this.#options;
    const said = this.#now()?.store.committed(self, seq);
    return said && journal.rootOf([journal.commitmentOf(said.salt, said.body)]) === root;
  }

  // ---- inside

  async #say(
    conversation: string,
    draft: Draft,
  ): Promise<{ book: TalkBook; room: Room; row: StoredMessage }> {
    await this.#safe.passed();
    const book = this.#require();
    const room = book.rooms.require(conversation);
    const row = book.write(room, draft, this.#options.clock.now());
    this.touched(conversation);
    this.#delivery.tell(conversation, this.#options.self, this.#options.self);
    return { book, room, row };
  }

  #took(taken: readonly Taken[]): void {
    const { self } = this.#options;
    for (const { by, body } of taken) {
      this.#typing.over(body.conversation, by);
      if (by !== self && body.kind === 'text')
        this.emit('message', { conversation: body.conversation, from: by, body });
    }
    for (const id of new Set(taken.map(({ body }) => body.conversation))) this.touched(id);
  }

  #message(conversation: string, id: string): StoredMessage {
    const found = this.#require().store.byId(conversation, id);
    if (found) return found;
    throw new HallwayError('talk.no_message', 'There is no such message here.');
  }

  /** What `conversations` shows of it is another now. */
  touched(conversation: string): void {
    this.#revisions.set(conversation, (this.#revisions.get(conversation) ?? 0) + 1);
    this.emit('changed', undefined);
  }

  #view(book: TalkBook, room: Room): Conversation {
    return conversationView(book, room, {
      self: this.#options.self,
      revision: (id) => this.#revisions.get(id) ?? 0,
      typing: (id) => this.#typing.in(id),
      missed: (id) => this.#options.calls.missed(id),
    });
  }

  /** The book of the workgroup that this PC is in now. */
  #now(): TalkBook | undefined {
    const workgroup = this.#options.workgroup();
    if (workgroup === undefined) return undefined;
    if (this.#book?.workgroup !== workgroup) {
      const { database, journal, self, others } = this.#options;
      this.#book = {
        workgroup,
        book: new TalkBook(database, workgroup, journal, { self, others }),
      };
    }
    return this.#book.book;
  }

  #require(): TalkBook {
    const book = this.#now();
    if (book) return book;
    throw new HallwayError('workgroup.none', 'This PC is in no workgroup.', {
      fix: 'Create one, or join one with a code.',
    });
  }
}
