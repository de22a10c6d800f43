/** A real IPP Everywhere printer (ippeveprinter) by its address, over ipp and over ipps. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobOptions } from '../../src/model/job.ts';
import type { OwnPrinter } from '../../src/model/printer.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { IppBackend } from '../../src/printing/ipp-backend.ts';
import { eventually } from '../support/eventually.ts';
import { type Eve, eveInstalled, startEve } from '../support/ippeveprinter.ts';
import { OFFICE_PRINTER } from '../support/office-printer.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyRaster } from './loopback/sample-documents.ts';
import { PrintingAgent, realClock, Wire } from './two-agents.ts';

const pdf = makePdf({ pages: 3, text: 'Real printer' });
const raster = tinyRaster(300);

describe('a real network printer', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  let inkjet: Eve;
  let office: Eve;
  let agent: PrintingAgent;

  before(async function () {
    if (!eveInstalled()) this.skip();
    [inkjet, office] = await Promise.all([startEve(), startEve({ attributes: OFFICE_PRINTER })]);
    const home = join(folder.path, 'owner');
    mkdirSync(home);
    const backend = new IppBackend(new IppClient({ clock: realClock, user: 'hallway' }));
    agent = await new PrintingAgent(new Wire(), home, 'owner', [backend]).start();
    await agent.registry.add(inkjet.uri, 'Inkjet');
    await agent.registry.add(inkjet.secureUri, 'Inkjet, encrypted');
    await agent.registry.add(office.secureUri, 'Office');
  });

  after(async () => {
    await agent?.stop();
    await inkjet?.stop();
    await office?.stop();
    folder.remove();
  });

  const printerCalled = (name: string): OwnPrinter => {
    const found = agent.registry.listOwn().find((printer) => printer.name === name);
    assert.ok(found, name);
    return found;
  };

  /** What the printer got, without its defaults and what it gave the job itself. */
  async function printed(eve: Eve, name: string, document: Buffer, options: JobOptions) {
    const before = (await eve.jobs()).length;
    const { id } = await agent.print(agent.device, printerCalled(name).id, document, { options });
    const done = await agent.service.wait(id, 15_000);
    assert.equal(done.state, 'completed', done.message);
    const job = await eventually(
      async () => (await eve.jobs())[before],
      5000,
      'the printer has printed it',
    );
    assert.ok(job.document.equals(document));
    const own = /_DEFAULT$|^IPP_(JOB|PWG|TIME|DATE|DOCUMENT)/;
    return Object.fromEntries(Object.entries(job.asked).filter(([key]) => !own.test(key)));
  }

  const asked: JobOptions = {
    copies: 2,
    sides: 'two-sided-long-edge',
    color: 'monochrome',
    media: 'iso_a5_148x210mm',
    pages: [[2, 3]],
    quality: 'high',
    source: 'photo',
    mediaType: 'photographic-matte',
    orientation: 'landscape',
  };

  for (const name of ['Inkjet', 'Inkjet, encrypted'])
    it(`gets exactly what was asked: ${name}`, async () => {
      const { IPP_MEDIA_COL = '', ...got } = await printed(inkjet, name, pdf, asked);
      assert.deepEqual(got, {
        IPP_COPIES: '2',
        IPP_ORIENTATION_REQUESTED: 'landscape',
        IPP_PAGE_RANGES: '2-3',
        IPP_PRINT_COLOR_MODE: 'monochrome',
        IPP_PRINT_QUALITY: 'high',
        IPP_SIDES: 'two-sided-long-edge',
      });
      assert.match(IPP_MEDIA_COL, /media-size=\{x-dimension=14800 y-dimension=21000\}/);
      assert.match(IPP_MEDIA_COL, /media-source=photo media-type=photographic-matte/);
    });

  it('gets layout, resolution and what is done with the sheets', async () => {
    const got = await printed(office, 'Office', raster, {
      numberUp: 2,
      scaling: 'fit',
      resolution: 1200,
      bin: 'stacker-1',
      finishings: ['staple', 'punch'],
    });
    assert.deepEqual(got, {
      IPP_FINISHINGS: 'staple,punch',
      IPP_NUMBER_UP: '2',
      IPP_OUTPUT_BIN: 'stacker-1',
      IPP_PRINT_SCALING: 'fit',
      IPP_PRINTER_RESOLUTION: '1200dpi',
    });
  });

  it('gets plain paper as media, and nothing that was not asked', async () => {
    const got = await printed(inkjet, 'Inkjet', pdf, { media: 'iso_a5_148x210mm' });
    assert.deepEqual(got, { IPP_MEDIA: 'iso_a5_148x210mm' });
  });

  it('shows its trays, supplies and choices as they are', () => {
    const { trays, supplies, choices, margins } = printerCalled('Office');
    assert.deepEqual(trays, [
      { source: 'tray-1', media: 'iso_a4_210x297mm', type: 'stationery', level: 50 },
      { source: 'tray-2', media: 'iso_a5_148x210mm', type: 'labels', level: 100 },
    ]);
    assert.deepEqual(
      supplies?.map(({ name, level, state }) => [name, level, state]),
      [
        ['Black Toner', 60, 'ok'],
        ['Cyan Toner', 4, 'low'],
        ['Waste', null, 'unknown'],
      ],
    );
    assert.deepEqual(choices?.finishings, ['staple', 'punch']);
    assert.deepEqual(choices.numberUp, [1, 2, 4]);
    assert.equal(choices.borderless, true);
    assert.deepEqual(margins, { top: 423, bottom: 423, left: 423, right: 423 });
    const ink = printerCalled('Inkjet').supplies;
    assert.deepEqual(ink?.[2], {
      name: 'Cyan Ink',
      kind: 'ink',
      colors: ['#00FFFF'],
      level: 50,
      state: 'ok',
    });
    assert.equal(ink[0]?.kind, 'waste-ink');
  });
});
