/** The local door: what others did with what this PC shares. */
import * as Type from 'typebox';
import { Activity, ActivityCheck, ActivityKind } from '../model/activity.ts';
import { DeviceId } from '../model/id.ts';
import { endpoint } from './endpoint.ts';

export const listActivity = endpoint({
  method: 'GET',
  path: '/api/v1/activity',
  summary: 'What was read, written and printed of what this PC shares, newest first.',
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    /** Of this PC alone. */
    device: Type.Optional(DeviceId),
    what: Type.Optional(ActivityKind),
    /** Stands in the target, in whatever case. */
    find: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  answer: Type.Array(Activity),
});

export const verifyActivity = endpoint({
  method: 'POST',
  path: '/api/v1/activity/verify',
  summary: 'Check every log: signatures, hashes, facts, and what the others have seen.',
  answer: ActivityCheck,
});
