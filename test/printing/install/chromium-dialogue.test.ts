/** A browser's print dialogue lists a colleague's printer, and what is chosen there comes out there. */
import assert from 'node:assert/strict';
import { useAgents } from '../../support/agents.ts';
import { missingForOffice, type OfficePrint, pdfFacts, startOfficePrint } from './office-print.ts';
import { missingForDialogue, PrintingBrowser } from './print-dialogue.ts';

const PAGES = [1, 2, 3, 4]
  .map((number) => `<h1 style="break-after: page">Sheet ${number}</h1>`)
  .join('');

describe("Chromium's print dialogue", function () {
  this.timeout(120_000);
  const agents = useAgents();
  let office: OfficePrint;
  let browser: PrintingBrowser;

  before(async function () {
    const missing = [missingForOffice(), missingForDialogue()].filter((one) => one !== '');
    if (missing.length > 0) {
      console.log(`      skipped: needs ${missing.join(', ')}`);
      this.skip();
    }
    office = await startOfficePrint(agents);
    await office.cups.makeUsual(office.queue);
    browser = await PrintingBrowser.start(office.cups.socketPath);
  });
  after(async () => {
    await browser?.stop();
    await office?.stop();
  });

  it('prints duplex, two copies, A5, pages 2 and 3', async () => {
    await browser.print(`<body>${PAGES}</body>`, {
      printer: office.queue,
      pages: '2-3',
      copies: 2,
      paper: /A5/,
      twoSided: true,
    });
    const { asked, document } = await office.job(0);
    assert.equal(asked['IPP_COPIES'], '2');
    assert.equal(asked['IPP_SIDES'], 'two-sided-long-edge');
    const paper = `${asked['IPP_MEDIA']} ${asked['IPP_MEDIA_COL']}`;
    assert.match(paper, /iso_a5_148x210mm|x-dimension=14800 y-dimension=21000/);
    const { pages, sizes, text } = pdfFacts(document, office.folder);
    assert.equal(pages, 2);
    assert.deepEqual(sizes, ['420x595', '420x595']);
    assert.match(text, /Sheet 2.*Sheet 3/);
    assert.doesNotMatch(text, /Sheet [14]/);
  });
});
