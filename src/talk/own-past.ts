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
  readonly #clashes: MessageBody[] = [];

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
    const differs = here !== undefined && here.id !== idOfMessage(by, key);
    // What begins a group stands in a conversation of its own.
    if (differs && kind !== 'group') this.#clashes.push(body);
  }

  /** `last`: place of the newest own message; `say`: at the next place, with the key it has. */
  settle(last: (conversation: string) => number, say: (body: MessageBody) => void): void {
    for (const conversation of new Set(this.#clashes.map((one) => one.conversation))) {
      const theirs = this.#clashes.filter(
        (one) => one.conversation === conversation && !this.#isSaid(one),
      );
      if (theirs.length === 0) continue;
      const numbers = theirs.map(({ number }) => number);
      const ours = numbers.flatMap((number) => this.#bodyAt(conversation, number) ?? []);
      for (let number = Math.max(...numbers) + 1; number <= last(conversation); number += 1)
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
    const salt = randomBytes(16).toString('base64url');
    const { text, seq } = this.#journal.append([this.#journal.commitmentOf(salt, row.body)]);
    this.#store.move(row.position, { entry: text, salt, seq });
    this.moved = true;
  }
}
