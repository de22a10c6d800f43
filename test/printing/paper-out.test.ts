/**
 * Paper that runs out in a real printer is told on every PC's list of printers, and told no more when
 * there is paper again; then what waits is printed by itself: with the printer by its address, and behind a queue of a real CUPS.
 */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { isFinalJobState, type Job } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import { reasonWords } from '../../src/model/printer-reasons.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { type Cups, cupsInstalled, startCups } from '../support/cups.ts';
import { type Eve, eveInstalled, startEve } from '../support/ippeveprinter.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('paper out in a real printer', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const paper = join(folder.path, 'paper');
  const document = join(folder.path, 'letter.pdf');
  let eve: Eve;
  let cups: Cups;
  let anna: TestAgent;
  let ben: TestAgent;

  before(async function () {
    if (!eveInstalled() || !cupsInstalled()) this.skip();
    writeFileSync(document, makePdf());
    eve = await startEve({
      // As a printer does: it says what is missing, and goes on by itself.
      printing: `
        [ -f ${paper} ] || echo 'STATE: +media-empty-error' >&2
        while [ ! -f ${paper} ]; do sleep 0.1; done
        echo 'STATE: -media-empty-error' >&2`,
    });
    cups = await startCups();
    await cups.addEverywhereQueue('corridor', eve.uri);
    await eventually(() => cups.ppd('corridor'), 15_000, 'CUPS describes the printer');
    const { host, port } = cups.server;
    anna = await agents.start({ name: 'Anna', env: { CUPS_SERVER: `${host}:${port}` } });
    ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    await anna.call(api.addPrinter, { body: { uri: eve.secureUri, name: 'Direct' } });
    const queue = (await anna.call(api.listOwnPrinters, {})).find(
      ({ name }) => name === 'corridor',
    );
    assert.ok(queue);
    await anna.call(api.setPrinterShared, { params: { id: queue.id }, body: { shared: true } });
    await eventually(
      async () => (await ben.call(api.listPrinters, {})).length === 2,
      10_000,
      'Ben has both printers',
    );
  });

  after(async () => {
    writeFileSync(paper, '');
    await cups?.stop();
    await eve?.stop();
    folder.remove();
  });

  const seenBy = async (agent: TestAgent, name: string): Promise<Printer | undefined> =>
    (await agent.call(api.listPrinters, {})).find((printer) => printer.name === name);

  const says = (agent: TestAgent, name: string, empty: boolean): Promise<unknown> =>
    eventually(
      async () => {
        const printer = await seenBy(agent, name);
        const said = reasonWords(printer?.reasons ?? []).map(({ text }) => text);
        return printer && said.includes('Out of paper') === empty;
      },
      20_000,
      `${agent.name} ${empty ? 'hears' : 'no longer hears'} of ${name}'s empty tray`,
    );

  for (const name of ['Direct', 'corridor'])
    it(`is told everywhere, and clears by itself: ${name}`, async () => {
      rmSync(paper, { force: true });
      const printing = ben.cli('print', document, '--on', name, '--wait', '--json');
      await says(ben, name, true);
      await says(anna, name, true);
      const { stdout } = await ben.cli('printers');
      assert.match(stdout, new RegExp(`${name}.*out of paper`));
      const [job] = await ben.call(api.listJobs, { query: {} });
      assert.ok(
        job?.state === 'processing' || job?.state === 'processing-stopped',
        String(job?.state),
      );
      writeFileSync(paper, '');
      assert.equal((await printing).json<{ state: string }>().state, 'completed');
      await says(ben, name, false);
      await says(anna, name, false);
    });

  for (const name of ['Direct', 'corridor'])
    it(`keeps those behind it, and prints each by itself once there is paper: ${name}`, async () => {
      rmSync(paper, { force: true });
      const before = (await eve.jobs()).length;
      const titles = Array.from({ length: 6 }, (_, number) => `${name} ${number + 1}`);
      const ids: string[] = [];
      for (const title of titles) {
        const file = join(folder.path, `${title}.pdf`);
        writeFileSync(file, makePdf({ text: title }));
        const sent = await ben.cli('print', file, '--on', name, '--json');
        assert.equal(sent.code, 0, sent.stderr);
        ids.push(sent.json<{ job: string }>().job);
      }
      const jobs = (): Promise<Job[]> =>
        Promise.all(ids.map((id) => ben.call(api.getJob, { params: { id }, query: {} })));
      await says(ben, name, true);
      await eventually(
        async () =>
          (await anna.call(api.listJobs, { query: {} })).filter(({ id }) => ids.includes(id))
            .length === ids.length,
        20_000,
        "all are at Anna's",
      );
      assert.ok((await jobs()).every(({ state }) => !isFinalJobState(state)));
      assert.equal((await eve.jobs()).length, before);
      writeFileSync(paper, '');
      await eventually(
        async () => (await jobs()).every(({ state }) => state === 'completed'),
        60_000,
        'all are printed, and nobody did anything but bring paper',
      );
      const printed = (await eve.jobs()).slice(before);
      assert.deepEqual(
        printed.map(({ asked }) => asked['IPP_JOB_NAME']?.replace(/\.pdf .*/, '')),
        titles,
      );
    });

  it('tells the supplies and trays of the printer behind the queue', async () => {
    for (const name of ['Direct', 'corridor']) {
      const printer = await seenBy(ben, name);
      assert.deepEqual(
        printer?.supplies?.map((supply) => [supply.name, supply.level]),
        [
          ['Ink Waste Tank', 25],
          ['Black Ink', 75],
          ['Cyan Ink', 50],
          ['Magenta Ink', 33],
          ['Yellow Ink', 67],
        ],
        name,
      );
      assert.deepEqual(
        printer.trays?.map(({ source }) => source),
        ['main', 'photo'],
        name,
      );
    }
  });
});
