/** The peer door: locks of a share. They are kept by its owner, so that two PCs exclude each other. */
import * as Type from 'typebox';
import { ResourceId } from '../model/id.ts';
import { Lock, LockToken, NewLock } from '../model/lock.ts';
import { SharePath } from '../model/entry.ts';
import { endpoint } from './endpoint.ts';

const base = '/peer/v1/shares/:share/locks';
const params = Type.Object({ share: ResourceId });
/** The owner cuts it to what it allows. */
const Seconds = Type.Integer({ minimum: 1, maximum: 86_400 });
/** By the owner's clock, which may be another than the caller's. */
const Left = Type.Object({ ...Lock.properties, expires: Type.Integer({ minimum: 0 }) });
const Found = Type.Union([Left, Type.Null()]);

/** `expires` is told in milliseconds from now. */
export const listPeerLocks = endpoint({
  method: 'GET',
  path: base,
  summary: 'Locks of a share; with their tokens those that the caller holds.',
  params,
  answer: Type.Array(Left, { maxItems: 5000 }),
});

export const addPeerLock = endpoint({
  method: 'POST',
  path: base,
  summary: 'Lock something; null where another lock is in the way.',
  params,
  body: Type.Object({ lock: NewLock, seconds: Seconds }),
  answer: Found,
});

export const refreshPeerLock = endpoint({
  method: 'POST',
  path: `${base}/refresh`,
  summary: 'Hold a lock longer; null where there is no such lock.',
  params,
  body: Type.Object({ token: LockToken, seconds: Seconds }),
  answer: Found,
});

export const removePeerLock = endpoint({
  method: 'POST',
  path: `${base}/remove`,
  summary: 'Give a lock back.',
  params,
  body: Type.Object({ token: LockToken }),
  answer: Type.Object({ removed: Type.Boolean() }),
});

export const forgetPeerLocks = endpoint({
  method: 'POST',
  path: `${base}/forget`,
  summary: "End the caller's locks on what it moved or removed.",
  params,
  body: Type.Object({ path: SharePath }),
});
