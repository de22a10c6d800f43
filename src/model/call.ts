/** Calls: who is in one, what they show of themselves, and what became of it. */
import * as Type from 'typebox';
import { DeviceId, Timestamp } from './id.ts';
import { ConversationId, MessageKey } from './talk.ts';

/** Most PCs of one call: each sends to each. */
export const MAX_CALL = 4;

/** 26 characters that nobody guesses, made by the PC that calls. */
export const CallId = MessageKey;
export type CallId = Type.Static<typeof CallId>;

/** What somebody in a call sends of themselves just now. */
export const Shows = Type.Object(
  { microphone: Type.Boolean(), camera: Type.Boolean(), screen: Type.Boolean() },
  { additionalProperties: false },
);
export type Shows = Type.Static<typeof Shows>;

export const OutWhy = Type.Union([
  /** Said no. */
  Type.Literal('refused'),
  /** Is in another call. */
  Type.Literal('busy'),
  /** Does not want to be disturbed. */
  Type.Literal('quiet'),
  /** Did not answer in time. */
  Type.Literal('unanswered'),
  /** Hung up. */
  Type.Literal('left'),
  /** The PC, its browser or the way to it is gone. */
  Type.Literal('lost'),
  /** The two browsers found no way to each other. */
  Type.Literal('failed'),
  /** Was not there from the beginning. */
  Type.Literal('away'),
]);
export type OutWhy = Type.Static<typeof OutWhy>;

export const CallPerson = Type.Object({
  device: DeviceId,
  state: Type.Union([Type.Literal('ringing'), Type.Literal('in'), Type.Literal('out')]),
  /** Why it is out. */
  why: Type.Union([OutWhy, Type.Null()]),
  shows: Shows,
});
export type CallPerson = Type.Static<typeof CallPerson>;

export const Call = Type.Object({
  id: CallId,
  conversation: ConversationId,
  /** Who began it. */
  from: DeviceId,
  at: Timestamp,
  /** It was begun with a camera. */
  video: Type.Boolean(),
  /** Whether it rings here, or somebody is in it at one of this PC's dashboards. */
  here: Type.Union([Type.Literal('rings'), Type.Literal('in')]),
  /** The others. */
  people: Type.Array(CallPerson),
});
export type Call = Type.Static<typeof Call>;

/** What became of a call, as this PC saw it. */
export const CallEnd = Type.Union([
  Type.Literal('held'),
  /** Rang here, or would have, and nobody took it. */
  Type.Literal('missed'),
  Type.Literal('refused'),
  /** Nobody took it there. */
  Type.Literal('unanswered'),
]);
export type CallEnd = Type.Static<typeof CallEnd>;

export const CallRecord = Type.Object({
  id: CallId,
  conversation: ConversationId,
  from: DeviceId,
  at: Timestamp,
  video: Type.Boolean(),
  end: CallEnd,
  /** How long it was held. */
  seconds: Type.Integer(),
  /** A missed one that nobody has seen yet. */
  unseen: Type.Boolean(),
});
export type CallRecord = Type.Static<typeof CallRecord>;

/** Longest description of a session (SDP) that is passed on. */
export const MAX_DESCRIPTION = 24_576;

/** What one browser tells the other so that they connect (RFC 8829). */
export const CallSignal = Type.Union([
  Type.Object(
    {
      kind: Type.Union([Type.Literal('offer'), Type.Literal('answer')]),
      sdp: Type.String({ maxLength: MAX_DESCRIPTION }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('candidate'),
      /** RFC 8839 section 5.1. */
      candidate: Type.String({ maxLength: 512 }),
      mid: Type.String({ maxLength: 16 }),
      line: Type.Integer({ minimum: 0, maximum: 15 }),
    },
    { additionalProperties: false },
  ),
]);
export type CallSignal = Type.Static<typeof CallSignal>;
