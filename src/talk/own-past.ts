/**
 * What this PC said and does not remember: it was restored from a backup, and wrote on before anybody
 * could tell. Then two messages stand at one place, one here and one at a colleague's. Both are said
 * again at new places, with the keys they had: whoever has one of them already shows it once. What was
 * said after that gets new entries in the journal, behind those that the others have seen.
 */
import { randomBytes } from 'node:crypto';
import type { DeviceId } from '../model/id.ts';
import type { MessageBody } from '../model/talk.ts';
import { idOfMessage, type SignedMessage, type TalkJournal } from './message.ts';
import type { TalkStore } from './talk-store.ts';

export class OwnPast {
  /** The last place of own messages that was heard of, by conversation. */
  readonly places = new Map<string, number>();
  /** Messages have other entries than before. */
  moved = false;
  readonly #self: DeviceId;
  readonly #store: TalkStore;
  readonly #journal: TalkJournal;
  /** What stands at these places here is something else, or nothing yet. */
  readonly #heard: MessageBody[] = [];

  constructor(self: DeviceId, store: TalkStore, journal: TalkJournal) {
    this.#self = self;
    this.#store = store;
    this.#journal = journal;
  }

  /** Somebody handed over what may be this PC's own; its signature is checked. */
  heard({ by, body }: SignedMessage): void {
    if (by !== this.#self) return;
    const { conversation, number, key, kind } = body;
    this.places.set(conversation, Math.max(number, this.places.get(conversation) ?? 0));
    const here = this.#store.at(conversation, by, number);
    // What begins a group stands in a conversation of its own.
    if (here?.id !== idOfMessage(by, key) && kind !== 'group') this.#heard.push(body);
  }

  /**
   * An own message that comes back, as it is kept. Where this PC gave its place in the journal to
   * another meanwhile, maybe in another conversation, or one behind it, it gets a new entry. `last`:
   * `seq` of the newest own message in this conversation.
   */
  placed(message: SignedMessage, last: number): SignedMessage {
    const { by, seq, envelope } = message;
    if (seq > last && this.#store.committed(by, seq) === undefined) return message;
    const { seq: next, ...signed } = this.#signed(envelope.body);
    return { ...message, seq: next, envelope: { ...signed, body: envelope.body } };
  }

  /**
   * When all that came was taken. `last`: place of the newest own message; `say`: with the key it has,
   * at the next place behind those that others have.
   */
  settle(last: (conversation: string) => number, say: (body: MessageBody) => void): void {
    for (const conversation of new Set(this.#heard.map((one) => one.conversation))) {
      const theirs = this.#heard.filter(
        (one) => one.conversation === conversation && !this.#isSaid(one),
      );
      const ours = theirs.flatMap(({ number }) => this.#bodyAt(conversation, number) ?? []);
      const after = ours.length > 0 ? Math.max(...ours.map(({ number }) => number)) : Infinity;
      for (let number = after + 1; number <= last(conversation); number += 1)
        this.#sign(conversation, number);
      for (const body of [...theirs, ...ours]) say(body);
    }
  }

  #isSaid({ conversation, key }: MessageBody): boolean {
    return this.#store.byId(conversation, idOfMessage(this.#self, key)) !== undefined;
  }

  #bodyAt(conversation: string, number: number): MessageBody | undefined {
    const row = this.#store.at(conversation, this.#self, number);
    return row && row.kind !== 'group' ? (JSON.parse(row.body) as MessageBody) : undefined;
  }

  /** Its place among the messages stays; others see it behind what they have. */
  #sign(conversation: string, number: number): void {
    const row = this.#store.at(conversation, this.#self, number);
    if (!row) return;
    this.#store.move(row.position, this.#signed(row.body));
    this.moved = true;
  }

  #signed(body: string): { entry: string; salt: string; seq: number } {
    const salt = randomBytes(16).toString('base64url');
    const { text, seq } = this.#journal.append([this.#journal.commitmentOf(salt, body)]);
    return { entry: text, salt, seq };
  }
}
