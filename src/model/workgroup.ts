/** A workgroup: the devices that trust each other. Every member has the same rights. */
import * as Type from 'typebox';
import { DeviceId, Timestamp, WorkgroupId } from './id.ts';

export const WorkgroupName = Type.String({ minLength: 1, maxLength: 63 });

export const Workgroup = Type.Object({ id: WorkgroupId, name: WorkgroupName });
export type Workgroup = Type.Static<typeof Workgroup>;

export const Member = Type.Object({
  id: DeviceId,
  name: Type.String(),
  /** Who let it in; null for the device that created the workgroup. */
  admittedBy: Type.Union([DeviceId, Type.Null()]),
  /** True for this device itself while its agent runs. */
  online: Type.Boolean(),
  self: Type.Boolean(),
});
export type Member = Type.Static<typeof Member>;

/** An open pairing window on this device. */
export const Invitation = Type.Object({
  /** Six digits. */
  code: Type.String({ pattern: '^[0-9]{6}$' }),
  expiresAt: Timestamp,
  attemptsLeft: Type.Integer(),
  /** True if whoever proves the code is admitted without a second step. */
  approve: Type.Boolean(),
});
export type Invitation = Type.Static<typeof Invitation>;

/** A newcomer that proved the code and waits for a person's yes. */
export const JoinRequest = Type.Object({
  id: DeviceId,
  name: Type.String(),
  address: Type.String(),
  requestedAt: Timestamp,
});
export type JoinRequest = Type.Static<typeof JoinRequest>;

/** What became of a member, as this PC learned of it. */
export const MembershipNews = Type.Object({
  /** When this PC learned of it. */
  time: Timestamp,
  what: Type.Union([
    Type.Literal('joined'),
    Type.Literal('left'),
    Type.Literal('removed'),
    /** Put out because its log went two ways: a restored backup or a copy. */
    Type.Literal('forked'),
    /** Out because its admission does not count any more. */
    Type.Literal('void'),
  ]),
  /** Whom it is about. */
  device: DeviceId,
  /** A whole sentence for this PC's person. */
  text: Type.String({ maxLength: 500 }),
});
export type MembershipNews = Type.Static<typeof MembershipNews>;
