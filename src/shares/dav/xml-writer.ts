/** Writes XML: text, property names, and elements as they were read. */
import { XML_NAMESPACE } from '../../base/xml-scanner.ts';
import type { XmlElement } from './xml-reader.ts';

export const XML_TYPE = 'application/xml; charset=utf-8';
export const XML_HEAD = '<?xml version="1.0" encoding="utf-8"?>';

/** What XML 1.0 cannot say at all; a file may be called so. */
// oxlint-disable-next-line no-control-regex
const UNSAYABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Text as the content of an element or attribute. */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (!/[<>&"\u0000-\u001f\ud800-\udfff\ufffe\uffff]/.test(text)) return text;
  return text
    .toWellFormed()
    .replace(UNSAYABLE, '\ufffd')
    .replace(/[<>&"\r\n\t]/g, (character) => ESCAPES[character] ?? '');
}

/** A property with its value, which is XML already; without one it is empty. */
export function property(uri: string, name: string, value = ''): string {
  const [tag, space] =
    uri === 'DAV:'
      ? [`D:${name}`, '']
      : uri === ''
        ? [name, ' xmlns=""']
        : [`x:${name}`, spaceOf(uri)];
  return value === '' ? `<${tag}${space}/>` : `<${tag}${space}>${value}</${tag}>`;
}

/** An element with everything that it needs to stand anywhere. */
function elementText(node: XmlElement | string): string {
  if (typeof node === 'string') return escapeXml(node);
  const attributes = attributesText(node);
  return property(node.uri, node.name, contentText(node)).replace(
    /^<[^\s/>]+/,
    (tag) => `${tag}${attributes}`,
  );
}

/** What is inside of an element. */
export function contentText(element: XmlElement): string {
  return element.children.map(elementText).join('');
}

function attributesText({ attributes }: XmlElement): string {
  return attributes
    .map(({ uri, name, value }, index) => {
      if (uri === '') return ` ${name}="${escapeXml(value)}"`;
      if (uri === XML_NAMESPACE) return ` xml:${name}="${escapeXml(value)}"`;
      return ` xmlns:a${index}="${escapeXml(uri)}" a${index}:${name}="${escapeXml(value)}"`;
    })
    .join('');
}

function spaceOf(uri: string): string {
  return ` xmlns:x="${escapeXml(uri)}"`;
}
