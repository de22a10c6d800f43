/**
 * Words as the index knows them. It folds case and diacritics by itself; what it cannot do is done
 * here: letters without a decomposition get their usual spelling, and since Chinese and Japanese are
 * written without spaces, each of their characters becomes a word, and several a phrase.
 */

/** Han, kana and what stands between them; Korean has spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々ー]/gu;
/** Letters that Unicode does not take apart, and what people type who lack them. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'ss',
  ł: 'l',
  Ł: 'l',
  ø: 'o',
  Ø: 'o',
  đ: 'd',
  Đ: 'd',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  ı: 'i',
  þ: 'th',
  Þ: 'th',
};
const SPELT = /[ßẞłŁøØđĐæÆœŒıþÞ]/gu;

/** Words, or phrases, of one question. */
const MOST_TERMS = 12;

/** For the index: one Unicode form, one spelling, a space beside each character that is a word. */
export function indexText(text: string): string {
  return text
    .normalize('NFC')
    .replace(SPELT, (letter) => SPELLED[letter] ?? letter)
    .replace(UNSPACED, ' $& ');
}

/** Folded as the index folds it, to be compared with. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(SPELT, (letter) => SPELLED[letter] ?? letter)
    .toLowerCase();
}

export interface Term {
  /** As it was typed, in one Unicode form. */
  text: string;
  /** It stood in quotes: these words, whole and together. */
  exact: boolean;
}

/** What somebody typed; everything but letters and digits only parts words. */
export function termsOf(words: string): Term[] {
  const terms: Term[] = [];
  // NUL would end what SQLite reads, and nobody types control characters.
  const typed = words.normalize('NFC').replace(/\p{Cc}/gu, ' ');
  for (const [, quoted, bare] of typed.matchAll(/"([^"]*)"?|([^\s"]+)/gu)) {
    const text = (quoted ?? bare ?? '').trim();
    if (/[\p{L}\p{N}]/u.test(text)) terms.push({ text, exact: quoted !== undefined });
  }
  return terms.slice(0, MOST_TERMS);
}

/** A term in the language of FTS5 (https://sqlite.org/fts5.html section 3); it can say nothing else. */
export function ftsTerm({ text, exact }: Term): string {
  const phrase = `"${indexText(text).replaceAll('"', ' ').trim()}"`;
  return exact ? phrase : `${phrase}*`;
}
