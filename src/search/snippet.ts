/** The part of a text where words were found, with marks around them. */
import { INVISIBLE } from '../base/text.ts';
import { MARK } from '../model/search.ts';
import { folded, type Term } from './words.ts';

/** Characters before the first hit, and in all. */
const BEFORE = 60;
const LENGTH = 200;

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** What `folded` makes one of, letter by letter. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ss: '(?:ss|ß)',
  ae: '(?:ae|æ)',
  oe: '(?:oe|œ)',
  th: '(?:th|þ)',
  l: '[lł]',
  o: '[oø]',
  d: '[dđ]',
  i: '[iı]',
};

/** Finds where terms begin words, in text that was taken apart (NFD). */
export function soughtIn(terms: readonly Term[]): RegExp {
  return new RegExp(terms.map(patternOf).join('|'), 'giu');
}

/**
 * One line of at most some 250 characters around what is `sought`; the beginning of the text where
 * nothing is seen in it.
 */
export function snippetOf(text: string, sought: RegExp): string {
  // Taken apart, a letter is followed by its marks.
  const apart = text.normalize('NFD');
  sought.lastIndex = 0;
  const first = sought.exec(apart)?.index ?? 0;
  let from = Math.max(0, first - BEFORE);
  if (from > 0) {
    const space = apart.slice(from, first).search(/\s/u);
    if (space !== -1) from += space + 1;
  }
  const part = apart
    .slice(from, from + LENGTH)
    .toWellFormed()
    .replace(INVISIBLE, ' ');
  const marked = part.replace(sought, (hit) => `${MARK.open}${hit}${MARK.close}`);
  const line = marked.replace(/\s+/gu, ' ').trim().normalize('NFC');
  return `${from > 0 ? '…' : ''}${line}${from + LENGTH < apart.length ? '…' : ''}`;
}

/** Where a term begins a word, in text that was taken apart. */
function patternOf({ text }: Term): string {
  const wanted = folded(text);
  const begins = UNSPACED.test(wanted[0] ?? '') ? '' : '(?<![\\p{L}\\p{N}\\p{M}])';
  const letters = wanted.replace(/ss|ae|oe|th|[\p{L}\p{N}]|[^\p{L}\p{N}]+/gu, (found) =>
    /[\p{L}\p{N}]/u.test(found)
      ? `${SPELLINGS[found] ?? Array.from(found).join('\\p{M}*')}\\p{M}*`
      : '[^\\p{L}\\p{N}]+',
  );
  return begins + letters;
}
