/** The local door: conversations and messages. */
import * as Type from 'typebox';
import { DeviceId } from '../model/id.ts';
import {
  Attachment,
  Conversation,
  ConversationId,
  MAX_GROUP_MEMBERS,
  MAX_MESSAGE_LENGTH,
  Message,
  MessageId,
  MessageKey,
} from '../model/talk.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1/talk';
const params = Type.Object({ conversation: ConversationId });

export const listConversations = endpoint({
  method: 'GET',
  path: `${base}/conversations`,
  summary: 'Everybody, each colleague and each group, with what is unread.',
  answer: Type.Array(Conversation),
});

export const beginGroup = endpoint({
  method: 'POST',
  path: `${base}/groups`,
  summary: 'Begin a group of some colleagues, or go on with one with more of them.',
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 200 }),
    members: Type.Array(DeviceId, { minItems: 1, maxItems: MAX_GROUP_MEMBERS }),
    /** A group that goes on in the new one: all who are in it are in that too. */
    after: Type.Optional(ConversationId),
  }),
  answer: Conversation,
});

/** The latest ones, oldest of them first. */
export const listMessages = endpoint({
  method: 'GET',
  path: `${base}/messages`,
  summary: 'Messages: of one conversation or all, before one of them, or with these words.',
  query: Type.Object({
    conversation: Type.Optional(ConversationId),
    before: Type.Optional(MessageId),
    words: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  answer: Type.Array(Message),
});

export const sendMessage = endpoint({
  method: 'POST',
  path: `${base}/conversations/:conversation/messages`,
  summary: 'Say something. It is delivered at once, or when the other PC is there.',
  params,
  body: Type.Object({
    text: Type.String({ maxLength: MAX_MESSAGE_LENGTH }),
    about: Type.Optional(MessageId),
    mentions: Type.Optional(Type.Array(DeviceId, { maxItems: 32 })),
    attachments: Type.Optional(Type.Array(Attachment, { maxItems: 8 })),
    /** Of the caller's choice: with the same key it is said once, however often it is asked. */
    key: Type.Optional(MessageKey),
  }),
  answer: Message,
});

export const reactToMessage = endpoint({
  method: 'POST',
  path: `${base}/conversations/:conversation/reactions`,
  summary: 'Answer a message with a sign; an empty one takes it back.',
  params,
  body: Type.Object({ message: MessageId, sign: Type.String({ maxLength: 16 }) }),
});

/** For this person; the others keep it. */
export const hideMessage = endpoint({
  method: 'DELETE',
  path: `${base}/conversations/:conversation/messages/:message`,
  summary: 'Delete a message on this PC alone.',
  params: Type.Object({ conversation: ConversationId, message: MessageId }),
});

export const readConversation = endpoint({
  method: 'POST',
  path: `${base}/conversations/:conversation/read`,
  summary: 'All that is there so far was read.',
  params,
});

export const tellTyping = endpoint({
  method: 'POST',
  path: `${base}/conversations/:conversation/typing`,
  summary: 'This person is writing.',
  params,
});
