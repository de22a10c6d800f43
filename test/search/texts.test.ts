/** Texts of real documents of every kind, and of hostile ones. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { pdfText } from '../../src/printing/conversion/pdf/pdf-text.ts';
import { allExtractors } from '../../src/search/text/extractors.ts';
import { MAX_TEXT } from '../../src/search/text/text-extractor.ts';
import { zip } from '../support/office-documents.ts';
import { makePdf } from '../support/pdf.ts';
import { seededBelow } from '../support/seeded.ts';

const extractors = allExtractors(pdfText);

const text = (name: string, bytes: Buffer | string): Promise<string | undefined> => {
  const content = Buffer.from(bytes as string);
  const read = (most: number): Promise<Buffer> => Promise.resolve(content.subarray(0, most));
  return extractors.text({ name, size: content.length, read });
};

/** Written by LibreOffice, openpyxl, PptxGenJS, Python's mail, Pillow with exiftool, LAME. */
const DOCUMENTS = join(import.meta.dirname, 'documents');

const of = (words: string[], ...names: string[]): Record<string, string[]> =>
  Object.fromEntries(names.map((name) => [name, words]));

const multipart = (depth: number): string =>
  `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n`;

/** Objects from number 2 on; the first is the catalog, whose pages are the second. */
const rawPdf = (objects: readonly string[]): string => {
  const all = ['<< /Type /Catalog /Pages 2 0 R >>', ...objects];
  const written = all.map((object, at) => `${at + 1} 0 obj\n${object}\nendobj\n`).join('');
  return `%PDF-1.7\n${written}trailer << /Root 1 0 R /Size ${all.length + 1} >>\n%%EOF\n`;
};

describe('texts of documents', function () {
  this.timeout(30_000);

  it('reads plain ones in any usual encoding', async () => {
    assert.equal(await text('a.txt', 'Grüße'), 'Grüße');
    assert.equal(await text('a.MD', Buffer.from('Gr\xfc\xdfe', 'latin1')), 'Grüße');
    assert.equal(await text('a.csv', Buffer.from('\ufeffGrüße', 'utf16le')), 'Grüße');
    await assert.rejects(text('a.txt', Buffer.from([1, 0, 2])), /no text/);
    assert.equal(await text('a.bin', 'x'), undefined);
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

  it('reads what programs write: letters, tables, slides, mail, pictures, music', async () => {
    const paper = ['Protokoll der Sitzung', 'Wärmepumpe', 'Łódź', '東京', '4711'];
    const table = ['Kostenstelle', 'Wärmepumpe', 'Łódź', '4711'];
    const slides = ['Wärmepumpe, erste Folie', 'Łódź, zweite Folie'];
    const photo = ['Heizungskeller vor', 'Zoë Müller', 'Nikon', 'Łódź', 'Bild für', '2026-05-03'];
    const written = {
      ...of(paper, 'text.docx', 'text.odt', 'text.rtf', 'text.epub', 'text.pdf'),
      ...of(table, 'table.xlsx', 'table.ods'),
      ...of([...slides], 'slides.pptx', 'slides.odp'),
      ...of(photo, 'photo.jpg', 'photo.png', 'photo.tif', 'photo.webp'),
      'tone.mp3': ['Wärmepumpe im Regen', 'Łukasz', 'Heizkörper', '2026', 'Probeaufnahme'],
      // Encoded words, quoted-printable in ISO 8859-1, a name of a file in RFC 2231.
      'letter.eml': [
        'Angebot Wärmepumpe für Łódź',
        'Jörg Müller',
        'Büro Süd',
        'der Heizkörper ist größer',
        'Kostenaufstellung März.pdf',
      ],
    };
    for (const [name, words] of Object.entries(written)) {
      const found = await text(name, readFileSync(join(DOCUMENTS, name)));
      for (const word of words) assert.ok(found?.includes(word), `${name}: ${word} in ${found}`);
    }
    // Where a picture was taken is nobody's business.
    const found = await text('photo.jpg', readFileSync(join(DOCUMENTS, 'photo.jpg')));
    assert.doesNotMatch(found ?? '', /47/);
  });

  it('reads mail in base64, of HTML alone, with letters of the East', async () => {
    const page = Buffer.from('<style>x{}</style><p>Приве<b>т</b> &amp; 見積</p>').toString(
      'base64',
    );
    const mail = `Subject: =?koi8-r?B?8NLJ18XU?=\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${page}`;
    assert.equal(await text('a.eml', mail), 'Привет\nПривет & 見積');
    await assert.rejects(text('a.eml', Buffer.from([0xff, 0xd8, 0xff, 0xe0])), /no mail/);
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
    const nested = (depth: number): Buffer =>
      zip([['content.xml', `<text:p>seen</text:p>${'<a>'.repeat(depth)}deep`]], true);
    assert.match((await text('a.odt', nested(1000))) ?? '', /^seen\s+deep/);
    assert.equal((await text('a.odt', nested(100_000)))?.trim(), 'seen');
    await assert.rejects(text('a.rtf', `{\\rtf${'{'.repeat(5000)}`), /too deeply/);
    await assert.rejects(text('a.docx', 'no zip at all'));
    await assert.rejects(text('a.rtf', zip([['content.xml', 'x']])));
  });

  it('check 62: is done with hostile HTML', async () => {
    const many = (part: string): string => part.repeat(200_000);
    // In no more time than others, though its parser takes the longer the deeper it is.
    assert.equal(await text('a.html', `<p>seen</p>${many('<div><b>')}deep`), 'seen');
    assert.equal(await text('a.html', `<p>seen<!-- ${many('never closed ')}`), 'seen');
    assert.equal(await text('a.html', `<p>seen<script>${many('for(;;);')}`), 'seen');
    assert.equal(await text('a.html', `<p>seen<a ${many('x=y ')}`), 'seen');
    for (const part of [
      '<',
      '&',
      '&#x110000;',
      '</b>',
      '<!',
      '\n ',
      ' ',
      '<template>',
      '<svg><style>',
    ]) {
      const found = await text('a.html', many(part) + 'end');
      assert.ok((found ?? '').length <= MAX_TEXT, part);
    }
    // Another kind of file under its name.
    assert.doesNotMatch((await text('a.html', zip([['content.xml', '<p>x']], true))) ?? '', /^x/);
  });

  it('check 62: is done with PDFs without an end', async () => {
    const page = (more: string): string => `<< /Type /Page /Parent 2 0 R ${more} >>`;
    const pages = (more: string): string => `<< /Type /Pages ${more} >>`;
    const endless = [
      // Its pages are its pages, millions of them.
      rawPdf([pages('/Kids [2 0 R 2 0 R] /Count 2147483647')]),
      rawPdf([pages('/Kids [3 0 R] /Count 2147483647'), page('/MediaBox [0 0 9 9]')]),
      // What is drawn draws itself.
      rawPdf([
        pages('/Kids [3 0 R] /Count 1'),
        page('/MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 4 0 R >> >>'),
        '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 6 /Resources << /XObject << /X 4 0 R >> >> >>\nstream\n/X Do \nendstream',
      ]),
      // It claims to go on.
      `${rawPdf([pages('/Kids [3 0 R] /Count 1'), page('/MediaBox [0 0 9 9]')])}${'% more\n'.repeat(200_000)}`,
    ];
    for (const pdf of endless) {
      const found = await text('a.pdf', pdf).catch(() => '');
      assert.ok((found ?? '').length <= MAX_TEXT);
    }
    await assert.rejects(text('a.pdf', zip([['content.xml', 'x']])));
  });

  it('check 62: is done with hostile mail, pictures and music as well', async () => {
    const parts = Array.from({ length: 10_000 }, (_none, at) => `--b${at}\r\n${multipart(at + 1)}`);
    await assert.rejects(text('a.eml', multipart(0) + parts.join('')), /nest/i);
    await assert.rejects(text('a.eml', `Subject: ${'x '.repeat(1e6)}\r\n\r\n`), /header/i);
    const photo = readFileSync(join(DOCUMENTS, 'photo.jpg'));
    const song = readFileSync(join(DOCUMENTS, 'tone.mp3'));
    // Whatever bytes are changed, there is an end, and no more text than may be.
    const below = seededBelow(7);
    for (let round = 0; round < 200; round += 1)
      for (const [name, bytes] of [
        ['a.jpg', photo],
        ['a.mp3', song],
      ] as const) {
        const hurt = Buffer.from(bytes.subarray(0, 64 + below(bytes.length)));
        for (let blow = 0; blow < 4; blow += 1) hurt[below(hurt.length)] = below(256);
        const found = await text(name, hurt).catch(() => '');
        assert.ok((found ?? '').length <= MAX_TEXT);
      }
    // It claims 256 MB of tags.
    const liar = Buffer.concat([Buffer.from('ID3\u0004\0\0\u007f\u007f\u007f\u007f'), song]);
    assert.doesNotMatch((await text('a.mp3', liar).catch(() => '')) ?? '', /Wärmepumpe/);
    assert.equal(await text('a.jpg', song), '');
    assert.equal((await text('a.mp3', photo).catch(() => '')) ?? '', '');
  });
});
