/** What a program asks CUPS for comes out at a colleague's printer, and nothing else. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useAgents } from '../../support/agents.ts';
import { makePdf } from '../../support/pdf.ts';
import { missingForOffice, type OfficePrint, pdfFacts, startOfficePrint } from './office-print.ts';

describe("lp on a colleague's printer", function () {
  this.timeout(90_000);
  const agents = useAgents();
  let office: OfficePrint;
  let document: string;

  before(async function () {
    const missing = missingForOffice();
    if (missing !== '') {
      console.log(`      skipped: needs ${missing}`);
      this.skip();
    }
    office = await startOfficePrint(agents);
    document = join(office.folder, 'Letter.pdf');
    writeFileSync(document, makePdf({ pages: 4, text: 'Page' }));
  });
  after(() => office?.stop());

  it('has the options of that printer in its queue', () => {
    const ppd = office.cups.ppd(office.queue) ?? '';
    for (const option of [
      /^\*PageSize A4\b/m,
      /^\*PageSize A5\b/m,
      /^\*Duplex DuplexNoTumble\b/m,
      /^\*ColorModel RGB\b/m,
      /^\*ColorModel Gray\b/m,
      /^\*cupsFilter2: "application\/vnd\.cups-pdf application\/pdf /m,
    ])
      assert.match(ppd, option);
  });

  it('prints duplex, two copies, A5, pages 2 and 3', async () => {
    await office.cups.print(
      office.queue, document,
      '-n', '2', '-P', '2-3', '-o', 'sides=two-sided-long-edge', '-o', 'media=A5',
    ); // biome-ignore format: a command line
    const { asked, document: printed } = await office.job(0);
    assert.equal(asked['IPP_COPIES'], '2');
    assert.equal(asked['IPP_SIDES'], 'two-sided-long-edge');
    const paper = `${asked['IPP_MEDIA']} ${asked['IPP_MEDIA_COL']}`;
    assert.match(paper, /iso_a5_148x210mm|x-dimension=14800 y-dimension=21000/);
    // CUPS picks the pages, so that nobody picks them again.
    assert.equal(asked['IPP_PAGE_RANGES'], undefined);
    const { pages, sizes, text } = pdfFacts(printed, office.folder);
    assert.equal(pages, 2);
    assert.deepEqual(sizes, ['420x595', '420x595']);
    assert.equal(text, 'Page 2 Page 3');
  });

  it('prints one side of one copy on the usual paper of the printer where nothing was asked', async () => {
    await office.cups.print(office.queue, document);
    const { asked, document: printed } = await office.job(1);
    assert.equal(asked['IPP_COPIES'] ?? '1', '1');
    assert.equal(asked['IPP_SIDES'] ?? 'one-sided', 'one-sided');
    const { pages, sizes } = pdfFacts(printed, office.folder);
    // That of ippeveprinter is Letter.
    assert.deepEqual([pages, sizes[0]], [4, '612x792']);
  });
});
