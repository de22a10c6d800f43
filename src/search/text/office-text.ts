/**
 * Documents of office programs: zip files with XML (ECMA-376, OASIS OpenDocument 1.3, EPUB 3). Only
 * the parts with text are unpacked, each into a buffer of the size that its entry claims and no more.
 */
import { unzipSync } from 'fflate';
import { endingOf } from '../file-kind.ts';
import { markupText } from './markup-text.ts';
import { decoded, MAX_TEXT, type TextExtractor } from './text-extractor.ts';

const MAX_FILE = 48 * 1024 * 1024;
/** Unpacked, of one part and of all. */
const MAX_PART = 16 * 1024 * 1024;
const MAX_PARTS_BYTES = 32 * 1024 * 1024;
const MAX_PARTS = 300;

/** Parts with text, by the endings of the documents. */
const PARTS: Readonly<Record<string, RegExp>> = {
  docx: /^word\/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/,
  xlsx: /^xl\/(sharedStrings|worksheets\/sheet\d+)\.xml$/,
  pptx: /^ppt\/(slides\/slide|notesSlides\/notesSlide)\d+\.xml$/,
  odt: /^content\.xml$/,
  ods: /^content\.xml$/,
  odp: /^content\.xml$/,
  odg: /^content\.xml$/,
  epub: /\.x?html?$/,
};

const SHARED_STRING = /<c\b[^<>]{0,200}\bt="s"[^<>]{0,200}><v>[^<]{0,20}<\/v>/g;

/** Paragraphs, tabs, line breaks, cells. */
const BREAKS = new Set([
  'w:p',
  'w:tab',
  'w:br',
  'a:p',
  'a:br',
  'si',
  'c',
  'text:p',
  'text:h',
  'text:tab',
  'text:s',
  'text:line-break',
  'p',
  'h1',
  'h2',
  'h3',
  'li',
  'td',
  'br',
  'div',
]);

export const officeText: TextExtractor = {
  endings: Object.keys(PARTS),
  maxBytes: MAX_FILE,
  extract: async ({ name, size, read }) => {
    const wanted = PARTS[endingOf(name)];
    if (!wanted) throw new Error('This is no document of an office program.');
    let bytes = 0;
    let parts = 0;
    const files = unzipSync(await read(size), {
      filter: (entry) => {
        if (!wanted.test(entry.name)) return false;
        parts += 1;
        bytes += entry.originalSize;
        return parts <= MAX_PARTS && entry.originalSize <= MAX_PART && bytes <= MAX_PARTS_BYTES;
      },
    });
    let text = '';
    for (const part of Object.keys(files).toSorted(byNumber)) {
      const xml = decoded(Buffer.from(files[part] ?? []));
      // Numbers of cells that stand for shared strings say nothing.
      const seen = part.startsWith('xl/worksheets/') ? xml.replace(SHARED_STRING, '') : xml;
      text += `${markupText(seen, { xml: true, breaks: (tag) => BREAKS.has(tag) })}\n`;
      if (text.length >= MAX_TEXT) break;
    }
    return text;
  },
};

/** `slide2` before `slide10`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
