/** From the command line of one PC: what people print comes out at a colleague's raster printer. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cornerJpeg } from '../printing/conversion/pictures.ts';
import { hasProgram } from '../printing/conversion/converting.ts';
import { checkPwg, type CheckedPage, inkBox } from '../printing/conversion/raster-check.ts';
import { eventually, joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { type Eve, eveInstalled, startEve } from '../support/ippeveprinter.ts';
import { docx } from '../support/office-documents.ts';
import { OFFICE_PRINTER } from '../support/office-printer.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe("scenario: any document on a colleague's raster printer", function () {
  this.timeout(120_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  let eve: Eve;
  let anna: TestAgent;
  let ben: TestAgent;

  before(async function () {
    if (!eveInstalled() || !hasProgram('pdftoppm')) this.skip();
    eve = await startEve({ attributes: OFFICE_PRINTER });
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    const added = await anna.cli('printer', 'add', eve.uri, '--name', 'Office', '--json');
    assert.equal(added.code, 0, added.stderr);
    await eventually(
      async () => (await ben.cli('printers', '--json')).stdout.includes('"Office"'),
      15_000,
      'Ben sees the printer',
    );
  });
  after(async () => {
    await eve?.stop();
    folder.remove();
  });

  async function print(name: string, document: Buffer, ...words: string[]): Promise<CheckedPage[]> {
    const before = (await eve.jobs()).length;
    const file = join(folder.path, name);
    writeFileSync(file, document);
    const printed = await ben.cli('print', file, '--on', 'Office', '--wait', '--json', ...words);
    assert.equal(printed.code, 0, printed.stderr);
    assert.equal(printed.json<{ state: string }>().state, 'completed');
    const job = await eventually(async () => (await eve.jobs())[before], 5000, 'it is printed');
    return checkPwg(job.document);
  }

  const sizes = (pages: readonly CheckedPage[]): number[][] =>
    pages.map(({ width, height, bitsPerPixel }) => [width, height, bitsPerPixel]);
  const A4 = [2480, 3508, 24];

  it('notes.txt', async () => {
    const pages = await print('notes.txt', Buffer.from('Grüße, 你好, привет\n'.repeat(70)));
    assert.deepEqual(sizes(pages), [A4, A4]);
    assert.ok(inkBox(pages[1] ?? assert.fail()));
  });

  it('photo.jpg, as the camera was held, on the paper that lies there', async () => {
    const pages = await print('photo.jpg', cornerJpeg(300, 200, 6), '--media', 'A5');
    assert.deepEqual(sizes(pages), [[1748, 2480, 24]]);
    const box = inkBox(pages[0] ?? assert.fail());
    // Turned to the right: what was the upper left is the upper right.
    assert.ok(box && box.left > 700 && box.bottom < 1300, JSON.stringify(box));
  });

  it('report.pdf, pages 2 and 3, both sides, two on each', async () => {
    const report = makePdf({ pages: 6, text: 'Report' });
    const pages = await print(
      'report.pdf',
      report,
      '--pages',
      '2-3',
      '--sides',
      'long',
      '--color',
      'mono',
    );
    assert.deepEqual(sizes(pages), [[2480, 3508, 8], [2480, 3508, 8]]); // biome-ignore format: short
    assert.deepEqual([pages[0]?.duplex, pages[0]?.tumble], [true, false]);
    const six = await print('report.pdf', report, '--number-up', '6');
    assert.equal(six.length, 1);
  });

  it('letter.docx, where the colleague has LibreOffice', async function () {
    if (!hasProgram('soffice')) {
      console.log('      skipped: LibreOffice is not installed');
      this.skip();
    }
    const pages = await print('letter.docx', docx(['Dear Anna', 'Second page']), '--pages', '2');
    assert.equal(pages.length, 1);
    assert.ok(inkBox(pages[0] ?? assert.fail()));
  });

  it('says in words what it cannot print, and leaves nothing behind', async () => {
    const file = join(folder.path, 'broken.pdf');
    writeFileSync(file, '%PDF-1.7\nnothing');
    const printed = await ben.cli('print', file, '--on', 'Office', '--wait');
    assert.equal(printed.code, 1);
    assert.match(printed.stderr, /The PDF is damaged and cannot be read\. Open it in its program/);
    for (const agent of [anna, ben])
      await eventually(
        () => readdirSync(join(agent.home, 'spool')).length === 0,
        5000,
        'the spool is empty',
      );
    assert.deepEqual(readdirSync(join(anna.home, 'converted')), []);
  });
});
