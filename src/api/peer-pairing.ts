/**
 * The peer door's part for pairing: the only endpoints for a stranger, and only while a window is
 * open.
 */
import * as Type from 'typebox';
import { WorkgroupId } from '../model/id.ts';
import { endpoint } from './endpoint.ts';

const Base64 = (max: number) => Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: max });

/** The pairing's first round: CPace public shares. One run per connection. */
export const pairExchange = endpoint({
  method: 'POST',
  path: '/pair/v1/exchange',
  summary: 'Begin to prove a code.',
  body: Type.Object({
    sid: Base64(24),
    ya: Base64(64),
    name: Type.String({ maxLength: 256 }),
  }),
  answer: Type.Object({ yb: Base64(64), workgroup: WorkgroupId }),
});

export const pairConfirm = endpoint({
  method: 'POST',
  path: '/pair/v1/confirm',
  summary: 'Prove the code; the answer proves it back.',
  body: Type.Object({ tag: Base64(64) }),
  answer: Type.Object({ tag: Base64(64) }),
});

/** Answers within 20 s. Who is admitted is a member: it pulls the log like any other. */
export const pairDecision = endpoint({
  method: 'POST',
  path: '/pair/v1/decision',
  summary: 'Wait for the person at the inviting PC.',
  answer: Type.Object({
    decision: Type.Union([
      Type.Literal('waiting'),
      Type.Literal('admitted'),
      Type.Literal('denied'),
    ]),
  }),
});
