/** Printing between people on the command line: PIN, pause, hold, move, limits, accounts, notices. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Job } from '../../src/model/job.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { assertDone, assertFails, assertUnhurt } from './edge-office.ts';

describe('printing between people', function () {
  this.timeout(90_000);
  // No system printing: a socket where nobody listens.
  const env = { CUPS_SERVER: '/nonexistent/cups.sock' };
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  const printed = (tray: string): string[] => readdirSync(at(tray)).sort();

  let anna: TestAgent;
  let ben: TestAgent;

  before(async () => {
    for (const name of ['laser', 'second']) mkdirSync(at(name));
    writeFileSync(at('pay.pdf'), makePdf({ text: 'pay' }));
    writeFileSync(at('three.pdf'), makePdf({ pages: 3 }));
    anna = await agents.start({ name: 'Anna', env });
    ben = await agents.start({ name: 'Ben', env });
    await joinAll([anna, ben]);
    assertDone(await anna.cli('printer', 'add', `file://${at('laser')}`, '--name', 'Laser'));
    assertDone(await anna.cli('printer', 'add', `file://${at('second')}`, '--name', 'Second'));
    await sees(['Laser', 'Second']);
  });

  /** Resolves when these are the printers that Ben sees. */
  const sees = (names: readonly string[]): Promise<unknown> =>
    eventually(
      async () => {
        const seen = (await ben.call(api.listPrinters, {})).map(({ name }) => name).sort();
        return JSON.stringify(seen) === JSON.stringify(names);
      },
      15_000,
      `Ben sees ${names.join(', ')}`,
    );
  const print = async (...args: string[]): Promise<string> => {
    const sent = await ben.cli('print', ...args, '--json');
    assertDone(sent);
    return sent.json<{ job: string }>().job;
  };
  const becomes = (agent: TestAgent, id: string, is: (job: Job) => boolean): Promise<Job> =>
    eventually(
      async () => {
        const job = await agent.call(api.getJob, { params: { id }, query: {} });
        return is(job) && job;
      },
      20_000,
      `job ${id}`,
    );
  const ended = (id: string): Promise<Job> =>
    ben.call(api.getJob, { params: { id }, query: { wait: 30_000 } });

  it('prints a document with a PIN when somebody types it at the printer', async () => {
    const id = await print(at('pay.pdf'), '--on', 'Laser', '--pin', '4711');
    await becomes(anna, id, ({ pin }) => pin === true);
    assertFails(await anna.cli('release', id), /needs its PIN/);
    assertFails(await anna.cli('release', id, '--pin', '1111'), /not the PIN.*4 more tries/);
    assert.deepEqual(printed('laser'), []);
    assertDone(await anna.cli('release', id, '--pin', '4711'));
    assert.equal((await ended(id)).state, 'completed');
    assert.deepEqual(printed('laser'), ['Private document.pdf']);
  });

  it('waits at a paused printer, is held, moved, and printed once', async () => {
    assertDone(await anna.cli('printer', 'pause', 'Laser'));
    const id = await print(at('pay.pdf'), '--on', 'Laser');
    await becomes(anna, id, ({ position }) => position === 1);
    assert.match((await ben.cli('printers')).stdout, /Laser .*paused/);
    assertDone(await ben.cli('jobs', 'hold', id));
    assert.match((await anna.cli('jobs')).stdout, /pending-held/);
    const moved = await ben.cli('job', 'move', id, '--to', 'Anna/Second', '--json');
    assertDone(moved);
    const [next] = moved.json<{ job: string }[]>();
    assertDone(await anna.cli('printer', 'resume', 'Laser'));
    assertDone(await ben.cli('release', next?.job ?? ''));
    assert.equal((await ended(next?.job ?? '')).state, 'completed');
    assert.deepEqual(printed('second'), ['pay.pdf']);
    assert.deepEqual(printed('laser'), ['Private document.pdf']);
  });

  it('counts the pages of a document for a limit and an account', async () => {
    assertDone(await anna.cli('printer', 'policy', 'Second', '--pages-per-month', '5'));
    const paid = await print(at('three.pdf'), '--on', 'Anna/Second', '--account', 'House 7');
    assert.equal((await ended(paid)).state, 'completed');
    const more = await print(at('three.pdf'), '--on', 'Anna/Second');
    const refused = await ended(more);
    assert.equal(refused.state, 'aborted');
    assert.match(refused.message, /5 pages a month.*This document has 3, and [12] (are|is) left/);
    const usage = await anna.cli('printer', 'usage', 'Second', '--json');
    const rows = usage.json<{ account: string; pages: number; device: string }[]>();
    const row = rows.find(({ account }) => account === 'House 7');
    assert.deepEqual([row?.device, row?.pages], [ben.deviceId, 3]);
  });

  it('shows a printer to those alone who may use it', async () => {
    assertDone(await anna.cli('printer', 'policy', 'Laser', '--with', 'Anna'));
    await sees(['Second']);
    assertFails(await ben.cli('print', at('pay.pdf'), '--on', 'Laser'), /no printer called/);
    assertDone(await anna.cli('printer', 'policy', 'Laser', '--with', 'everyone'));
    await sees(['Laser', 'Second']);
  });

  it('keeps a document to print it again, as long as was said', async () => {
    const id = await print(at('pay.pdf'), '--on', 'Laser', '--keep', '1');
    assert.equal((await ended(id)).state, 'completed');
    const again = await ben.cli('reprint', id, '--json');
    assertDone(again);
    const [job] = again.json<{ job: string }[]>();
    assert.equal((await ended(job?.job ?? '')).state, 'completed');
    const wiped = await print(at('pay.pdf'), '--on', 'Laser');
    await ended(wiped);
    assertFails(await ben.cli('reprint', wiped), /no longer kept/);
  });

  it('tells what became of it, once', async () => {
    const told = await ben.cli('notices', '--read', '--json');
    assertDone(told);
    const kinds = new Set(told.json<{ kind: string }[]>().map(({ kind }) => kind));
    assert.deepEqual(kinds, new Set(['job-done', 'job-failed']));
    assert.deepEqual((await ben.cli('notices', '--json')).json(), []);
  });

  it('leaves both agents unhurt', () => assertUnhurt([anna, ben]));
});
