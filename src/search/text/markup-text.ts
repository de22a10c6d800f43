/** The text of HTML, and of the XML inside office documents, without what is not read by people. */
import { Parser } from 'htmlparser2';
import { decoded, MAX_TEXT, type TextExtractor } from './text-extractor.ts';

/** Nobody sees what is in them. */
const UNSEEN = new Set(['script', 'style', 'template', 'noscript']);
/** They stand inside words. */
const INLINE = new Set([
  'a',
  'b',
  'em',
  'font',
  'i',
  'mark',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
]);
const HTML_BYTES = 4 * 1024 * 1024;
/** Nobody reads what is deeper, and each further element takes longer than the one before. */
const MAX_DEPTH = 5000;

/** `breaks` tells at which elements a word ends. At most `MAX_TEXT` characters, none after `MAX_DEPTH`. */
export function markupText(
  markup: string,
  { xml, breaks }: { xml: boolean; breaks: (name: string) => boolean },
): string {
  const parts: string[] = [];
  let length = 0;
  let unseen = 0;
  let depth = 0;
  let isTooDeep = false;
  const parser = new Parser(
    {
      ontext(text) {
        if (unseen > 0 || length >= MAX_TEXT || isTooDeep) return;
        parts.push(text);
        length += text.length;
      },
      onopentag(name) {
        depth += 1;
        if (depth > MAX_DEPTH) {
          isTooDeep = true;
          parser.pause();
          return;
        }
        if (!xml && UNSEEN.has(name)) unseen += 1;
        if (breaks(name)) parts.push('\n');
      },
      onclosetag(name) {
        depth -= 1;
        if (isTooDeep) return;
        if (!xml && UNSEEN.has(name)) unseen -= 1;
        if (breaks(name)) parts.push('\n');
      },
    },
    { xmlMode: xml, decodeEntities: true },
  );
  // In pieces, so that it can end as soon as there is enough.
  for (let at = 0; at < markup.length; at += 65_536) {
    parser.write(markup.slice(at, at + 65_536));
    if (length >= MAX_TEXT || isTooDeep) break;
  }
  if (!isTooDeep) parser.end();
  const lines = parts.join('').split('\n');
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
}

/** What people see of a page. */
export function seenInHtml(html: string): string {
  return markupText(html, { xml: false, breaks: (name) => !INLINE.has(name) });
}

export const htmlText: TextExtractor = {
  endings: ['htm', 'html', 'xhtml'],
  maxBytes: Number.POSITIVE_INFINITY,
  extract: async ({ read }) => seenInHtml(decoded(await read(HTML_BYTES))),
};
