/**
 * Reads the small XML documents that devices send (SOAP, UPnP descriptions): elements, attributes,
 * text, CDATA, comments and namespaces (XML 1.0, Namespaces in XML 1.0). No document types and so
 * no entities but the five and numeric ones; everything is bounded, nothing throws.
 */
import { namespaceIn, XML_NAMESPACE, XmlScanner, type XmlScope } from '../../base/xml-scanner.ts';

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
  scope: XmlScope;
}

class Reader {
  readonly #scanner: XmlScanner;
  readonly #open: Open[] = [];
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(text: string) {
    this.#scanner = new XmlScanner(text, () => new Malformed());
  }

  document(): XmlElement {
    const { text } = this.#scanner;
    while (this.#scanner.at < text.length) this.#token();
    if (this.#open.length > 0 || !this.#root) throw new Malformed();
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
    } else if (text.startsWith('<!--', at)) scanner.through('-->', 2);
    else if (text.startsWith('<![CDATA[', at)) {
      scanner.through(']]>', 2);
      this.#content(text.slice(at + '<![CDATA['.length, scanner.at - ']]>'.length));
    } else if (text.startsWith('<?', at)) scanner.through('?>', 2);
    else if (text.startsWith('</', at)) this.#endTag();
    // A document type would bring entities of its own.
    else if (text.startsWith('<!', at)) throw new Malformed();
    else this.#startTag();
  }

  #content(content: string): void {
    const open = this.#open.at(-1);
    if (open) open.element.text += content;
    else if (content.trim() !== '' && content !== '\ufeff') throw new Malformed();
  }

  #endTag(): void {
    this.#scanner.at += 2;
    const tag = this.#name();
    this.#scanner.space();
    this.#scanner.expect('>');
    const open = this.#open.pop();
    if (open?.tag !== tag) throw new Malformed();
    open.element.text = open.element.text.trim();
  }

  #startTag(): void {
    if (this.#open.length >= MAX_DEPTH || ++this.#elements > MAX_ELEMENTS) throw new Malformed();
    this.#scanner.at += 1;
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
    if (this.#scanner.text[this.#scanner.at] === '/') {
      this.#scanner.at += 1;
      this.#scanner.expect('>');
      return;
    }
    this.#scanner.expect('>');
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
      const before = this.#scanner.at;
      this.#scanner.space();
      const next = this.#scanner.text[this.#scanner.at];
      if (next === '>' || next === '/') return { attributes, spaces };
      if (before === this.#scanner.at) throw new Malformed();
      const name = this.#name();
      this.#scanner.space();
      this.#scanner.expect('=');
      this.#scanner.space();
      const value = this.#scanner.value();
      const isSpace = name === 'xmlns' || name.startsWith('xmlns:');
      const [target, key] = isSpace ? [spaces, name.slice('xmlns:'.length)] : [attributes, name];
      if (target.has(key) || attributes.size + spaces.size >= MAX_ATTRIBUTES) throw new Malformed();
      target.set(key, value);
    }
  }

  #name(): string {
    return this.#scanner.match(NAME)[0];
  }
}
