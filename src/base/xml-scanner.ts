/**
 * The small parts of XML 1.0 and of Namespaces in XML 1.0 that every reader here needs: a place in
 * a document, what stands there, characters that are written by number or name, and prefixes. What
 * is malformed throws what the reader says.
 */

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

const SPACE = /[\t\n\r ]*/y;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

export class XmlScanner {
  readonly text: string;
  /** Where it is in the text. */
  at = 0;
  readonly #malformed: () => Error;

  constructor(text: string, malformed: () => Error) {
    this.text = text;
    this.#malformed = malformed;
  }

  /** Goes behind what the sticky pattern finds here. */
  match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) throw this.#malformed();
    this.at = pattern.lastIndex;
    return found;
  }

  space(): void {
    this.match(SPACE);
  }

  expect(character: string): void {
    if (this.text[this.at] !== character) throw this.#malformed();
    this.at += 1;
  }

  /** Goes behind the next `end` that stands `from` characters on or later. */
  through(end: string, from: number): void {
    const found = this.text.indexOf(end, this.at + from);
    if (found === -1) throw this.#malformed();
    this.at = found + end.length;
  }

  /** The value of an attribute, in its quotes. */
  value(): string {
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") throw this.#malformed();
    const end = this.text.indexOf(quote, this.at + 1);
    const value = this.text.slice(this.at + 1, end);
    if (end === -1 || value.includes('<')) throw this.#malformed();
    this.at = end + 1;
    return this.decode(value);
  }

  /** Replaces the five entities, and characters by their numbers; there are no others. */
  decode(text: string): string {
    if (!text.includes('&')) return text;
    return text.replace(/&(?:([a-z]+);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?/g, (_all, ...parts) => {
      const [name, decimal, hex] = parts as (string | undefined)[];
      if (name !== undefined) {
        const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
        if (known === undefined) throw this.#malformed();
        return known;
      }
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      if (!isCharacter(code)) throw this.#malformed();
      return String.fromCodePoint(code);
    });
  }
}

/** Never copied: an element of a few bytes may stand under hundreds of prefixes. */
export interface XmlScope {
  spaces: ReadonlyMap<string, string>;
  outer: XmlScope | undefined;
}

export function namespaceIn(scope: XmlScope, prefix: string): string | undefined {
  for (let at: XmlScope | undefined = scope; at; at = at.outer) {
    const uri = at.spaces.get(prefix);
    if (uri !== undefined) return uri;
  }
  return undefined;
}

/** XML 1.0 section 2.2. */
function isCharacter(code: number): boolean {
  return (
    [0x9, 0xa, 0xd].includes(code) ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
