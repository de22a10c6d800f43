/**
 * The peer door: calls. All of it are frames on the link, from the PC that they speak for to the PC
 * that they are for; nobody passes them on.
 */
import * as Type from 'typebox';
import { CallId, CallSignal, MAX_CALL, OutWhy, Shows } from '../model/call.ts';
import { DeviceId } from '../model/id.ts';
import { ConversationId } from '../model/talk.ts';

/** The sender calls all of these, the receiver among them. */
export const CallRingFrame = Type.Object({
  type: Type.Literal('call-ring'),
  call: CallId,
  conversation: ConversationId,
  members: Type.Array(DeviceId, { minItems: 2, maxItems: MAX_CALL }),
  video: Type.Boolean(),
});
export type CallRingFrame = Type.Static<typeof CallRingFrame>;

/** The sender is in. `asks`: whoever is in as well says so. */
export const CallInFrame = Type.Object({
  type: Type.Literal('call-in'),
  call: CallId,
  shows: Shows,
  asks: Type.Boolean(),
});

/** The sender is out, or (as the one that called) gives up on the receiver. */
export const CallOutFrame = Type.Object({
  type: Type.Literal('call-out'),
  call: CallId,
  why: OutWhy,
});

/** The sender, who is in, rings one more. */
export const CallAddFrame = Type.Object({
  type: Type.Literal('call-add'),
  call: CallId,
  device: DeviceId,
});

export const CallSignalFrame = Type.Object({
  type: Type.Literal('call-signal'),
  call: CallId,
  signal: CallSignal,
});

export const CallFrame = Type.Union([
  CallRingFrame,
  CallInFrame,
  CallOutFrame,
  CallAddFrame,
  CallSignalFrame,
]);
export type CallFrame = Type.Static<typeof CallFrame>;
