/** A lock that a program holds on a file or folder of a share (RFC 4918 section 6). */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { Timestamp } from './id.ts';

export const LockScope = Type.Union([Type.Literal('exclusive'), Type.Literal('shared')]);
export type LockScope = Type.Static<typeof LockScope>;

/** `infinity`: with everything in the folder. */
export const LockDepth = Type.Union([Type.Literal('0'), Type.Literal('infinity')]);
export type LockDepth = Type.Static<typeof LockDepth>;

export const LockToken = Type.String({ pattern: '^urn:uuid:[0-9a-f-]{36}$' });

export const NewLock = Type.Object({
  path: SharePath,
  depth: LockDepth,
  scope: LockScope,
  /** XML, as its program gave it. */
  owner: Type.String({ maxLength: 4096 }),
});
export type NewLock = Type.Static<typeof NewLock>;

export const Lock = Type.Object({
  ...NewLock.properties,
  /** Empty for a lock of another PC, which nobody here may use. */
  token: Type.Union([LockToken, Type.Literal('')]),
  expires: Timestamp,
});
export type Lock = Type.Static<typeof Lock>;
