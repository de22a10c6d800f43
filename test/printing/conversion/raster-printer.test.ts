/** Documents of all kinds on a real printer that reads raster alone, through two agents. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { composeConversion } from '../../../agent/printing/conversion.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { JobOptions } from '../../../src/model/job.ts';
import { IppClient } from '../../../src/printing/ipp/client.ts';
import { IppBackend } from '../../../src/printing/ipp-backend.ts';
import { eventually } from '../../support/eventually.ts';
import { type Eve, eveInstalled, startEve } from '../../support/ippeveprinter.ts';
import { OFFICE_PRINTER } from '../../support/office-printer.ts';
import { makePdf } from '../../support/pdf.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { PrintingAgent, realClock, Wire } from '../two-agents.ts';
import { checkPwg, inkBox } from './raster-check.ts';

describe('a printer that reads raster alone', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let eve: Eve;
  let ben: PrintingAgent;
  let anna: PrintingAgent;
  let printer: string;

  before(async function () {
    if (!eveInstalled()) this.skip();
    eve = await startEve({ attributes: OFFICE_PRINTER });
    const wire = new Wire();
    const [bens, annas] = ['ben', 'anna'].map((name) => join(folder.path, name)) as [
      string,
      string,
    ];
    mkdirSync(bens);
    mkdirSync(annas);
    ben = await new PrintingAgent(wire, bens, 'ben').start();
    const backend = new IppBackend(new IppClient({ clock: realClock, user: 'hallway' }));
    const conversion = composeConversion({
      home: annas,
      letter: false,
      clock: realClock,
      log: silentLog,
    });
    anna = await new PrintingAgent(wire, annas, 'anna', [backend], realClock, conversion).start();
    printer = (await anna.registry.add(eve.uri, 'Office')).id;
  });

  after(async () => {
    await ben?.stop();
    await anna?.stop();
    await eve?.stop();
    folder.remove();
  });

  async function printed(document: Buffer, options: JobOptions = {}, format?: string) {
    const before = (await eve.jobs()).length;
    const more = { options, ...(format === undefined ? {} : { format }) };
    const { id } = await ben.print(anna.device, printer, document, more);
    const done = await ben.service.wait(id, 30_000);
    assert.equal(done.state, 'completed', done.message);
    const job = await eventually(async () => (await eve.jobs())[before], 5000, 'it is printed');
    return { asked: job.asked, pages: checkPwg(job.document) };
  }

  it('tells its colleagues what its PC converts', () => {
    const [seen] = anna.registry.shared();
    assert.ok(seen);
    assert.ok(seen.formats.includes('application/pdf'), seen.formats.join());
    for (const format of ['image/jpeg', 'image/png', 'image/heic', 'text/plain', 'image/urf'])
      assert.ok(seen.formats.includes(format), format);
  });

  it('prints pages 2 and 3 of a PDF in colour at 300 dpi, and wipes what was made', async () => {
    const { pages, asked } = await printed(makePdf({ pages: 4, text: 'Page' }), {
      pages: [[2, 3]],
    });
    assert.equal(pages.length, 2);
    for (const page of pages)
      assert.deepEqual(
        [page.width, page.height, page.dpi, page.bitsPerPixel, page.colorSpace, page.media],
        [2480, 3508, 300, 24, 19, 'iso_a4_210x297mm'],
      );
    assert.equal(pages[0]?.totalPages, 2);
    assert.equal(asked['IPP_PAGE_RANGES'], undefined);
    const box = inkBox(pages[0] ?? assert.fail());
    // Written at 72 points from the left, 842 - 720 from the top, 24 points high.
    assert.ok(
      box && Math.abs(box.left - 300) < 12 && Math.abs(box.bottom - 508) < 40,
      JSON.stringify(box),
    );
    assert.deepEqual(readdirSync(join(anna.home, 'converted')), []);
    assert.deepEqual(readdirSync(join(anna.home, 'spool')), []);
  });

  it('prints text, in grey where that is asked for', async () => {
    const { pages } = await printed(Buffer.from('Grüße\n\fSeite zwei\n'), { color: 'monochrome' });
    assert.equal(pages.length, 2);
    assert.deepEqual([pages[0]?.bitsPerPixel, pages[0]?.colorSpace], [8, 18]);
    assert.ok(inkBox(pages[1] ?? assert.fail()));
  });
});
