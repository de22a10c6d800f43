/**
 * Sentences of the agent in another language, found by their English: `{0}` and on stand for what
 * was filled in. A name may look like a sentence, so what stands in quotation marks or as code is
 * never said anew, and nothing is found that leaves a part of the text out.
 */

/** English to the person's language; both with the same places. */
export type SentenceTable = Readonly<Record<string, string>>;

interface Pattern {
  /** What stands before, between and after the places. */
  readonly literals: readonly string[];
  /** Number of each place, as they come. */
  readonly places: readonly number[];
  readonly words: string;
}

/** Longer texts are no sentences of the agent. */
const MAX_CHARACTERS = 2000;
const MAX_SENTENCES = 40;
/** A sentence in a sentence in a sentence. */
const MAX_DEPTH = 4;
/** For one text. What others wrote may fit very many sentences in very many ways. */
const MAX_TRIES = 50_000;
/** Texts of which is kept how they were said: a page says the same ones again and again. */
const MAX_KEPT = 200;

export class Sentences {
  readonly #fixed: ReadonlyMap<string, string>;
  /** With the most words of their own first. */
  readonly #patterns: readonly Pattern[];
  /** Those said last; the latest at the end. */
  readonly #kept = new Map<string, string>();
  #tries = 0;

  constructor(table: SentenceTable) {
    this.#fixed = new Map(Object.entries(table));
    this.#patterns = Object.entries(table)
      .filter(([english]) => english.includes('{0}'))
      .map(([english, words]) => ({
        literals: english.split(/\{\d\}/),
        places: Array.from(english.matchAll(/\{(\d)\}/g), ([, place]) => Number(place)),
        words,
      }))
      .sort((a, b) => own(b) - own(a));
  }

  /** How many sentences were held against the text that was said anew last. */
  get tries(): number {
    return this.#tries;
  }

  /** The text itself where it is not known. Sentence by sentence, where the whole is none. */
  said(text: string): string {
    if (text.length > MAX_CHARACTERS) return text;
    const words = this.#kept.get(text) ?? this.#found(text);
    this.#kept.delete(text);
    this.#kept.set(text, words);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return words;
  }

  /** Half of a text is not said: where it takes too much, all of it stays English. */
  #found(text: string): string {
    this.#tries = 0;
    const words = this.#any(text, 0);
    return words === undefined || this.#isTooMuch() ? text : words;
  }

  #isTooMuch(): boolean {
    return this.#tries >= MAX_TRIES;
  }

  /** One sentence, else several, else one that ends with several. */
  #any(text: string, depth: number): string | undefined {
    return this.#one(text, depth) ?? this.#several(text, depth) ?? this.#one(text, depth, true);
  }

  /** Undefined where no sentence in it is known. */
  #several(text: string, depth: number): string | undefined {
    const ends = Array.from(
      text.matchAll(/[.?!][”"]? (?=\S)/g),
      ({ index, 0: end }) => index + end.length,
    );
    if (ends.length === 0 || ends.length > MAX_SENTENCES) return undefined;
    let from = 0;
    let isKnown = false;
    const said: string[] = [];
    while (from < text.length && !this.#isTooMuch()) {
      const left = [...ends.filter((end) => end > from), text.length];
      const part = (end: number): string => text.slice(from, end).trimEnd();
      const to = left.findLast((end) => this.#one(part(end), depth) !== undefined) ?? left[0];
      const words = this.#one(part(to ?? text.length), depth);
      isKnown ||= words !== undefined;
      said.push(words ?? part(to ?? text.length));
      from = to ?? text.length;
    }
    return isKnown ? joined(said) : undefined;
  }

  /** A single known sentence or part of one. `long`: several may stand at its end. */
  #one(text: string, depth: number, long = false): string | undefined {
    if (this.#isTooMuch()) return undefined;
    this.#tries += 1;
    const fixed = this.#fixed.get(text);
    if (fixed !== undefined) return fixed;
    const other = this.#fixed.get(recased(text));
    if (other !== undefined) return recased(other);
    if (depth >= MAX_DEPTH) return undefined;
    for (const pattern of this.#patterns) {
      if (this.#isTooMuch()) return undefined;
      this.#tries += 1;
      const values = matched(pattern, text, long);
      const words = values && this.#filled(pattern, values, depth);
      if (words !== undefined) return depth > 0 ? words : begunLike(text, words);
    }
    return undefined;
  }

  #filled(pattern: Pattern, values: readonly string[], depth: number): string | undefined {
    const { literals, places, words } = pattern;
    const isList = depth > 0 && isConjunction(pattern) && values.every(isListed);
    let isKnown = isList || letters(literals) > 3;
    const said = new Map<number, string>();
    for (const [index, value] of values.entries()) {
      const isName = /[“"`]$/.test(literals[index] ?? '');
      const other = isName ? undefined : this.#value(value, depth + 1);
      isKnown ||= isName || other !== undefined || /^[“`]/.test(value);
      said.set(places[index] ?? -1, other ?? value);
    }
    // “{0} at {1}.” fits too much: it is meant where a part of it is known as well.
    if (!isKnown) return undefined;
    return words.replace(/\{(\d)\}/g, (_all, place: string) => said.get(Number(place)) ?? '');
  }

  #value(value: string, depth: number): string | undefined {
    const text = value.trim();
    const words = text === '' ? undefined : this.#any(text, depth);
    const isApart = words !== undefined && value.startsWith(' ') && !/^[，（]/.test(words);
    return isApart ? ` ${words}` : words;
  }
}

/** The values of the places in `text`; undefined where it is another sentence. */
function matched({ literals }: Pattern, text: string, long: boolean): string[] | undefined {
  const first = literals[0] ?? '';
  const last = literals.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return undefined;
  const values: string[] = [];
  let from = first.length;
  for (const literal of literals.slice(1, -1)) {
    const at = text.indexOf(literal, from);
    if (at < 0 || at + literal.length > end) return undefined;
    values.push(text.slice(from, at));
    from = at + literal.length;
  }
  values.push(text.slice(from, end));
  const isWhole = (value: string, index: number): boolean => {
    const before = literals[index] ?? '';
    if (before.endsWith('“')) return !value.includes('”');
    if (long && index === values.length - 1 && last === '') return true;
    // Behind the last ” no quotation ends: looking for one from each “ there would take long.
    const quoted = value.lastIndexOf('”') + 1;
    const rest = value.slice(0, quoted).replace(/“[^”]*”/g, '') + value.slice(quoted);
    return !/[.?!][”"]? \S/.test(rest);
  };
  return values.every(isWhole) ? values : undefined;
}

/** As names are told: “Anna and Ben”. */
function isConjunction({ literals }: Pattern): boolean {
  return literals.length === 3 && /^ \w+ $/.test(literals[1] ?? '');
}

function isListed(value: string): boolean {
  return value.length < 80 && !/[;:.]/.test(value);
}

function own({ literals }: Pattern): number {
  return literals.join('').length;
}

function letters(literals: readonly string[]): number {
  return literals.join('').replace(/[^A-Za-z]/g, '').length;
}

/** “Another PC” at a beginning is “another PC” elsewhere. */
function recased(text: string): string {
  const first = text.charAt(0);
  return (
    (first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase()) + text.slice(1)
  );
}

/** A sentence begins with a capital; the name of an adapter does not. */
function begunLike(text: string, words: string): string {
  const first = text.charAt(0);
  return first === first.toLowerCase() ? words : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Chinese needs no space after its full stop. */
function joined(sentences: readonly string[]): string {
  return sentences.reduce((all, one) => (/[。？！]$/.test(all) ? all + one : `${all} ${one}`));
}
