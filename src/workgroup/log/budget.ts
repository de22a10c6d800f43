/**
 * How much one author may say. What a statement has used up follows from its author's own chain
 * alone, so that every replica refuses the same ones, in whatever order they arrive.
 */
import type { Statement } from '../../model/statement.ts';

/** Devices that one author may let in. */
export const MAX_ADMISSIONS = 200;
/** Characters of one author's statements; the shortest has some 300. */
export const MAX_CHARACTERS = 512 * 1024;
/** This part is kept for removing and leaving: an author that may do nothing else may do that. */
const RESERVE = 1 / 4;
/** Authors whose statements one replica holds; see “What a member can still do” in the README. */
export const MAX_AUTHORS = 1000;

/** What a chain has used up, its newest statement included. */
export interface Spent {
  readonly admissions: number;
  readonly characters: number;
}

const NOTHING: Spent = { admissions: 0, characters: 0 };

/** `before`: what the chain up to `prev` has used up. Undefined if the statement is beyond. */
export function spend(
  before: Spent | undefined,
  { type }: Statement,
  length: number,
): Spent | undefined {
  const from = before ?? NOTHING;
  const spent = {
    admissions: from.admissions + (type === 'admit' ? 1 : 0),
    characters: from.characters + length,
  };
  const share = type === 'remove' || type === 'leave' ? 1 : 1 - RESERVE;
  const within = spent.admissions <= MAX_ADMISSIONS && spent.characters <= MAX_CHARACTERS * share;
  return within ? spent : undefined;
}
