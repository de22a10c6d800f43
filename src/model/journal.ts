/**
 * A journal: what one device did of one kind, as a chain of signed entries. An entry tells nothing
 * but hashes, so that it can be shown to everybody.
 */
import * as Type from 'typebox';
import { DeviceId, WorkgroupId } from './id.ts';

export const JournalName = Type.Union([Type.Literal('talk'), Type.Literal('ledger')]);
export type JournalName = Type.Static<typeof JournalName>;
export const JOURNALS: readonly JournalName[] = ['talk', 'ledger'];

/** Most facts that one entry commits to. */
export const MAX_ENTRY_FACTS = 64;
/** Longest text of a signed entry, in characters. */
export const MAX_ENTRY_LENGTH = 700;

const Hash = Type.String({ pattern: '^[a-z2-7]{52}$' });

export const JournalEntry = Type.Object(
  {
    v: Type.Literal(1),
    workgroup: WorkgroupId,
    journal: JournalName,
    by: DeviceId,
    /** Counts the author's entries of this journal from 0. */
    seq: Type.Integer({ minimum: 0, maximum: 1e9 }),
    /** Hash of the entry before; empty at 0. */
    prev: Type.String({ pattern: '^([a-z2-7]{52})?$' }),
    /** Hash over the commitments of its facts. */
    root: Hash,
    count: Type.Integer({ minimum: 1, maximum: MAX_ENTRY_FACTS }),
    /** ECDSA P-256 over SHA-256, 64 bytes r‖s, base64url. */
    sig: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' }),
  },
  { additionalProperties: false },
);
export type JournalEntry = Type.Static<typeof JournalEntry>;

/** What hides a fact until it is told: 16 random bytes, base64url. */
export const Salt = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });

/** What is wrong with the journals, if anything. */
export const JournalFault = Type.Object({
  device: DeviceId,
  journal: Type.Union([JournalName, Type.Literal('members')]),
  what: Type.Union([
    /** An entry is not what was signed, or does not follow the one before. */
    Type.Literal('changed'),
    /** A fact is not what its entry commits to, or is missing. */
    Type.Literal('fact'),
    /** Entries that somebody has seen are missing here. */
    Type.Literal('cut'),
    /** Its author signed two entries for one place. */
    Type.Literal('forked'),
  ]),
  /** First place that it concerns. */
  seq: Type.Integer({ minimum: 0 }),
});
export type JournalFault = Type.Static<typeof JournalFault>;
