/** Entries of a journal as bytes, and what they commit to. The README of this folder has the format. */
import { createHash } from 'node:crypto';
import { HallwayError } from '../base/errors.ts';
import { verifySignature, type Identity } from '../identity/identity.ts';
import { canonicalJson, hashName, parseCanonical, signedBytes } from '../identity/signed-text.ts';
import { JournalEntry, MAX_ENTRY_LENGTH } from '../model/journal.ts';
import { shapeError } from '../net/shape.ts';

const DOMAIN = 'hallway-journal-v1';
const FACT = 'hallway-fact-v1\0';

/** An entry with its exact text and its id. */
export interface SignedEntry {
  readonly id: string;
  readonly text: string;
  readonly entry: JournalEntry;
}

/** Commits to a fact without telling it: SHA-256 of domain, salt and canonical JSON, base64url. */
export function commitmentOf(salt: string, fact: string): string {
  return createHash('sha256').update(FACT).update(`${salt}\0${fact}`).digest('base64url');
}

/** Over the commitments of one entry, in their order. */
export function rootOf(commitments: readonly string[]): string {
  return hashName(`${FACT}${commitments.join('\n')}`);
}

export function signEntry(
  identity: Pick<Identity, 'id' | 'sign'>,
  entry: Omit<JournalEntry, 'v' | 'by' | 'sig'>,
): SignedEntry {
  const unsigned = { ...entry, v: 1, by: identity.id };
  const sig = Buffer.from(identity.sign(signedBytes(DOMAIN, unsigned))).toString('base64url');
  return parseEntry(canonicalJson({ ...unsigned, sig }));
}

/** Reads an entry's text. Throws `log.invalid` unless it is the one canonical form. */
export function parseEntry(text: string): SignedEntry {
  const value = parseCanonical(text, MAX_ENTRY_LENGTH, invalid);
  if (shapeError(JournalEntry, value) !== undefined) throw invalid('has an unknown shape');
  const entry = value as JournalEntry;
  if ((entry.seq === 0) !== (entry.prev === '')) throw invalid('has a broken chain');
  return { id: hashName(signedBytes(DOMAIN, entry)), text, entry };
}

export function isEntrySignedBy({ entry }: SignedEntry, spki: Uint8Array): boolean {
  const signature = Buffer.from(entry.sig, 'base64url');
  return verifySignature(spki, signedBytes(DOMAIN, entry), signature);
}

function invalid(why: string): HallwayError {
  return new HallwayError('log.invalid', `An entry of a journal ${why}.`);
}
