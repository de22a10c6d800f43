/** The conversation that is open: its messages, kept in step with the agent, and what is done there. */
import { ask } from '../data/agent-client.ts';
import * as api from '../../src/api/local-talk.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { listCalls } from '../../src/api/local-calls.ts';
import type { CallRecord } from '../../src/model/call.ts';
import type { Attachment, Conversation, Message } from '../../src/model/talk.ts';
import { attempt, notices } from './notices.ts';
import { office } from './office.ts';

const PAGE = 60;
/** Others hear that this person writes at most so often. */
const TYPING_MS = 3000;

class TalkState {
  readonly changes = new Emitter<{ messages: undefined }>();
  #conversation: string | undefined;
  #messages: readonly Message[] = [];
  #calls: readonly CallRecord[] = [];
  /** A call may have come to its end since they were asked for. */
  #callsDue = true;
  #wanted = PAGE;
  #revision: number | undefined;
  #loading = false;
  #typedAt = 0;

  constructor() {
    office.changes.on('calls', () => {
      this.#callsDue = true;
      this.#follow();
    });
    office.changes.on('talk', () => this.#follow());
    office.changes.on('connection', () => {
      this.#revision = undefined;
      this.#follow();
    });
    for (const name of ['focus', 'visibilitychange'])
      window.addEventListener(name, () => this.#read());
  }

  /** Oldest first. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Calls of the conversation that are over, of the time that the messages are of. */
  get calls(): readonly CallRecord[] {
    const since = this.hasMore ? (this.#messages[0]?.at ?? 0) : 0;
    return this.#calls.filter(({ at }) => at >= since);
  }

  /** There may be older ones than are shown. */
  get hasMore(): boolean {
    return this.#messages.length >= this.#wanted;
  }

  get open(): Conversation | undefined {
    return office.get('talk')?.find(({ id }) => id === this.#conversation);
  }

  show(conversation: string | undefined): void {
    if (conversation === this.#conversation) return;
    this.#conversation = conversation;
    this.#messages = [];
    this.#calls = [];
    this.#callsDue = true;
    this.#wanted = PAGE;
    this.#revision = undefined;
    this.changes.emit('messages', undefined);
    this.#follow();
  }

  more(): void {
    this.#wanted += PAGE;
    this.#revision = undefined;
    this.#follow();
  }

  /** True once it is kept; what was typed stays otherwise. */
  async send(text: string, attachments: Attachment[], open: Conversation): Promise<boolean> {
    const mentions = mentioned(text, open.others);
    try {
      const body = { text, mentions, attachments };
      await ask(api.sendMessage, { params: { conversation: open.id }, body });
      return true;
    } catch (error) {
      notices.sayProblem(error);
      return false;
    }
  }

  react(message: Message, sign: string): void {
    const mine = message.reactions.some(
      (one) => one.sign === sign && one.from.includes(office.ownId ?? ''),
    );
    const body = { message: message.id, sign: mine ? '' : sign };
    void attempt(() =>
      ask(api.reactToMessage, { params: { conversation: message.conversation }, body }),
    );
  }

  hide(message: Message): void {
    const params = { conversation: message.conversation, message: message.id };
    void attempt(() => ask(api.hideMessage, { params }));
  }

  typing(): void {
    const open = this.open;
    if (!open || Date.now() - this.#typedAt < TYPING_MS) return;
    this.#typedAt = Date.now();
    ask(api.tellTyping, { params: { conversation: open.id } }).catch(() => {});
  }

  #follow(): void {
    const open = this.open;
    if (!open || this.#loading) return;
    if (open.revision === this.#revision && !this.#callsDue) return;
    void this.#load(open);
  }

  async #load({ id, revision }: Conversation): Promise<void> {
    this.#loading = true;
    try {
      const query = { conversation: id, limit: Math.min(500, this.#wanted) };
      const due = this.#callsDue || this.open?.missed !== 0;
      this.#callsDue = false;
      const [messages, calls] = await Promise.all([
        ask(api.listMessages, { query }),
        due ? ask(listCalls, { query: { conversation: id, limit: 100 } }) : this.#calls,
      ]);
      if (id === this.#conversation) {
        this.#messages = messages;
        this.#calls = calls;
        this.#revision = revision;
        this.changes.emit('messages', undefined);
        this.#read();
      }
    } catch (error) {
      this.#revision = revision;
      notices.sayProblem(error);
    } finally {
      this.#loading = false;
    }
    this.#follow();
  }

  /** Once the person has it before their eyes. */
  #read(): void {
    const open = this.open;
    if (!open || open.unread + open.missed === 0) return;
    if (this.#messages.length + this.#calls.length === 0) return;
    if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
    ask(api.readConversation, { params: { conversation: open.id } }).catch(() => {});
  }
}

/** Whoever is named after an @. */
function mentioned(text: string, others: readonly string[]): string[] {
  const lower = text.toLowerCase();
  return others
    .filter((id) => lower.includes(`@${office.deviceName(id).toLowerCase()}`))
    .slice(0, 32);
}

export const talk = new TalkState();
