/**
 * Reads the XML bodies of WebDAV requests (XML 1.0, Namespaces in XML 1.0): elements, attributes and
 * text in their order, since a property's value is kept as it came. No document types, and so no
 * entities but the five and numeric ones; everything is bounded.
 */
import { DavFault } from './dav-fault.ts';

export interface XmlAttribute {
  /** Namespace, empty for none. */
  uri: string;
  name: string;
  value: string;
}

export interface XmlElement {
  /** Namespace, empty for none. */
  uri: string;
  /** Local name. */
  name: string;
  /** Without those that declare namespaces. */
  attributes: readonly XmlAttribute[];
  children: readonly (XmlElement | string)[];
}

/** Longest body, in bytes. */
export const MAX_XML_BYTES = 256 * 1024;
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 4000;
const MAX_ATTRIBUTES = 32;

const START = '[\\p{L}_]';
const REST = '[\\p{L}\\p{N}\\p{M}._\\-\\u00b7]*';
const NAME = new RegExp(`(?:(${START}${REST}):)?(${START}${REST})`, 'uy');
const SPACE = /[\t\n\r ]*/y;
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u;
const DECLARED = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/u;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** The document's root. Throws a 400 where it is not of the kind that is read here. */
export function readXml(document: Uint8Array): XmlElement {
  if (document.length > MAX_XML_BYTES) throw new DavFault(413, 'The request is too large.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(document);
  } catch {
    throw malformed();
  }
  if (FORBIDDEN.test(text)) throw malformed();
  const encoding = DECLARED.exec(text)?.[1]?.toLowerCase();
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'us-ascii') throw malformed();
  return new Reader(text).document();
}

/** The element's child elements of this name in `DAV:`, or all without a name. */
export function childrenOf(element: XmlElement, name?: string): XmlElement[] {
  return element.children.filter(
    (one): one is XmlElement =>
      typeof one !== 'string' && (name === undefined || (one.uri === 'DAV:' && one.name === name)),
  );
}

export function textOf(element: XmlElement): string {
  return element.children.map((one) => (typeof one === 'string' ? one : textOf(one))).join('');
}

interface Scope {
  spaces: ReadonlyMap<string, string>;
  outer: Scope | undefined;
}

interface Open {
  tag: string;
  element: XmlElement & { children: (XmlElement | string)[] };
  scope: Scope;
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
    if (this.#open.length > 0 || !this.#root) throw malformed();
    return this.#root;
  }

  #token(): void {
    const text = this.#text;
    if (text[this.#at] !== '<') {
      const next = text.indexOf('<', this.#at);
      const end = next === -1 ? text.length : next;
      this.#content(decode(text.slice(this.#at, end)));
      this.#at = end;
    } else if (text.startsWith('<!--', this.#at)) this.#through('-->', 4);
    else if (text.startsWith('<![CDATA[', this.#at)) {
      const from = this.#at + '<![CDATA['.length;
      this.#through(']]>', 9);
      if (this.#open.length === 0) throw malformed();
      this.#content(text.slice(from, this.#at - ']]>'.length));
    } else if (text.startsWith('<?', this.#at)) this.#through('?>', 2);
    else if (text.startsWith('</', this.#at)) this.#endTag();
    // A document type would bring entities of its own.
    else if (text.startsWith('<!', this.#at)) throw malformed();
    else this.#startTag();
  }

  #content(content: string): void {
    const open = this.#open.at(-1);
    if (open && content !== '') open.element.children.push(content);
    else if (content.trim() !== '') throw malformed();
  }

  #through(end: string, from: number): void {
    const found = this.#text.indexOf(end, this.#at + from);
    if (found === -1) throw malformed();
    this.#at = found + end.length;
  }

  #endTag(): void {
    this.#at += 2;
    const { tag } = this.#name();
    this.#space();
    this.#expect('>');
    if (this.#open.pop()?.tag !== tag) throw malformed();
  }

  #startTag(): void {
    if (this.#open.length >= MAX_DEPTH || ++this.#elements > MAX_ELEMENTS) throw malformed();
    this.#at += 1;
    const { tag, prefix, name } = this.#name();
    const { written, spaces } = this.#attributes();
    const outer = this.#open.at(-1)?.scope;
    const scope = spaces.size === 0 && outer ? outer : { spaces, outer };
    const attributes = written.map((one) => ({
      // An attribute without a prefix is in no namespace.
      uri: one.prefix === '' ? '' : namespaceIn(scope, one.prefix),
      name: one.name,
      value: one.value,
    }));
    if (new Set(attributes.map((one) => `${one.uri} ${one.name}`)).size < attributes.length)
      throw malformed();
    const children: (XmlElement | string)[] = [];
    const element = { uri: namespaceIn(scope, prefix), name, attributes, children };
    const parent = this.#open.at(-1);
    if (parent) parent.element.children.push(element);
    else if (this.#root) throw malformed();
    else this.#root = element;
    if (this.#text[this.#at] === '/') this.#at += 1;
    else this.#open.push({ tag, element, scope });
    this.#expect('>');
  }

  #attributes(): {
    written: { prefix: string; name: string; value: string }[];
    spaces: Map<string, string>;
  } {
    const written: { prefix: string; name: string; value: string }[] = [];
    const spaces = new Map<string, string>();
    for (;;) {
      const before = this.#at;
      this.#space();
      const next = this.#text[this.#at];
      if (next === '>' || next === '/') return { written, spaces };
      if (before === this.#at || written.length + spaces.size >= MAX_ATTRIBUTES) throw malformed();
      const { tag, prefix, name } = this.#name();
      this.#space();
      this.#expect('=');
      this.#space();
      const value = this.#value();
      if (tag !== 'xmlns' && prefix !== 'xmlns') {
        written.push({ prefix, name, value });
        continue;
      }
      const declared = tag === 'xmlns' ? '' : name;
      // A prefix cannot be taken back (Namespaces in XML 1.0 section 2.2).
      if (spaces.has(declared) || (declared !== '' && value === '')) throw malformed();
      spaces.set(declared, value);
    }
  }

  #value(): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw malformed();
    const end = this.#text.indexOf(quote, this.#at + 1);
    const value = this.#text.slice(this.#at + 1, end);
    if (end === -1 || value.includes('<')) throw malformed();
    this.#at = end + 1;
    return decode(value);
  }

  #name(): { tag: string; prefix: string; name: string } {
    NAME.lastIndex = this.#at;
    const found = NAME.exec(this.#text);
    if (!found) throw malformed();
    this.#at = NAME.lastIndex;
    return { tag: found[0], prefix: found[1] ?? '', name: found[2] ?? '' };
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw malformed();
    this.#at += 1;
  }
}

function namespaceIn(scope: Scope, prefix: string): string {
  if (prefix === 'xml') return XML_NAMESPACE;
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const uri = at.spaces.get(prefix);
    if (uri !== undefined) return uri;
  }
  if (prefix !== '') throw malformed();
  return '';
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:([a-z]+);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?/g, (_all, ...parts) => {
    const [name, decimal, hex] = parts as (string | undefined)[];
    if (name !== undefined) {
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
      if (known === undefined) throw malformed();
      return known;
    }
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const surrogate = code >= 0xd800 && code <= 0xdfff;
    if (!(code <= 0x10ffff) || surrogate || FORBIDDEN.test(String.fromCodePoint(code)))
      throw malformed();
    return String.fromCodePoint(code);
  });
}

function malformed(): DavFault {
  return new DavFault(400, 'The XML of the request is malformed.');
}
