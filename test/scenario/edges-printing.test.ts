/** Printing when something is missing: the owner, the printer's answer, the right kind of file. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Job } from '../../src/model/job.ts';
import { ValueTag } from '../../src/printing/ipp/constants.ts';
import { encodeMessage } from '../../src/printing/ipp/encode.ts';
import { readMessage } from '../../src/printing/ipp/message-reader.ts';
import type { IppAttributes } from '../../src/printing/ipp/types.ts';
import { boolean, keyword, mimeType } from '../../src/printing/ipp/values.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { assertDone, assertFails, assertUnhurt, seesPeer } from './edge-office.ts';

describe('edges: printing on another PC', function () {
  this.timeout(60_000);
  // No system printing: a socket where nobody listens.
  const env = { CUPS_SERVER: '/nonexistent/cups.sock' };
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  const printed = (): string[] => readdirSync(at('tray')).sort();

  let owner: TestAgent;
  let guest: TestAgent;

  before(async () => {
    mkdirSync(at('tray'));
    for (const name of ['one', 'two', 'three'])
      writeFileSync(at(`${name}.pdf`), makePdf({ text: name }));
    writeFileSync(at('plan.dwg'), Buffer.from('AC1032\0\u0001\u0002 a drawing', 'latin1'));
    [owner, guest] = await Promise.all([
      agents.start({ name: 'Owner', env }),
      agents.start({ name: 'Guest', env }),
    ]);
    await joinAll([owner, guest]);
  });

  const seesPrinter = (name: string): Promise<unknown> =>
    eventually(
      async () => (await guest.call(api.listPrinters, {})).some((one) => one.name === name),
      10_000,
      `the guest sees ${name}`,
    );
  const jobOf = async (...args: string[]): Promise<string> => {
    const sent = await guest.cli('print', ...args, '--json');
    assertDone(sent);
    return sent.json<{ job: string }>().job;
  };
  const ended = (id: string): Promise<Job> =>
    guest.call(api.getJob, { params: { id }, query: { wait: 20_000 } });

  it('lists no printers where the system has none, and says what to do', async () => {
    assert.deepEqual(await owner.call(api.listOwnPrinters, {}), []);
    const listed = await guest.cli('printers', '--json');
    assertDone(listed);
    assert.deepEqual(listed.json(), []);
    assertDone(await guest.cli('printers'));
    assertFails(
      await guest.cli('print', at('one.pdf'), '--on', 'Laser'),
      /no printer called "Laser"/,
    );
    const { port } = await closedPort();
    assertFails(
      await owner.cli('printer', 'add', `ipp://127.0.0.1:${port}/ipp/print`, '--name', 'Dead'),
      /does not answer|not reachable|cannot be reached/i,
    );
    assert.deepEqual(await owner.call(api.listOwnPrinters, {}), []);
  });

  it('waits while the owner is away, over restarts of both, and prints once', async () => {
    assertDone(await owner.cli('printer', 'add', `file://${at('tray')}`, '--name', 'Tray'));
    await seesPrinter('Tray');
    await owner.stop();
    await seesPeer(guest, owner, false);
    const id = await jobOf(at('one.pdf'), '--on', 'Owner/Tray');
    const waiting = await eventually(
      async () => {
        const job = await guest.call(api.getJob, { params: { id }, query: {} });
        return job.message !== '' && job;
      },
      5000,
      'the job waits',
    );
    assert.equal(waiting.state, 'pending');
    assert.match(waiting.message, /Waits until Owner is online/);
    await guest.kill('SIGKILL');
    await guest.start();
    assert.equal((await guest.call(api.getJob, { params: { id }, query: {} })).state, 'pending');
    assert.deepEqual(printed(), []);
    await owner.start();
    assert.equal((await ended(id)).state, 'completed');
    // Nothing is left that could print it again.
    await Promise.all([owner.kill('SIGKILL'), guest.stop()]);
    await Promise.all([owner.start(), guest.start()]);
    await Promise.all([seesPeer(guest, owner), seesPeer(owner, guest)]);
    assert.deepEqual(printed(), ['one.pdf']);
    assert.ok(readFileSync(at('tray', 'one.pdf')).equals(readFileSync(at('one.pdf'))));
    for (const agent of [owner, guest])
      assert.deepEqual(readdirSync(join(agent.home, 'spool')), []);
  });

  it('cancels a job that waits, which never prints', async () => {
    await owner.stop();
    await seesPeer(guest, owner, false);
    const id = await jobOf(at('two.pdf'), '--on', 'Owner/Tray');
    const kept = await jobOf(at('three.pdf'), '--on', 'Owner/Tray');
    assertDone(await guest.cli('cancel', id));
    // It never left this PC, so there is nobody to wait for.
    assert.equal((await guest.call(api.getJob, { params: { id }, query: {} })).state, 'canceled');
    assertFails(await guest.cli('cancel', id), /finished already/);
    await owner.start();
    assert.equal((await ended(kept)).state, 'completed');
    assert.deepEqual(printed(), ['one.pdf', 'three.pdf']);
  });

  it('refuses a kind of file that the printer does not take, before anything is sent', async () => {
    const printer = await pdfPrinter();
    try {
      assertDone(await owner.cli('printer', 'add', printer.uri, '--name', 'Only PDF'));
      await seesPrinter('Only PDF');
      const refused = await guest.cli('print', at('plan.dwg'), '--on', 'Only PDF', '--json');
      assertFails(refused, /does not take application\/octet-stream\. It takes application\/pdf/);
      assert.equal(refused.json<{ error: { code: string } }>().error.code, 'printer.format');
      assert.ok(
        !(await guest.call(api.listJobs, { query: { all: true } })).some(
          (job) => job.name === 'plan.dwg',
        ),
      );
      assert.deepEqual(readdirSync(join(guest.home, 'spool')), []);
      assert.ok(!printer.asked.has(0x0005) && !printer.asked.has(0x0002), 'no job was made');
    } finally {
      printer.stop();
    }
    // The printer is off now: a job waits for it, and can be cancelled.
    const id = await jobOf(at('one.pdf'), '--on', 'Only PDF');
    const job = await eventually(
      async () => {
        const now = await guest.call(api.getJob, { params: { id }, query: {} });
        return now.message !== '' && now;
      },
      8000,
      'the guest hears why it waits',
    );
    assert.equal(job.state, 'pending');
    assertDone(await guest.cli('cancel', id));
    assert.equal((await ended(id)).state, 'canceled');
  });

  it('waits for a printer that says nothing neither in a listing nor at stop and start', async () => {
    const printer = await pdfPrinter();
    try {
      assertDone(await owner.cli('printer', 'add', printer.uri, '--name', 'Mute'));
      printer.mute();
      const began = performance.now();
      const listed = await owner.call(api.listOwnPrinters, {});
      const mute = listed.find(({ name }) => name === 'Mute');
      assert.ok(mute);
      await owner.stop();
      await owner.start();
      const ms = performance.now() - began;
      // Two seconds of patience each for the listing and the start.
      assert.ok(ms < 12_000, `${Math.round(ms)} ms`);
      await owner.call(api.removePrinter, { params: { id: mute.id } });
    } finally {
      printer.stop();
    }
  });

  it('refuses an empty file and one that is not there', async () => {
    writeFileSync(at('empty.pdf'), '');
    assertFails(await guest.cli('print', at('empty.pdf'), '--on', 'Tray'), /empty/);
    assertFails(
      await guest.cli('print', at('missing.pdf'), '--on', 'Tray'),
      /There is no .*missing\.pdf on this PC/,
    );
    assert.ok(!existsSync(at('tray', 'empty.pdf')));
  });

  it('leaves both agents unhurt', () => assertUnhurt([owner, guest]));
});

/** A port of this machine where nobody listens. */
async function closedPort(): Promise<{ port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return { port };
}

/** A printer that describes itself and takes PDF only (RFC 8011 section 5.4). */
async function pdfPrinter(): Promise<{
  uri: string;
  asked: Set<number>;
  /** From now on it takes requests and answers none. */
  mute: () => void;
  stop: () => void;
}> {
  let muted = false;
  const asked = new Set<number>();
  const attributes: IppAttributes = new Map([
    ['document-format-supported', mimeType('application/pdf')],
    ['printer-state', [{ tag: ValueTag.enum, value: 3 }]],
    ['printer-state-reasons', keyword('none')],
    ['printer-is-accepting-jobs', boolean(true)],
  ]);
  const server = createServer((request, response) => {
    if (muted) return;
    void readMessage(request).then(({ message, document }) => {
      asked.add(message.code);
      document.resume();
      const { version, requestId } = message;
      const groups = [
        { tag: 1, attributes: new Map() },
        { tag: 4, attributes },
      ];
      response.setHeader('content-type', 'application/ipp');
      response.end(encodeMessage({ version, code: 0, requestId, groups }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  const mute = (): void => {
    muted = true;
  };
  return { uri: `ipp://127.0.0.1:${port}/ipp/print`, asked, mute, stop };
}
