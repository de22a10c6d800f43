/**
 * Reads the XML bodies of WebDAV requests (XML 1.0, Namespaces in XML 1.0): elements, attributes and
 * text in their order, since a property's value is kept as it came. No document types, and so no
 * entities but the five and numeric ones; everything is bounded.
 */
import { namespaceIn, XML_NAMESPACE, XmlScanner, type XmlScope } from '../../base/xml-scanner.ts';
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
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u;
const DECLARED = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/u;

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

interface Open {
  tag: string;
  element: XmlElement & { children: (XmlElement | string)[] };
  scope: XmlScope;
}

class Reader {
  readonly #scanner: XmlScanner;
  readonly #open: Open[] = [];
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(text: string) {
    this.#scanner = new XmlScanner(text, malformed);
  }

  document(): XmlElement {
    const { text } = this.#scanner;
    while (this.#scanner.at < text.length) this.#token();
    if (this.#open.length > 0 || !this.#root) throw malformed();
    return this.#root;
  }

  #token(): void {
    const scanner = this.#scanner;
    const { text, at } = scanner;
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      const end = next === -1 ? text.length : next;
      this.#content(scanner.decode(text.slice(at, end)));
      scanner.at = end;
    } else if (text.startsWith('<!--', at)) scanner.through('-->', 4);
    else if (text.startsWith('<![CDATA[', at)) {
      scanner.through(']]>', 9);
      if (this.#open.length === 0) throw malformed();
      this.#content(text.slice(at + '<![CDATA['.length, scanner.at - ']]>'.length));
    } else if (text.startsWith('<?', at)) scanner.through('?>', 2);
    else if (text.startsWith('</', at)) this.#endTag();
    // A document type would bring entities of its own.
    else if (text.startsWith('<!', at)) throw malformed();
    else this.#startTag();
  }

  #content(content: string): void {
    const open = this.#open.at(-1);
    if (open && content !== '') open.element.children.push(content);
    else if (content.trim() !== '') throw malformed();
  }

  #endTag(): void {
    this.#scanner.at += 2;
    const { tag } = this.#name();
    this.#scanner.space();
    this.#scanner.expect('>');
    if (this.#open.pop()?.tag !== tag) throw malformed();
  }

  #startTag(): void {
    if (this.#open.length >= MAX_DEPTH || ++this.#elements > MAX_ELEMENTS) throw malformed();
    this.#scanner.at += 1;
    const { tag, prefix, name } = this.#name();
    const { written, spaces } = this.#attributes();
    const outer = this.#open.at(-1)?.scope;
    const scope = spaces.size === 0 && outer ? outer : { spaces, outer };
    const attributes = written.map((one) => ({
      // An attribute without a prefix is in no namespace.
      uri: one.prefix === '' ? '' : namespaceOf(scope, one.prefix),
      name: one.name,
      value: one.value,
    }));
    if (new Set(attributes.map((one) => `${one.uri} ${one.name}`)).size < attributes.length)
      throw malformed();
    const children: (XmlElement | string)[] = [];
    const element = { uri: namespaceOf(scope, prefix), name, attributes, children };
    const parent = this.#open.at(-1);
    if (parent) parent.element.children.push(element);
    else if (this.#root) throw malformed();
    else this.#root = element;
    if (this.#scanner.text[this.#scanner.at] === '/') this.#scanner.at += 1;
    else this.#open.push({ tag, element, scope });
    this.#scanner.expect('>');
  }

  #attributes(): {
    written: { prefix: string; name: string; value: string }[];
    spaces: Map<string, string>;
  } {
    const written: { prefix: string; name: string; value: string }[] = [];
    const spaces = new Map<string, string>();
    for (;;) {
      const before = this.#scanner.at;
      this.#scanner.space();
      const next = this.#scanner.text[this.#scanner.at];
      if (next === '>' || next === '/') return { written, spaces };
      if (before === this.#scanner.at || written.length + spaces.size >= MAX_ATTRIBUTES)
        throw malformed();
      const { tag, prefix, name } = this.#name();
      this.#scanner.space();
      this.#scanner.expect('=');
      this.#scanner.space();
      const value = this.#scanner.value();
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

  #name(): { tag: string; prefix: string; name: string } {
    const [tag, prefix = '', name = ''] = this.#scanner.match(NAME);
    return { tag, prefix, name };
  }
}

function namespaceOf(scope: XmlScope, prefix: string): string {
  const uri = prefix === 'xml' ? XML_NAMESPACE : namespaceIn(scope, prefix);
  if (uri === undefined && prefix !== '') throw malformed();
  return uri ?? '';
}

function malformed(): DavFault {
  return new DavFault(400, 'The XML of the request is malformed.');
}
