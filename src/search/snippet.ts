/** The part of a text where words were found, with marks around them. */
import { INVISIBLE } from '../base/text.ts';
import { MARK } from '../model/search.ts';
import { folded, type Term } from './words.ts';

/** Characters before the first hit, and in all. */
const BEFORE = 60;
const LENGTH = 200;
/** Characters of a text that are looked through, at a time, and again with the next ones. */
const LOOKED = 64 * 1024;
const PIECE = 4096;
const BESIDE = 300;
/** No language has so many on a letter, and to sort them takes long. */
const MANY_MARKS = /(\p{M}{9})\p{M}+/gu;

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

/** What finds the places where terms begin words. */
export interface Sought {
  /** In text that was taken apart (NFD). */
  any: () => RegExp;
  /** In text of nothing but ASCII: made and used in a fraction of the time. */
  ascii: RegExp;
}

const ASCII = /^[\0-\x7f]*$/;

export function soughtIn(terms: readonly Term[]): Sought {
  let any: RegExp | undefined;
  return {
    any: () => (any ??= new RegExp(terms.map(patternOf).join('|'), 'giu')),
    ascii: new RegExp(terms.map(asciiPatternOf).join('|'), 'gi'),
  };
}

/**
 * One line of at most some 250 characters around what is `sought`; the beginning of the text where
 * nothing is seen in its first 64 K characters. Whoever wrote the text may have written it to be slow:
 * it is taken apart piece by piece, and only as far as the first hit.
 */
export function snippetOf(text: string, places: Sought): string {
  for (let at = 0; at < text.length && at < LOOKED; at += PIECE) {
    const start = Math.max(0, at - BESIDE);
    const end = at + PIECE + BESIDE;
    // Taken apart, a letter is followed by its marks.
    const piece = text.slice(start, end);
    const plain = ASCII.test(piece);
    const apart = plain ? piece : piece.replace(MANY_MARKS, '$1').normalize('NFD');
    const sought = plain ? places.ascii : places.any();
    // A piece may begin within a word.
    sought.lastIndex = start === 0 ? 0 : 1;
    const first = sought.exec(apart)?.index;
    // One at the end is seen again in the next piece, with what follows it.
    if (first !== undefined && (end >= text.length || first + LENGTH <= apart.length))
      return lineOf(apart, first, sought, { before: start > 0, after: end < text.length });
  }
  const more = text.length > LENGTH;
  const apart = text.slice(0, LENGTH).normalize('NFD');
  const sought = ASCII.test(apart) ? places.ascii : places.any();
  return lineOf(apart, 0, sought, { before: false, after: more });
}

function lineOf(
  apart: string,
  first: number,
  sought: RegExp,
  more: { before: boolean; after: boolean },
): string {
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
  const after = more.after || from + LENGTH < apart.length;
  return `${more.before || from > 0 ? '…' : ''}${line}${after ? '…' : ''}`;
}

/** Where a term begins a word, in text that was taken apart. */
function patternOf({ text }: Term): string {
  const wanted = folded(text);
  const begins = UNSPACED.test(wanted[0] ?? '') ? '' : '(?<![\\p{L}\\p{N}\\p{M}])';
  const letters = wanted.replace(/ss|ae|oe|th|[\p{L}\p{N}]|[^\p{L}\p{N}]+/gu, (found) =>
    /[\p{L}\p{N}]/u.test(found)
      ? `${SPELLINGS[found] ?? Array.from(found).join('\\p{M}*')}\\p{M}*`
      : // Marks belong to the letter before: in both, a run of them would be parted in every way.
        '[^\\p{L}\\p{N}\\p{M}]+',
  );
  return begins + letters;
}

/** The same in ASCII, where no letter has marks or another spelling. */
function asciiPatternOf({ text }: Term): string {
  const letters = folded(text).replace(/[^\p{L}\p{N}]+/gu, '[^a-z0-9]+');
  return `(?<![a-z0-9])${letters}`;
}
