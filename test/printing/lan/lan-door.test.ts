/** The doors of the printers that are opened to the LAN: a stranger prints there, and does nothing else. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { skipWithoutLab } from '../../lan/availability.ts';
import { LabOffice } from '../../scenario/lab-office.ts';
import { eventually } from '../../support/eventually.ts';

/** What the stranger's own program says: see `stranger.ts`. */
interface Said {
  status: number;
  /** `status-code` of IPP, where the answer is one. */
  ipp?: number;
  jobs?: number[];
  body: string;
}

/** Silent ones; more in the slow tests. */
const CONNECTIONS = process.env['HALLWAY_TEST_CONNECTIONS'] ?? '40';

const STRANGER = new URL('stranger.ts', import.meta.url).pathname;

describe('doors of printers that are opened to the LAN', function () {
  this.timeout(180_000);
  let office: LabOffice;
  let host: string;
  let opened: string;
  let closed: string;
  let openedId: string;

  before(async function () {
    skipWithoutLab(this);
    // 1 owner, 2 and 3 strangers.
    office = await LabOffice.create(3);
    const owner = office.pc(1);
    await owner.start();
    host = office.lab.address(1);
    const paths: string[] = [];
    for (const name of ['Opened', 'Closed']) {
      const prints = join(office.folder, name);
      mkdirSync(prints);
      const { id } = await owner.call(api.addPrinter, { body: { uri: `file://${prints}`, name } });
      const listed = await owner.call(api.listPrinters, {});
      paths.push(new URL(listed.find((one) => one.id === id)?.localUri ?? '').pathname);
      if (name === 'Opened') openedId = id;
    }
    [opened = '', closed = ''] = paths;
    await owner.call(api.setPrinterOpened, { params: { id: openedId }, body: { opened: true } });
  });
  after(() => office?.destroy());

  async function stranger(pc: number, ...words: string[]): Promise<Said> {
    const { stdout, stderr } = await office.lab
      .pc(pc)
      .exec(['timeout', '60', process.execPath, STRANGER, host, ...words]);
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as Said;
  }

  it('check 29: only opened printers are there, and nothing else of Hallway', async () => {
    assert.equal((await stranger(2, 'ask', opened)).ipp, 0);
    for (const path of [closed, `/ipp/print/${'a'.repeat(16)}`, '/api/v1/status', '/admin/'])
      assert.equal((await stranger(2, 'ask', path)).status, 404, path);
    // The path opens the door, the message means another printer.
    assert.equal((await stranger(2, 'ask', opened, `ipp://${host}${closed}`)).ipp, 0x0406);
    const page = await stranger(2, 'get', '/');
    assert.match(page.body, /Opened/);
    assert.doesNotMatch(page.body, /Closed/);
    assert.equal((await stranger(2, 'get', '/api/v1/status')).status, 405);
  });

  it('check 30: no web page and no foreign name gets in', async () => {
    const refused: [string, number][] = [
      ['origin: https://evil.example', 403],
      [`origin: http://${host}:47473`, 403],
      ['sec-fetch-site: none', 403],
      ['host: evil.example', 421],
      [`host: ${host}:1`, 421],
      ['content-type: text/plain', 415],
    ];
    for (const [header, status] of refused)
      assert.equal((await stranger(2, 'ask', opened, '', header)).status, status, header);
  });

  it('check 31: a stranger sees and cancels no jobs but its own', async () => {
    const params = { id: openedId };
    const mine = await stranger(2, 'print', opened, 'hold');
    assert.equal(mine.ipp, 0, mine.body);
    const [job] = mine.jobs ?? [];
    assert.ok(job);
    assert.deepEqual((await stranger(2, 'jobs', opened)).jobs, [job]);
    assert.deepEqual((await stranger(3, 'jobs', opened)).jobs, []);
    for (const deed of ['job', 'cancel', 'release', 'close'])
      assert.equal((await stranger(3, deed, opened, String(job))).ipp, 0x0406, deed);
    // The name under which somebody prints is his to choose.
    assert.equal((await stranger(3, 'cancel-mine', opened)).ipp, 0);
    const owner = office.pc(1);
    const seen = (await owner.call(api.listJobs, { query: {} })).filter(
      (one) => one.printer === params.id,
    );
    assert.equal(seen.length, 1);
    assert.equal(seen[0]?.owner, `guest (${office.lab.address(2)})`);
    // Its own, and the owner's.
    await owner.call(api.cancelJob, { params: { id: seen[0]?.id ?? '' } });
    await eventually(
      async () => (await stranger(2, 'jobs', opened)).jobs?.length === 0,
      10_000,
      'the owner cancelled it',
    );
  });

  it('check 32: a flood of jobs ends at its limit, and leaves room for others', async () => {
    const flood = await stranger(2, 'flood', opened, '80');
    const [taken = 0, busy = 0] = flood.jobs ?? [];
    assert.equal(taken + busy, 80);
    assert.equal(taken, 50);
    const other = await stranger(3, 'print', opened, 'hold');
    assert.equal(other.ipp, 0, other.body);
    const owner = office.pc(1);
    for (const { id } of await owner.call(api.listJobs, { query: {} }))
      await owner.call(api.cancelJob, { params: { id } });
    assert.equal((await stranger(2, 'print', opened)).ipp, 0);
  });

  /** Told that it is too long, or, still sending, just ended. */
  const isCutOff = ({ ipp, body }: Said): boolean =>
    ipp === 0x0408 || /EPIPE|ECONNRESET|hang up/.test(body);

  it('check 32: a document without end is cut off, and its bytes are gone', async () => {
    const long = await stranger(2, 'long', opened, String(300 * 1024 * 1024));
    assert.ok(isCutOff(long), long.body);
    // A bomb of few bytes.
    const bomb = await stranger(2, 'bomb', opened, String(300 * 1024 * 1024));
    assert.ok(isCutOff(bomb), bomb.body);
    const prints = readdirSync(join(office.folder, 'Opened'));
    for (const name of prints)
      assert.ok(statSync(join(office.folder, 'Opened', name)).size < 1_000_000, name);
    const spool = join(office.pc(1).home, 'spool');
    await eventually(() => readdirSync(spool).length === 0, 10_000, 'nothing is left of them');
  });

  it('check 33: silent and slow connections are few, and keep nobody else out', async () => {
    const { jobs: [kept = 0] = [] } = await stranger(2, 'slow', opened, '40');
    assert.equal(kept, 16);
    const { pid } = office.pc(1);
    const openFiles = (): number => readdirSync(`/proc/${pid}/fd`).length;
    const before = openFiles();
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, openFiles())), 50);
    const hanging = stranger(2, 'hang', opened, CONNECTIONS);
    await eventually(
      async () => (await stranger(3, 'ask', opened)).ipp === 0,
      30_000,
      'another gets in',
    );
    await hanging.finally(() => clearInterval(watch));
    // What was refused may still look open from the other side.
    assert.ok(most - before > 8 && most - before < 64, `${most - before} are held`);
  });

  it('check 34: it listens to the LAN alone, and not to what is not printers', async () => {
    const { code } = await office.lab
      .pc(1)
      .exec(['curl', '-s', '-m', '3', 'http://127.0.0.1:47473/']);
    assert.notEqual(code, 0);
    // An address from beyond the network, on the same wire.
    const beyond = office.lab.pc(3);
    for (const argv of [
      ['ip', 'addr', 'add', '10.99.0.3/16', 'dev', 'eth0'],
      ['ip', 'route', 'add', `${host}/32`, 'dev', 'eth0', 'src', '10.99.0.3'],
    ])
      assert.equal((await beyond.exec(argv)).code, 0);
    await office.lab.pc(1).exec(['ip', 'route', 'add', '10.99.0.0/16', 'dev', 'eth0']);
    const { status, body } = await stranger(3, 'ask', opened);
    assert.equal(status, 0);
    // It was there, and ended at once.
    assert.match(body, /hang up|ECONNRESET/);
  });
});
