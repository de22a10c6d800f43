/**
 * The local door: calls. The dashboard that is in a call holds one answer open, the line: it hears
 * there what happens, and when it goes away, whatever the reason, this PC is out of the call.
 */
import * as Type from 'typebox';
import { type Call, CallId, CallRecord, CallSignal, MAX_CALL, Shows } from '../model/call.ts';
import { DeviceId } from '../model/id.ts';
import { ConversationId } from '../model/talk.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/api/v1/calls';
const params = Type.Object({ call: CallId });

/** One line of the answer (application/x-ndjson). The last one has no other person in. */
export type CallLine =
  /** How the call is now. */
  | { call: Call; over?: boolean }
  /** What another browser said, checked and made safe. */
  | { from: DeviceId; signal: CallSignal };

/** Throws `request.conflict` while somebody here is in a call, `peer.offline` where nobody is there. */
export const startCall = endpoint({
  method: 'POST',
  path: base,
  summary: 'Call the others of a conversation, or some of them; the answer is the line.',
  body: Type.Object({
    conversation: ConversationId,
    /** All others of the conversation unless it says whom. */
    members: Type.Optional(Type.Array(DeviceId, { minItems: 1, maxItems: MAX_CALL - 1 })),
    video: Type.Boolean(),
    shows: Shows,
  }),
  answer: Stream,
});

export const takeCall = endpoint({
  method: 'POST',
  path: `${base}/:call/take`,
  summary: 'Take a call that rings; the answer is the line.',
  params,
  body: Type.Object({ shows: Shows }),
  answer: Stream,
});

export const leaveCall = endpoint({
  method: 'POST',
  path: `${base}/:call/leave`,
  summary: 'Hang up, or refuse a call that rings.',
  params,
});

/** Throws `request.conflict` where the call is full or over, `peer.offline`. */
export const addToCall = endpoint({
  method: 'POST',
  path: `${base}/:call/people`,
  summary: 'Ring somebody more, of the conversation or not.',
  params,
  body: Type.Object({ device: DeviceId }),
});

/** The browser hears and sees nothing of that one any more, or never did. */
export const dropFromCall = endpoint({
  method: 'POST',
  path: `${base}/:call/drop`,
  summary: 'End the connection to one of the others.',
  params,
  body: Type.Object({
    device: DeviceId,
    why: Type.Union([Type.Literal('lost'), Type.Literal('failed')]),
  }),
});

export const showInCall = endpoint({
  method: 'POST',
  path: `${base}/:call/shows`,
  summary: 'What this person sends now: microphone, camera, screen.',
  params,
  body: Type.Object({ shows: Shows }),
});

export const signalCall = endpoint({
  method: 'POST',
  path: `${base}/:call/signals`,
  summary: 'Tell another browser of the call how to connect.',
  params,
  body: Type.Object({ to: DeviceId, signal: CallSignal }),
});

/** The latest ones, oldest of them first. */
export const listCalls = endpoint({
  method: 'GET',
  path: `${base}/past`,
  summary: 'Calls that are over: held, missed, refused and unanswered ones.',
  query: Type.Object({
    conversation: Type.Optional(ConversationId),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  answer: Type.Array(CallRecord),
});
