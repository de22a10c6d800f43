/**
 * Reads the small XML documents that devices send (SOAP, UPnP descriptions): elements, attributes,
 * text, CDATA, comments and namespaces (XML 1.0, Namespaces in XML 1.0). No document types and so
 * no entities but the five and numeric ones; everything is bounded, nothing throws.
 */

export interface XmlElement {
  /** Namespace, empty for none. */
  uri: string;
  /** Local name. */
  name: string;
  /** By name as it is written; without `xmlns`. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** Its own text, trimmed. */
  text: string;
  /** Namespace of a prefix where the element stands, for qualified names in text. */
  namespaceOf: (prefix: string) => string | undefined;
}

const MAX_CHARACTERS = 65_536;
const MAX_DEPTH = 24;
const MAX_ELEMENTS = 2000;
const MAX_ATTRIBUTES = 24;

const NAME = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
const SPACE = /[\t\n\r ]*/y;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The document's root, or undefined where it is not of the kind that is read here. */
export function parseXml(document: Uint8Array | string): XmlElement | undefined {
  if (document.length > MAX_CHARACTERS) return undefined;
  const text = typeof document === 'string' ? document : new TextDecoder().decode(document);
  try {
    return new Reader(text).document();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The first child of this name, deeper with each name. */
export function child(
  element: XmlElement | undefined,
  uri: string,
  ...names: readonly string[]
): XmlElement | undefined {
  let at = element;
  for (const name of names) at = at?.children.find((one) => one.name === name && one.uri === uri);
  return at;
}

class Malformed extends Error {}

interface Open {
  tag: string;
  element: { children: XmlElement[]; text: string } & Omit<XmlElement, 'children' | 'text'>;
  scope: Scope;
}

/** Never copied: an element of a few bytes may stand under hundreds of prefixes. */
interface Scope {
  spaces: ReadonlyMap<string, string>;
  outer: Scope | undefined;
}

class Reader {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at = 0;
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  document(): XmlElement {
    while (this.#at < this.#text.length) this.#token();
    if (this.#open.length > 0 || !this.#root) throw new Malformed();
    return this.#root;
  }

  #token(): void {
    const text = this.#text;
    if (text[this.#at] !== '<') {
      const next = text.indexOf('<', this.#at);
      const end = next === -1 ? text.length : next;
      this.#content(decode(text.slice(this.#at, end)));
      this.#at = end;
    } else if (text.startsWith('<!--', this.#at)) this.#through('-->');
    else if (text.startsWith('<![CDATA[', this.#at)) {
      const from = this.#at + '<![CDATA['.length;
      this.#through(']]>');
      this.#content(text.slice(from, this.#at - ']]>'.length));
    } else if (text.startsWith('<?', this.#at)) this.#through('?>');
    else if (text.startsWith('</', this.#at)) this.#endTag();
    // A document type would bring entities of its own.
    else if (text.startsWith('<!', this.#at)) throw new Malformed();
    else this.#startTag();
  }

  #content(content: string): void {
    const open = this.#open.at(-1);
    if (open) open.element.text += content;
    else if (content.trim() !== '' && content !== '\ufeff') throw new Malformed();
  }

  #through(end: string): void {
    const found = this.#text.indexOf(end, this.#at + 2);
    if (found === -1) throw new Malformed();
    this.#at = found + end.length;
  }

  #endTag(): void {
    this.#at += 2;
    const tag = this.#name();
    this.#space();
    this.#expect('>');
    const open = this.#open.pop();
    if (open?.tag !== tag) throw new Malformed();
    open.element.text = open.element.text.trim();
  }

  #startTag(): void {
    if (this.#open.length >= MAX_DEPTH || ++this.#elements > MAX_ELEMENTS) throw new Malformed();
    this.#at += 1;
    const tag = this.#name();
    const { attributes, spaces } = this.#attributes();
    const outer = this.#open.at(-1)?.scope;
    const scope = spaces.size === 0 && outer ? outer : { spaces, outer };
    const colon = tag.indexOf(':');
    const prefix = tag.slice(0, Math.max(colon, 0));
    const uri = prefix === 'xml' ? XML_NAMESPACE : namespaceIn(scope, prefix);
    if (uri === undefined && prefix !== '') throw new Malformed();
    const element = {
      uri: uri ?? '',
      name: tag.slice(colon + 1),
      attributes,
      children: [],
      text: '',
      namespaceOf: (other: string) => namespaceIn(scope, other),
    };
    this.#place(element);
    if (this.#text[this.#at] === '/') {
      this.#at += 1;
      this.#expect('>');
      return;
    }
    this.#expect('>');
    this.#open.push({ tag, element, scope });
  }

  #place(element: XmlElement): void {
    const parent = this.#open.at(-1);
    if (parent) parent.element.children.push(element);
    else if (this.#root) throw new Malformed();
    else this.#root = element;
  }

  #attributes(): { attributes: Map<string, string>; spaces: Map<string, string> } {
    const attributes = new Map<string, string>();
    const spaces = new Map<string, string>();
    for (;;) {
      const before = this.#at;
      this.#space();
      const next = this.#text[this.#at];
      if (next === '>' || next === '/') return { attributes, spaces };
      if (before === this.#at) throw new Malformed();
      const name = this.#name();
      this.#space();
      this.#expect('=');
      this.#space();
      const value = this.#value();
      const isSpace = name === 'xmlns' || name.startsWith('xmlns:');
      const [target, key] = isSpace ? [spaces, name.slice('xmlns:'.length)] : [attributes, name];
      if (target.has(key) || attributes.size + spaces.size >= MAX_ATTRIBUTES) throw new Malformed();
      target.set(key, value);
    }
  }

  #value(): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw new Malformed();
    const end = this.#text.indexOf(quote, this.#at + 1);
    const value = this.#text.slice(this.#at + 1, end);
    if (end === -1 || value.includes('<')) throw new Malformed();
    this.#at = end + 1;
    return decode(value);
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined) throw new Malformed();
    this.#at = NAME.lastIndex;
    return name;
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new Malformed();
    this.#at += 1;
  }
}

function namespaceIn(scope: Scope, prefix: string): string | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const uri = at.spaces.get(prefix);
    if (uri !== undefined) return uri;
  }
  return undefined;
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:([a-z]+);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?/g, (_all, ...parts) => {
    const [name, decimal, hex] = parts as (string | undefined)[];
    if (name !== undefined) {
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
      if (known === undefined) throw new Malformed();
      return known;
    }
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (!isCharacter(code)) throw new Malformed();
    return String.fromCodePoint(code);
  });
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
