/** A page printed on a colleague's real CUPS queue, from another PC of the LAN. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { cupsInstalled, startCups, startSink, type Cups, type Sink } from '../support/cups.ts';
import { makePdf } from '../support/pdf.ts';
import { LabOffice } from './lab-office.ts';

describe("scenario: printing on a colleague's CUPS queue", function () {
  this.timeout(60_000);
  let office: LabOffice;
  let cups: Cups;
  let sink: Sink;

  before(async function () {
    skipWithoutLab(this);
    if (!cupsInstalled()) {
      console.log('      skipped: CUPS is not installed');
      this.skip();
    }
    cups = await startCups();
    sink = await startSink();
    await cups.addRawQueue('laser', sink.uri);
    office = await LabOffice.create(2);
    office.pc(2).env['CUPS_SERVER'] = cups.socketPath;
    await office.join();
    const shared = await office.pc(2).cli('printer', 'share', 'laser', '--json');
    assert.equal(shared.code, 0, shared.stderr);
    await office.pc(1).until('printers', (list) => list.some((p) => p.name === 'laser'), 5000);
  });
  after(async () => {
    await office?.destroy();
    await cups?.stop();
    await sink?.stop();
  });

  it('prints with --wait, and the bytes on the queue are those of the document', async () => {
    const document = makePdf({ pages: 3, text: 'Report', padding: 200_000 });
    const file = join(office.folder, 'report.pdf');
    writeFileSync(file, document);
    const printed = await office.pc(1).cli('print', file, '--on', 'laser', '--wait', '--json');
    assert.equal(printed.code, 0, printed.stderr);
    assert.equal((JSON.parse(printed.stdout) as { state: string }).state, 'completed');
    assert.equal(sink.received.length, 1);
    assert.ok(document.equals(sink.received[0] ?? Buffer.alloc(0)));
    for (const number of [1, 2])
      await office.pc(number).until('jobs', ([job]) => job?.state === 'completed', 5000);
  });

  it('says in words that the printer is paused, prints when it goes on, and cancels for its sender', async () => {
    await cups.pause('laser');
    const device = office.pc(2).id;
    const [printer] = await office.pc(1).call(api.listPrinters, {});
    assert.ok(printer);
    const file = join(office.folder, 'page.pdf');
    writeFileSync(file, makePdf({ text: 'Page' }));
    const jobs = [];
    for (let i = 0; i < 2; i++) {
      const sent = await office.pc(1).cli('print', file, '--on', `PC 2/laser`, '--json');
      assert.equal(sent.code, 0, sent.stderr);
      jobs.push((JSON.parse(sent.stdout) as { job: string }).job);
    }
    const [first = '', second = ''] = jobs;
    await office
      .pc(1)
      .until(
        'jobs',
        (list) =>
          /stopped|paused|printer-stopped/.test(JSON.stringify(list.find((j) => j.id === first))),
        10_000,
      );
    const done = (id: string, state: string): Promise<number> =>
      office.pc(1).until('jobs', (list) => list.find((j) => j.id === id)?.state === state, 15_000);
    await office.pc(1).call(api.cancelJob, { params: { id: second } });
    // Begun is not done: a printer that goes on meanwhile may be quicker.
    await done(second, 'canceled');
    await cups.resume('laser');
    await done(first, 'completed');
    assert.equal(sink.received.length, 2);
    assert.equal(printer.device, device);
  });
});
