/** Each kind of document with each kind of hostile content: an end, within limits, whatever it is. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pdfText } from '../../src/printing/conversion/pdf/pdf-text.ts';
import { allExtractors } from '../../src/search/text/extractors.ts';
import { MAX_TEXT } from '../../src/search/text/text-extractor.ts';
import { zip } from '../support/office-documents.ts';
import { allowed } from '../support/promised.ts';
import { seededBelow } from '../support/seeded.ts';

const DOCUMENTS = join(import.meta.dirname, 'documents');
const extractors = allExtractors(pdfText);

/** Parts that office documents have, whichever they are. */
const PARTS = [
  'word/document.xml',
  'xl/sharedStrings.xml',
  'xl/worksheets/sheet1.xml',
  'ppt/slides/slide1.xml',
  'content.xml',
  'chapter.xhtml',
];
const inEach = (xml: string): Buffer =>
  zip(
    PARTS.map((part) => [part, xml] as [string, string]),
    true,
  );
const DEEP = 10_000;
const below = seededBelow(3);

/** Beginnings that the readers of each kind look for, and what follows without an end. */
const endless = (head: string, more: string): Buffer =>
  Buffer.from(head + more.repeat(Math.ceil(1_000_000 / more.length)), 'latin1');

const HOSTILE: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'one byte': Buffer.of(0xff),
  'a bomb in a zip file': inEach('<w:t>'.padEnd(12_000_000, 'a')),
  'a bomb of small parts': zip(
    Array.from({ length: 400 }, (_none, at) => {
      const xml = '<a:t>'.padEnd(200_000, 'a');
      return [`ppt/slides/slide${at}.xml`, xml] as [string, string];
    }),
    true,
  ),
  'markup that is 10,000 deep': inEach('<a>'.repeat(DEEP)),
  'a page that is 10,000 deep': Buffer.from('<div>'.repeat(DEEP)),
  'groups that are 10,000 deep': Buffer.from(`{\\rtf1${'{'.repeat(DEEP)}`),
  'mail that is 10,000 deep': Buffer.from(
    Array.from(
      { length: DEEP },
      (_none, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    ).join(''),
  ),
  'lists that are 10,000 deep': Buffer.from(`%PDF-1.7\n1 0 obj\n${'['.repeat(DEEP)}`),
  'a PDF without an end': endless('%PDF-1.7\n', '1 0 obj << /Type /Page /Parent 1 0 R >>\n'),
  'rich text without an end': endless('{\\rtf1 ', "\\'e4\\u228?{\\*\\x "),
  'a mail without an end': endless('Subject: x\r\nContent-Type: text/html\r\n\r\n', '<b>&amp;'),
  'tags without an end': endless('ID3\u0004\0\0\u007f\u007f\u007f\u007f', 'TIT2\0\0\0\u0001\0\0a'),
  'boxes without an end': endless('\0\0\0\u0008ftypM4A ', '\0\0\0\u0008moov'),
  'pages of Ogg without an end': endless('OggS', '\0\u0002\0\0OggS'),
  'blocks of FLAC without an end': endless('fLaC', '\u0004\0\0\0'),
  'a list of tags that leads to itself': Buffer.concat([
    Buffer.from('Exif\0\0II*\0\u0008\0\0\0', 'latin1'),
    Buffer.from('\u0001\0\u0069\u0087\u0004\0\u0001\0\0\0\u0008\0\0\0\u0008\0\0\0', 'latin1'),
  ]),
  noise: Buffer.from(Array.from({ length: 100_000 }, () => below(256))),
};

describe('hostile documents', function () {
  this.timeout(120_000);

  const text = (name: string, content: Buffer): Promise<string | undefined> => {
    const read = (most: number): Promise<Buffer> => Promise.resolve(content.subarray(0, most));
    return extractors.text({ name, size: content.length, read });
  };
  const kinds = extractors.endings.toSorted();

  it('check 62: every reader has a real document here', () => {
    const real = new Set(readdirSync(DOCUMENTS).map((name) => name.split('.').at(-1) ?? ''));
    const plain = kinds.filter((kind) => extractors.isSafe(`a.${kind}`));
    assert.ok(plain.includes('txt'));
    // One of each family; what is plain text, and HTML, stands in `texts.test.ts`.
    for (const kind of ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'epub', 'rtf', 'eml', 'pdf'])
      assert.ok(real.has(kind) && kinds.includes(kind), kind);
    for (const kind of ['jpg', 'png', 'tif', 'webp', 'mp3'])
      assert.ok(real.has(kind) && kinds.includes(kind), kind);
  });

  for (const [what, bytes] of Object.entries(HOSTILE))
    it(`check 62: ${what} costs its own text, under whatever name`, async () => {
      for (const kind of kinds) {
        const since = performance.now();
        const found = (await text(`a.${kind}`, bytes).catch(() => '')) ?? '';
        assert.ok(found.length <= MAX_TEXT, `${kind}: ${found.length} characters`);
        // The thread would be ended after 20 s.
        const took = performance.now() - since;
        assert.ok(took < allowed(10_000), `${kind} took ${took.toFixed(0)} ms`);
      }
    });

  it('check 62: a real document under a wrong name is no other document', async () => {
    for (const document of readdirSync(DOCUMENTS)) {
      const bytes = readFileSync(join(DOCUMENTS, document));
      for (const kind of kinds) {
        const found = (await text(`a.${kind}`, bytes).catch(() => '')) ?? '';
        assert.ok(found.length <= MAX_TEXT, `${document} as ${kind}`);
      }
    }
  });
});
