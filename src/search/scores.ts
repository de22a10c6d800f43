/**
 * One measure for what is found, from 0 to 1, that needs nothing but the hit itself: answers of many
 * PCs, with many files or few, are merged by it.
 */
import { folded, type Term } from './words.ts';

/** A name is rather what was meant than a text: names have the upper half. */
const NAMES_FROM = 0.5;
/** What is found in a name and in the text is rather what was meant. */
export const TEXT_PART = 0.1;
/** `bm25` of an ordinary hit. */
const USUAL_RANK = 5;

/** By how much of the name was asked for, and whether the words begin where its words begin. */
export function nameScore(terms: readonly Term[], name: string): number {
  const own = folded(name);
  const dot = own.lastIndexOf('.');
  const stem = dot > 0 ? own.slice(0, dot) : own;
  const asked = terms.map(({ text }) => folded(text));
  if (asked.join(' ') === own || asked.join(' ') === stem) return 1;
  let covered = 0;
  let begun = 0;
  for (const text of asked) {
    const at = own.indexOf(text);
    if (at === -1) continue;
    covered += text.length;
    if (at === 0) begun += 1;
    else if (!/[\p{L}\p{N}]/u.test(own[at - 1] ?? '')) begun += 0.5;
  }
  const coverage = Math.min(1, covered / Math.max(1, stem.length));
  return NAMES_FROM + 0.25 * coverage + 0.2 * (begun / Math.max(1, asked.length));
}

/** Nothing of this name scores higher, whatever its text is. */
export function highestScore(terms: readonly Term[], name: string): number {
  return Math.min(1, nameScore(terms, name) + NAMES_FROM * TEXT_PART);
}

/** `rank` as FTS5 gives it: the more negative, the better. */
export function textScore(rank: number): number {
  const good = Math.max(0, -rank);
  return NAMES_FROM * (good / (good + USUAL_RANK));
}
