/** A printer of the workgroup becomes a printer of this system: a real CUPS, with real rights. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import type { InstalledPrinter } from '../../../src/model/installed-printer.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../../support/agents.ts';
import { type Cups, cupsInstalled, startCups } from '../../support/cups.ts';
import { temporaryFolder } from '../../support/temporary.ts';

describe('installing printers in CUPS', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  let cups: Cups;
  let anna: TestAgent;
  let ben: TestAgent;
  let printer: { device: string; printer: string };

  before(async function () {
    if (!cupsInstalled() || !existsSync('/usr/bin/lpstat') || process.getuid?.() !== 0) {
      console.log('      skipped: needs CUPS and root');
      this.skip();
    }
    cups = await startCups({ strict: true });
    anna = await agents.start({ name: "Anna's PC" });
    ben = await agents.start({ name: 'Ben', env: { CUPS_SERVER: cups.socketPath } });
    await joinAll([anna, ben]);
    mkdirSync(join(folder.path, 'prints'));
    const uri = `file://${join(folder.path, 'prints')}`;
    const { id, device } = await anna.call(api.addPrinter, {
      body: { uri, name: 'Laser 2. Stock' },
    });
    printer = { device, printer: id };
    await eventually(
      async () => (await ben.call(api.listPrinters, {})).some((one) => one.id === id),
      10_000,
      'Ben has the printer',
    );
  });

  after(async () => {
    await cups?.stop();
    folder.remove();
  });

  const installed = (agent = ben): Promise<InstalledPrinter[]> =>
    agent.call(api.listInstalledPrinters, {});

  it('makes a described queue of a readable name, and tells it beside the printer', async () => {
    const queue = await ben.call(api.installPrinter, { params: printer });
    assert.equal(queue.queue, 'Laser_2_Stock_Anna');
    assert.equal(queue.state, 'ready');
    assert.match(cups.ppd(queue.queue) ?? '', /\*PageSize A4/);
    const facts = await cups.queue(queue.queue);
    assert.equal(facts['printer-info'], "Laser 2. Stock (Anna's PC)");
    assert.equal(facts['printer-is-shared'], 'false');
    assert.equal(facts['device-uri'], queue.uri);
    const [shown] = await ben.call(api.listPrinters, {});
    assert.deepEqual(shown?.installed, { queue: queue.queue, state: 'ready' });
    assert.equal((await anna.call(api.listPrinters, {}))[0]?.installed, undefined);
  });

  it('is told on the command line', async () => {
    const said = await ben.cli('printer', 'install', 'Laser 2. Stock', '--json');
    const answer = said.json<{ id: string; name: string; uri: string; queue: string }>();
    assert.deepEqual(
      [answer.id, answer.name, answer.queue],
      [printer.printer, 'Laser 2. Stock', 'Laser_2_Stock_Anna'],
    );
    assert.match(answer.uri, /^ipp:\/\/127\.0\.0\.1:\d+\/ipp\/print\//);
    const listed = (await ben.cli('printers', '--json')).json<{ installed: string | null }[]>();
    assert.equal(listed[0]?.installed, 'Laser_2_Stock_Anna');
  });

  it('is no printer that could be shared again', async () => {
    assert.deepEqual(await ben.call(api.listOwnPrinters, {}), []);
  });

  it('removes exactly what it made', async () => {
    await cups.addRawQueue('other', 'file:///dev/null');
    const said = await ben.cli('printer', 'uninstall', 'Laser 2. Stock');
    assert.equal(said.code, 0, said.stderr);
    assert.deepEqual(await cups.queues(), ['other']);
    assert.deepEqual(await installed(), []);
    assert.equal((await ben.call(api.listPrinters, {}))[0]?.installed, undefined);
    const again = await ben.cli('printer', 'uninstall', 'Laser 2. Stock');
    assert.equal(again.code, 1);
    assert.match(again.stderr, /installed/);
  });

  it('gives way to a queue that has the name, and leaves one alone that took its name', async () => {
    await cups.addRawQueue('Laser_2_Stock_Anna', 'file:///dev/null');
    const { queue } = await ben.call(api.installPrinter, { params: printer });
    assert.equal(queue, 'Laser_2_Stock_Anna_2');
    await cups.remove(queue);
    await cups.addRawQueue(queue, 'file:///dev/null');
    assert.deepEqual(await installed(), []);
    assert.ok((await cups.queues()).includes(queue));
    await cups.remove(queue);
  });

  it('takes over a queue that a person made for the printer', async () => {
    const [shown] = await ben.call(api.listPrinters, {});
    await cups.addEverywhereQueue('mine', shown?.localUri ?? '');
    const { queue, state } = await ben.call(api.installPrinter, { params: printer });
    assert.deepEqual([queue, state], ['mine', 'ready']);
    await ben.call(api.uninstallPrinter, { params: printer });
    assert.ok(!(await cups.queues()).includes('mine'));
  });

  it('follows the port and the names of printer and PC when Hallway starts again', async () => {
    const before = await ben.call(api.installPrinter, { params: printer });
    // Every start of these agents picks another port.
    await ben.stop();
    await ben.start();
    await eventually(
      async () => {
        const [queue] = await installed();
        return queue?.state === 'ready' && queue.uri !== before.uri;
      },
      15_000,
      'the queue is put right',
    );
    const [after] = await installed();
    assert.equal(after?.queue, before.queue);
    assert.notEqual(after?.uri, before.uri);
    const facts = await cups.queue(before.queue);
    assert.equal(facts['device-uri'], after?.uri);
    assert.equal((await ben.call(api.listPrinters, {}))[0]?.localUri, after?.uri);
    assert.ok(cups.ppd(before.queue));
  });

  it('says what became of a queue whose printer left the workgroup, and removes it', async () => {
    await anna.call(api.removePrinter, { params: { id: printer.printer } });
    await eventually(
      async () => (await ben.call(api.listPrinters, {})).length === 0,
      10_000,
      'the printer is gone',
    );
    const [left] = await installed();
    assert.equal(left?.state, 'orphaned');
    assert.match(left?.message ?? '', /no longer in the workgroup.*Uninstall/);
    const { code, stderr } = await ben.cli('printer', 'uninstall', left?.queue ?? '');
    assert.equal(code, 0, stderr);
    assert.ok(!(await cups.queues()).includes(left?.queue ?? ''));
  });
});
