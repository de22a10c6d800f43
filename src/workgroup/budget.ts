/**
 * How much one author may say. What a statement has used up follows from its author's own chain
 * alone, so that every replica refuses the same ones, in whatever order they arrive.
 */
import type { Statement } from '../model/statement.ts';

/** Devices that one author may let in. */
export const MAX_ADMISSIONS = 200;
/** Statements of one author, and the characters of their texts. */
export const MAX_STATEMENTS = 2000;
export const MAX_CHARACTERS = 512 * 1024;
/** This part of both is kept for removing and leaving: nobody can be kept from that by chatter. */
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
  { type, seq }: Statement,
  length: number,
): Spent | undefined {
  const from = before ?? NOTHING;
  const spent = {
    admissions: from.admissions + (type === 'admit' ? 1 : 0),
    characters: from.characters + length,
  };
  const share = type === 'remove' || type === 'leave' ? 1 : 1 - RESERVE;
  const within =
    spent.admissions <= MAX_ADMISSIONS &&
    seq < MAX_STATEMENTS * share &&
    spent.characters <= MAX_CHARACTERS * share;
  return within ? spent : undefined;
}
