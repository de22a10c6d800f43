/** The peer door: messages, and what was seen of everybody's journals. */
import * as Type from 'typebox';
import { DeviceId } from '../model/id.ts';
import { JOURNALS } from '../model/journal.ts';
import { ConversationId, Envelope } from '../model/talk.ts';
import { endpoint } from './endpoint.ts';

const Count = Type.Integer({ minimum: 0, maximum: 1e9 });
/** By conversation and author: the number of the last message that somebody has. */
export const TalkHave = Type.Record(
  ConversationId,
  Type.Record(DeviceId, Count, { maxProperties: 1000, additionalProperties: false }),
  { maxProperties: 500, additionalProperties: false },
);
export type TalkHave = Type.Static<typeof TalkHave>;

/** By conversation: the last message of the other side that was read. */
export const TalkRead = Type.Record(ConversationId, Count, {
  maxProperties: 500,
  additionalProperties: false,
});
export type TalkRead = Type.Static<typeof TalkRead>;

export const pullMessages = endpoint({
  method: 'POST',
  path: '/peer/v1/talk/missing',
  summary: 'Messages for the caller that it does not have, a page at a time.',
  body: Type.Object({ have: TalkHave, read: TalkRead }),
  answer: Type.Object({
    messages: Type.Array(Envelope, { maxItems: 200 }),
    more: Type.Boolean(),
    have: TalkHave,
    read: TalkRead,
  }),
});

/** The newest entries of journals, as signed text. */
export const JournalHeads = Type.Array(Type.String({ maxLength: 700 }), { maxItems: 350 });

export const swapJournals = endpoint({
  method: 'POST',
  path: '/peer/v1/journals',
  summary: 'Show each other the newest entries of all journals.',
  body: Type.Object({ heads: JournalHeads }),
  answer: Type.Object({
    heads: JournalHeads,
    /** How many of the first are the newest of the answerer's own journals, as it has them. */
    own: Type.Optional(Type.Integer({ minimum: 0, maximum: JOURNALS.length })),
  }),
});

// ---- frames on the link

/** The sender has the author's messages of a conversation of both up to this number. */
export const TalkHaveFrame = Type.Object({
  type: Type.Literal('talk-have'),
  conversation: ConversationId,
  author: DeviceId,
  number: Count,
});
/** The sender's person has read the receiver's messages up to this number. */
export const TalkReadFrame = Type.Object({
  type: Type.Literal('talk-read'),
  conversation: ConversationId,
  number: Count,
});
/** The sender's person is writing. */
export const TalkTypingFrame = Type.Object({
  type: Type.Literal('talk-typing'),
  conversation: ConversationId,
});
/** The sender wrote into its journals. */
export const JournalFrame = Type.Object({
  type: Type.Literal('journal'),
  heads: Type.Array(Type.String({ maxLength: 700 }), { maxItems: 2 }),
});
export type JournalFrame = Type.Static<typeof JournalFrame>;
export const TalkFrame = Type.Union([TalkHaveFrame, TalkReadFrame, TalkTypingFrame]);
export type TalkFrame = Type.Static<typeof TalkFrame>;
