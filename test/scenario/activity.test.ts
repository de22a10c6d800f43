/** Who did what with what a PC shares, and the proof of it. Real agents, their real disks. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import * as api from '../../src/api/local.ts';
import type { ActivityCheck } from '../../src/model/activity.ts';
import { eventually, type TestAgent, useAgents } from '../support/agents.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('activity', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const place = temporaryFolder();
  const shared = join(place.path, 'Plans');
  const own = join(place.path, 'mine.txt');
  let anna: TestAgent;
  let ben: TestAgent;
  after(() => place.remove());

  const verify = (agent: TestAgent): Promise<ActivityCheck> => agent.call(api.verifyActivity, {});
  const whats = async (agent: TestAgent): Promise<string[]> =>
    (await agent.call(api.listActivity, { query: {} }))
      .filter(({ what }) => what !== 'lent' && what !== 'ended')
      .map(({ what, target }) => `${what} ${target}`);
  /** What it lends, the oldest first. */
  const lent = async (agent: TestAgent): Promise<string[]> =>
    (await agent.call(api.listActivity, { query: {} }))
      .filter(({ what }) => what === 'lent' || what === 'ended')
      .map(({ what, target }) => `${what} ${target}`)
      .reverse();
  /** As somebody does who has the disk of a PC. */
  const tamper = async (agent: TestAgent, ...sql: string[]): Promise<void> => {
    await agent.kill('SIGKILL');
    const sqlite = new Sqlite(join(agent.home, 'hallway.db'));
    for (const one of sql) sqlite.exec(one);
    sqlite.close();
    await agent.start();
  };
  const linked = (agent: TestAgent): Promise<unknown> =>
    eventually(
      async () => (await agent.call(api.listPeers, {})).every(({ online }) => online),
      20_000,
      `${agent.name} sees the other`,
    );
  const faults = async (agent: TestAgent): Promise<string[]> =>
    (await verify(agent)).faults.map(({ journal, what }) => `${journal} ${what}`);

  before(async () => {
    mkdirSync(shared);
    writeFileSync(join(shared, 'price list.txt'), 'cheap');
    writeFileSync(own, 'new');
    [anna, ben] = await agents.pair('Anna', 'Ben');
    await anna.call(api.addShare, { body: { path: shared, name: 'Plans', access: 'write' } });
    const uri = `file://${join(place.path, 'Printed')}`;
    await anna.call(api.addPrinter, { body: { uri, name: 'Tray' } });
    await eventually(
      async () =>
        (await ben.call(api.listShares, {})).length === 1 &&
        (await ben.call(api.listPrinters, {})).length === 1,
      10_000,
      "Ben sees Anna's things",
    );
  });

  it('notes what was read, written, removed and printed, and by whom', async () => {
    const pdf = join(place.path, 'offer.pdf');
    writeFileSync(pdf, makePdf({ text: 'one page' }));
    for (const line of [
      ['get', 'Anna/Plans/price list.txt', join(place.path, 'got.txt')],
      ['put', own, 'Anna/Plans/new.txt'],
      ['rm', 'Anna/Plans/new.txt'],
      ['print', pdf, '--on', 'Tray', '--wait'],
    ]) {
      const done = await ben.cli(...line);
      assert.equal(done.code, 0, `${line.join(' ')}: ${done.stderr}`);
    }
    const trash = (await ben.cli('trash', 'list', 'Anna/Plans', '--json')).json<
      { id: string; removed: string; by_name: string }[]
    >();
    assert.ok(trash[0] && Date.parse(trash[0].removed) > 0 && trash[0].by_name === 'Ben');
    assert.equal((await ben.cli('trash', 'restore', 'Anna/Plans', trash[0].id)).code, 0);
    // Nothing was let happen that is not noted.
    assert.equal((await ben.cli('get', 'Anna/Plans/none.txt', place.path)).code, 1);
    await eventually(
      async () => (await whats(anna)).some((line) => line.startsWith('printed')),
      15_000,
      'what was printed is noted',
    );
    assert.deepEqual((await whats(anna)).toSorted(), [
      'printed Tray: offer.pdf',
      'read Plans/price list.txt',
      'removed Plans/new.txt',
      'restored Plans/new.txt',
      'wrote Plans/new.txt',
    ]);
    const lines = (await anna.cli('activity', '--who', 'Ben', '--json')).json<
      { device: string; at: string }[]
    >();
    assert.equal(lines.length, 5);
    assert.ok(lines.every(({ device, at }) => device === ben.deviceId && Date.parse(at) > 0));
    assert.deepEqual(await whats(ben), []);
    const proof = await anna.cli('activity', '--verify', '--json');
    assert.equal(proof.code, 0);
    const { ok, devices, statements } = proof.json<ActivityCheck>();
    assert.equal(ok, true);
    // Ben has signed nothing yet.
    assert.equal(devices, 1);
    assert.ok(statements >= 3, String(statements));
  });

  it('states what is lent, to whom and until when, and when that is over, each once', async () => {
    const first = [
      'lent Plans: to read and change, for everybody',
      'lent Tray: to print, for everybody',
    ];
    assert.deepEqual(await lent(anna), first);
    const until = Date.UTC(2099, 11, 4, 17);
    const [plans] = await anna.call(api.listOwnShares, {});
    const params = { id: plans?.id ?? '' };
    const ben1 = { with: [ben.deviceId], access: 'read' as const, until };
    await anna.call(api.changeShare, { params, body: ben1 });
    const second = [...first, 'lent Plans: to read, for Ben, until 2099-12-04T17:00Z'];
    assert.deepEqual(await lent(anna), second);
    const [tray] = await anna.call(api.listOwnPrinters, {});
    await anna.call(api.setPrinterShared, {
      params: { id: tray?.id ?? '' },
      body: { shared: false },
    });
    await anna.kill('SIGKILL');
    await anna.start();
    await linked(anna);
    const third = [...second, 'ended Tray: to print, for everybody'];
    assert.deepEqual(await lent(anna), third, 'a restart states nothing anew');
    const soon = { with: 'everyone' as const, access: 'write' as const, until: null };
    await anna.call(api.changeShare, { params, body: soon });
    assert.deepEqual(await lent(anna), [...third, first[0]]);
    const own = (await anna.cli('activity', '--what', 'ended', '--json')).json<unknown[]>();
    assert.equal(own.length, 1);
  });

  it('check 71: a changed fact, one that was added and a cut tail are found', async () => {
    await eventually(
      async () => (await verify(ben)).statements >= 3,
      10_000,
      'Ben has seen what Anna signed',
    );
    await tamper(anna, "UPDATE activity SET target = 'Plans/other.txt' WHERE what = 'read'");
    await linked(anna);
    assert.deepEqual(await faults(anna), ['ledger fact']);
    const words = await anna.cli('activity', '--verify');
    assert.equal(words.code, 1);
    assert.match(words.stdout, /Anna, ledger, from entry \d+ on: what was noted is not what/);
    await tamper(anna, "UPDATE activity SET target = 'Plans/price list.txt' WHERE what = 'read'");
    await linked(anna);
    assert.deepEqual(await faults(anna), []);
    // The last entry, and what it stands for, as if it had never been.
    await tamper(
      anna,
      "DELETE FROM activity WHERE seq = (SELECT MAX(seq) FROM journal_entries WHERE journal = 'ledger')",
      "DELETE FROM journal_entries WHERE journal = 'ledger' AND seq = (SELECT MAX(seq) FROM journal_entries WHERE journal = 'ledger')",
      'DELETE FROM journal_heads',
    );
    await linked(anna);
    assert.deepEqual(await faults(anna), ['ledger cut']);
    // Also by those who had seen it.
    const found = await ben.cli('activity', '--verify');
    assert.equal(found.code, 1);
    assert.match(found.stdout, /Anna, ledger, from entry \d+ on: entries are missing/);
  });
});
