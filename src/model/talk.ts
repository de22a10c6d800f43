/** Talking: conversations of the workgroup, and what is said in them. */
import * as Type from 'typebox';
import { DeviceId, ResourceId, Timestamp } from './id.ts';
import { Salt } from './journal.ts';

/** Longest text of a message, in characters. */
export const MAX_MESSAGE_LENGTH = 4000;
/** Most PCs of a group. */
export const MAX_GROUP_MEMBERS = 64;
/** The conversation of everybody. */
export const EVERYONE = 'everyone';

/** `everyone`, or the hash of who or what it is: 52 characters. */
export const ConversationId = Type.String({ pattern: '^(everyone|[a-z2-7]{52})$' });
export type ConversationId = Type.Static<typeof ConversationId>;

/** Made of its author and a random key of its own: 26 characters. */
export const MessageId = Type.String({ pattern: '^[a-z2-7]{26}$' });
export type MessageId = Type.Static<typeof MessageId>;
export const MessageKey = Type.String({ pattern: '^[a-z2-7]{26}$' });

/** Something of the workgroup that a message leads to. What it says is a hint; its owner decides. */
export const Attachment = Type.Union([
  Type.Object({
    kind: Type.Literal('file'),
    device: DeviceId,
    share: ResourceId,
    /** Below the share; empty for the share itself. */
    path: Type.String({ maxLength: 1024 }),
    name: Type.String({ maxLength: 256 }),
    folder: Type.Boolean(),
  }),
  Type.Object({
    kind: Type.Literal('printer'),
    device: DeviceId,
    printer: ResourceId,
    name: Type.String({ maxLength: 256 }),
  }),
]);
export type Attachment = Type.Static<typeof Attachment>;

export const GroupFacts = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 63 }),
    members: Type.Array(DeviceId, { minItems: 2, maxItems: MAX_GROUP_MEMBERS }),
    /** So that two groups of the same people are told apart. */
    nonce: MessageKey,
    /** The group that goes on in this one, with more people. */
    after: Type.Optional(ConversationId),
  },
  { additionalProperties: false },
);
export type GroupFacts = Type.Static<typeof GroupFacts>;

/** What a message says, as its author signed it. */
export const MessageBody = Type.Object(
  {
    v: Type.Literal(1),
    conversation: ConversationId,
    /** Counts its author's messages in this conversation from 1. */
    number: Type.Integer({ minimum: 1, maximum: 1e9 }),
    /** Larger than of every message that its author had seen in this conversation. */
    clock: Type.Integer({ minimum: 1, maximum: 1e9 }),
    key: MessageKey,
    /** By its author's clock. */
    at: Timestamp,
    kind: Type.Union([
      Type.Literal('text'),
      /** `text` is the sign with which its author answers `about`; empty takes it back. */
      Type.Literal('reaction'),
      /** Begins a group. */
      Type.Literal('group'),
    ]),
    text: Type.String({ maxLength: MAX_MESSAGE_LENGTH }),
    /** The message that it answers. */
    about: Type.Union([MessageId, Type.Null()]),
    mentions: Type.Array(DeviceId, { maxItems: 32 }),
    attachments: Type.Array(Attachment, { maxItems: 8 }),
    group: Type.Optional(GroupFacts),
  },
  { additionalProperties: false },
);
export type MessageBody = Type.Static<typeof MessageBody>;

/** A message on its way: the entry of its author's journal, and what that commits to. */
export const Envelope = Type.Object({
  entry: Type.String({ maxLength: 700 }),
  salt: Salt,
  /** `MessageBody` as canonical JSON. */
  body: Type.String({ maxLength: 32_768 }),
});
export type Envelope = Type.Static<typeof Envelope>;

// ---- as this person sees it

export const MessageState = Type.Union([
  /** Nobody else has it yet: it waits here. */
  Type.Literal('waiting'),
  /** Some have it. */
  Type.Literal('sent'),
  /** Everybody whom it is for has it. */
  Type.Literal('delivered'),
  /** Everybody whom it is for has read it. */
  Type.Literal('read'),
  /** From somebody else, and not read here. */
  Type.Literal('new'),
  /** From somebody else. */
  Type.Literal('received'),
]);
export type MessageState = Type.Static<typeof MessageState>;

export const Message = Type.Object({
  id: MessageId,
  conversation: ConversationId,
  from: DeviceId,
  at: Timestamp,
  kind: Type.Union([Type.Literal('text'), Type.Literal('group')]),
  text: Type.String(),
  about: Type.Union([MessageId, Type.Null()]),
  mentions: Type.Array(DeviceId),
  attachments: Type.Array(Attachment),
  reactions: Type.Array(Type.Object({ sign: Type.String(), from: Type.Array(DeviceId) })),
  state: MessageState,
  /** This PC's own: who has it, and who has read it. */
  reached: Type.Array(DeviceId),
  read: Type.Array(DeviceId),
});
export type Message = Type.Static<typeof Message>;

export const Conversation = Type.Object({
  id: ConversationId,
  kind: Type.Union([Type.Literal('everyone'), Type.Literal('direct'), Type.Literal('group')]),
  /** Of a group; empty otherwise. */
  name: Type.String(),
  /** The others in it. */
  others: Type.Array(DeviceId),
  unread: Type.Integer(),
  /** Calls that nobody here took, and that nobody has seen yet. */
  missed: Type.Integer(),
  /** Somebody means this person in what is unread. */
  mentioned: Type.Boolean(),
  /** Grows with whatever changes in it. */
  revision: Type.Integer(),
  last: Type.Union([
    Type.Object({ from: DeviceId, at: Timestamp, text: Type.String() }),
    Type.Null(),
  ]),
  /** Who writes just now. */
  typing: Type.Array(DeviceId),
  /** Of a group: the one before it, where this PC was in it, and the one in which it goes on. */
  before: Type.Union([ConversationId, Type.Null()]),
  next: Type.Union([ConversationId, Type.Null()]),
});
export type Conversation = Type.Static<typeof Conversation>;
