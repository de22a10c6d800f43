/** What is said in the fake office. */
import type { CallRecord } from '../../src/model/call.ts';
import type { Conversation, Message } from '../../src/model/talk.ts';
import type { Answer } from './fake-answers.ts';
import type { FakeAgent } from './fake-agent.ts';

const FRONT_DESK = 'a'.repeat(52);
const BOOKKEEPING = 'b'.repeat(52);
const LAPTOP = 'c'.repeat(52);
export const DIRECT = 'd'.repeat(52);

const nothing = {
  unread: 0,
  missed: 0,
  mentioned: false,
  revision: 1,
  last: null,
  typing: [],
  name: '',
  before: null,
  next: null,
};

export function officeTalk(now: number): Conversation[] {
  const others = [BOOKKEEPING, LAPTOP];
  const last = { from: BOOKKEEPING, at: now - 60_000, text: 'Who has the key to the archive?' };
  return [
    { ...nothing, id: 'everyone', kind: 'everyone', others, last, unread: 1, mentioned: true },
    { ...nothing, id: 'e'.repeat(52), kind: 'group', others: [BOOKKEEPING], name: 'Offers' },
    { ...nothing, id: DIRECT, kind: 'direct', others: [BOOKKEEPING] },
    { ...nothing, id: 'f'.repeat(52), kind: 'direct', others: [LAPTOP], typing: [LAPTOP] },
  ];
}

export function missedCall(now: number): CallRecord {
  return {
    id: 'q'.repeat(26),
    conversation: 'everyone',
    from: BOOKKEEPING,
    at: now - 90_000,
    video: false,
    end: 'missed',
    seconds: 0,
    unseen: false,
  };
}

export function officeMessages(now: number): Message[] {
  const plain = {
    conversation: 'everyone',
    kind: 'text' as const,
    about: null,
    mentions: [],
    attachments: [],
    reactions: [],
    reached: [],
    read: [],
  };
  return [
    {
      ...plain,
      id: 'm'.repeat(26),
      from: FRONT_DESK,
      at: now - 120_000,
      text: 'The printer has paper again.',
      attachments: [
        { kind: 'printer', device: FRONT_DESK, printer: 'p'.repeat(16), name: 'Laser' },
      ],
      reactions: [{ sign: '👍', from: [BOOKKEEPING] }],
      state: 'delivered',
      reached: [BOOKKEEPING, LAPTOP],
    },
    {
      ...plain,
      id: 'n'.repeat(26),
      from: BOOKKEEPING,
      at: now - 60_000,
      text: '@Front desk: who has the key to the archive?',
      mentions: [FRONT_DESK],
      state: 'new',
    },
  ];
}

export function talkAnswers(
  agent: FakeAgent,
): Record<
  | 'listMessages'
  | 'sendMessage'
  | 'readConversation'
  | 'tellTyping'
  | 'reactToMessage'
  | 'hideMessage'
  | 'listCalls',
  Answer
> {
  let messages = officeMessages(Date.now());
  const touch = (more: Partial<Conversation> = {}): void =>
    agent.push(
      'talk',
      agent.topics.talk.map((one) =>
        one.id === 'everyone' ? { ...one, ...more, revision: one.revision + 1 } : one,
      ),
    );
  return {
    listMessages: ({ query }) =>
      messages.filter(
        ({ text, conversation }) =>
          (query['conversation'] ?? conversation) === conversation &&
          text.toLowerCase().includes((query['words'] ?? '').toLowerCase()),
      ),
    sendMessage: ({ params, body }) => {
      const said = body as { text: string; mentions: string[]; attachments: [] };
      const message: Message = {
        id: String(messages.length)
          .padStart(26, 'a')
          .replace(/[0189]/g, 'b'),
        conversation: params['conversation'] ?? '',
        from: FRONT_DESK,
        at: Date.now(),
        kind: 'text',
        about: null,
        reactions: [],
        state: 'waiting',
        reached: [],
        read: [],
        ...said,
      };
      messages = [...messages, message];
      touch();
      return message;
    },
    readConversation: () => touch({ unread: 0, mentioned: false }),
    listCalls: ({ query }) =>
      (query['conversation'] ?? 'everyone') === 'everyone' ? [missedCall(Date.now())] : [],
    tellTyping: () => undefined,
    reactToMessage: ({ body }) => {
      const { message, sign } = body as { message: string; sign: string };
      messages = messages.map((one) =>
        one.id === message ? { ...one, reactions: [{ sign, from: [FRONT_DESK] }] } : one,
      );
      touch();
    },
    hideMessage: ({ params }) => {
      messages = messages.filter(({ id }) => id !== params['message']);
      touch();
    },
  };
}
