/** What was done with what a PC shares: its owner's ledger. */
import * as Type from 'typebox';
import { DeviceId, Timestamp } from './id.ts';
import { JournalFault } from './journal.ts';

export const ActivityKind = Type.Union([
  Type.Literal('read'),
  /** A file or folder was made or replaced, or got another time. */
  Type.Literal('wrote'),
  Type.Literal('moved'),
  Type.Literal('copied'),
  Type.Literal('removed'),
  /** From the trash. */
  Type.Literal('restored'),
  Type.Literal('printed'),
  /** Pieces of text of what the share has were shown for words that were looked for. */
  Type.Literal('searched'),
  /** A right was given: a share, a printer, a link for a guest, this PC's way to the internet. */
  Type.Literal('lent'),
  /** Such a right is over, or was taken back. */
  Type.Literal('ended'),
  /** The oldest facts were forgotten, up to the entry that `target` names. */
  Type.Literal('forgot'),
]);
export type ActivityKind = Type.Static<typeof ActivityKind>;

export const Activity = Type.Object({
  at: Timestamp,
  /** Who did it. */
  device: DeviceId,
  what: ActivityKind,
  /** `SHARE/PATH`, or `PRINTER: DOCUMENT`. */
  target: Type.String(),
  /** The guest, by the name of its link, who did it by way of this `device`. */
  guest: Type.Optional(Type.String()),
});
export type Activity = Type.Static<typeof Activity>;

/** What was looked through: the log of members, own journals, and what was seen of everybody's. */
export const ActivityCheck = Type.Object({
  statements: Type.Integer(),
  /** Whose they are. */
  devices: Type.Integer(),
  ok: Type.Boolean(),
  faults: Type.Array(JournalFault),
  /** Members that could be asked what they have seen, of all the others. */
  asked: Type.Integer(),
  others: Type.Integer(),
});
export type ActivityCheck = Type.Static<typeof ActivityCheck>;
