/** Texts of real documents of every kind, and of hostile ones. */
import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { pdfText } from '../../src/printing/conversion/pdf/pdf-text.ts';
import { htmlText } from '../../src/search/text/markup-text.ts';
import { officeText } from '../../src/search/text/office-text.ts';
import { plainText } from '../../src/search/text/plain-text.ts';
import { richText } from '../../src/search/text/rich-text.ts';
import { MAX_TEXT, TextExtractors } from '../../src/search/text/text-extractor.ts';
import { zip } from '../support/office-documents.ts';
import { makePdf } from '../support/pdf.ts';

const extractors = new TextExtractors([
  plainText,
  htmlText,
  officeText,
  richText,
  {
    endings: ['pdf'],
    maxBytes: 1e8,
    extract: async ({ size, read }) => pdfText(await read(size), MAX_TEXT),
  },
]);

const text = (name: string, bytes: Buffer | string): Promise<string | undefined> => {
  const content = Buffer.from(bytes as string);
  const read = (most: number): Promise<Buffer> => Promise.resolve(content.subarray(0, most));
  return extractors.text({ name, size: content.length, read });
};

describe('texts of documents', function () {
  this.timeout(30_000);

  it('reads plain ones in any usual encoding', async () => {
    assert.equal(await text('a.txt', 'Grüße'), 'Grüße');
    assert.equal(await text('a.MD', Buffer.from('Gr\xfc\xdfe', 'latin1')), 'Grüße');
    assert.equal(await text('a.csv', Buffer.from('\ufeffGrüße', 'utf16le')), 'Grüße');
    await assert.rejects(text('a.txt', Buffer.from([1, 0, 2])), /no text/);
    assert.equal(await text('a.jpg', 'x'), undefined);
    assert.equal((await text('a.log', 'x'.repeat(1e6)))?.length, MAX_TEXT);
  });

  it('reads what people see of HTML', async () => {
    const html =
      '<!doctype html><style>p{}</style><h1>Minutes</h1><p>caf&eacute; &amp; <b>b</b>old<script>secret()</script>';
    assert.equal(await text('a.html', html), 'Minutes\ncafé & bold');
  });

  it('reads documents, tables and slides of both families', async () => {
    const docx = zip(
      [
        [
          'word/document.xml',
          '<w:p><w:r><w:t>Hel</w:t></w:r><w:r><w:t>lo</w:t></w:r></w:p><w:p><w:t>World</w:t></w:p>',
        ],
        ['word/media/image1.png', 'no text'],
      ],
      true,
    );
    assert.equal((await text('a.docx', docx))?.trim(), 'Hello\nWorld');
    const xlsx = zip([
      ['xl/sharedStrings.xml', '<sst><si><t>Turnover</t></si><si><t>Costs</t></si></sst>'],
      ['xl/worksheets/sheet1.xml', '<row><c t="s"><v>0</v></c><c><is><t>inline</t></is></c></row>'],
    ]);
    assert.deepEqual((await text('a.xlsx', xlsx))?.split(/\s+/).filter(Boolean), [
      'Turnover',
      'Costs',
      'inline',
    ]);
    const pptx = zip([
      ['ppt/slides/slide10.xml', '<a:p><a:t>Last</a:t></a:p>'],
      ['ppt/slides/slide2.xml', '<a:p><a:t>First</a:t></a:p>'],
    ]);
    assert.equal((await text('a.pptx', pptx))?.replace(/\s+/g, ' ').trim(), 'First Last');
    const odt = zip(
      [['content.xml', '<text:h>Titel</text:h><text:p>ein<text:s/>Wort</text:p>']],
      true,
    );
    assert.deepEqual((await text('a.odt', odt))?.trim().split(/\s+/), ['Titel', 'ein', 'Wort']);
  });

  it('reads rich text', async () => {
    const rtf =
      "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\generator X;}Gr\\'fc\\u223?e \\b bold\\b0\\par {\\pict 0102}next\\{\\}}";
    assert.equal(await text('a.rtf', rtf), 'Grüße bold\nnext{}');
  });

  it('reads PDFs, page by page', async () => {
    const found = await text('a.pdf', makePdf({ pages: 2 }));
    assert.match(found ?? '', /\w/);
    await assert.rejects(text('a.pdf', '%PDF-1.7 nothing else'));
  });

  it('check 62: gives no more than its limits for hostile ones', async () => {
    const bomb = zip([['word/document.xml', '<w:t>'.padEnd(40e6, 'a')]], true);
    assert.equal((await text('a.docx', bomb))?.trim(), '');
    // It claims to be small.
    const liar = zip([['word/document.xml', '']], true);
    const huge = deflateRawSync(Buffer.alloc(20e6, 'a'));
    const at = liar.indexOf('word/document.xml') + 'word/document.xml'.length;
    const lying = Buffer.concat([liar.subarray(0, at), huge, liar.subarray(at)]);
    await text('a.docx', lying).then(
      (found) => assert.ok((found ?? '').length < 1000),
      () => {},
    );
    const deep = zip([['content.xml', `${'<a>'.repeat(100_000)}deep`]], true);
    assert.equal((await text('a.odt', deep))?.trim(), 'deep');
    await assert.rejects(text('a.rtf', `{\\rtf${'{'.repeat(5000)}`), /too deeply/);
    await assert.rejects(text('a.docx', 'no zip at all'));
    await assert.rejects(text('a.rtf', zip([['content.xml', 'x']])));
  });
});
