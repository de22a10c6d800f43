/** Plain text on paper: scripts of the world as far as fonts go, tabs, long lines, page breaks. */
import assert from 'node:assert/strict';
import { A4, hasProgram, workshop, type Converted, type Workshop } from './converting.ts';
import { existsSync } from 'node:fs';
import { pdfFacts, pdfText } from './judges.ts';

describe('conversion of text', function () {
  this.timeout(60_000);
  let shop: Workshop;

  before(function () {
    if (!hasProgram('pdftotext')) this.skip();
    shop = workshop();
  });
  after(() => shop?.remove());

  const convert = (text: string | Buffer, landscape = false): Promise<Converted> =>
    shop.convert({ kind: 'text-to-pdf', setup: A4, landscape }, Buffer.from(text));

  it('sets Latin text without a font of its own, with tabs and page breaks', async () => {
    const made = await convert('Größe:\tübergroß €5\r\nab\tc\n\fSeite zwei\n');
    assert.deepEqual(pdfFacts(made.path), { pages: 2, sizes: [[595, 842], [595, 842]] }); // biome-ignore format: short
    const [first = '', second = ''] = pdfText(made.path, 1).split('\n');
    assert.match(first, /^ *Größe: {2,3}übergroß €5$/);
    assert.match(second, /^ *ab {5,7}c$/);
    assert.match(pdfText(made.path, 2), /^ *Seite zwei\n/);
    assert.ok(made.bytes.length < 3000);
  });

  it('breaks long lines between words, and loses none', async () => {
    const words = Array.from({ length: 100 }, (_one, index) => `word${index}`);
    const made = await convert(`${words.join(' ')}\n${'x'.repeat(300)}\n`);
    const text = pdfText(made.path, 1);
    assert.deepEqual(text.match(/word\d+/g), words);
    assert.equal(text.match(/x/g)?.length, 300);
    assert.ok(text.split('\n').every((line) => line.length <= 100));
  });

  it('reads what Windows wrote: UTF-16 and its code page', async () => {
    const utf16 = await convert(
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Straße', 'utf16le')]),
    );
    assert.match(pdfText(utf16.path, 1), /Straße/);
    const ansi = await convert(Buffer.from('Stra\u00dfe \u0080', 'latin1'));
    assert.match(pdfText(ansi.path, 1), /Straße €/);
  });

  it('sets Greek, Cyrillic, Arabic, Hebrew and Chinese in fonts of the PC', async function () {
    const fonts = [
      '/usr/share/fonts/truetype/dejavu',
      '/usr/share/fonts/truetype/noto',
      '/usr/share/fonts-droid-fallback',
    ];
    if (!fonts.slice(0, 2).some((folder) => existsSync(folder))) this.skip();
    const lines = ['Ελληνικά', 'Привет, мир', 'مرحبا بالعالم', 'שלום עולם'];
    const chinese = existsSync('/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf');
    if (chinese) lines.push('打印测试');
    const made = await convert(lines.join('\n'));
    assert.equal(made.note, undefined);
    const text = pdfText(made.path, 1).normalize('NFKC');
    for (const line of lines)
      for (const word of line.split(' ')) assert.ok(text.includes(word), `${word} in ${text}`);
    // What goes to the left begins at the right edge.
    assert.match(text, /^ {8,}.*بالعالم/m);
  });

  it('says which characters no font has, and prints the others', async () => {
    const runner = { fonts: ['/nonexistent'] };
    const made = await shop.convert(
      { kind: 'text-to-pdf', setup: A4, landscape: false },
      Buffer.from('Before 打 after'),
      runner,
    );
    assert.equal(made.note, 'No font of this PC shows 打.');
    assert.match(pdfText(made.path, 1), /Before \? after/);
  });

  it('lies where that is asked for', async () => {
    const made = await convert('wide', true);
    assert.deepEqual(pdfFacts(made.path).sizes, [[842, 595]]);
  });
});
