/** Files in pieces on a LAN: many at once, several sources, sudden deaths and pulled cables. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';

const SIZE = 40 << 20;
const MBIT = 60;
/** A busy machine moves fewer bytes than its line carries. */
const PATIENCE_MS = 80_000;

describe('transfer: files in pieces on a LAN', function () {
  this.timeout(180_000);
  let office: LabOffice;
  let share: string;
  const content = randomBytes(SIZE);
  const expected = createHash('sha256').update(content).digest('hex');

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(4);
    const shared = join(office.folder, 'shared');
    mkdirSync(shared);
    writeFileSync(join(shared, 'film.bin'), content);
    await office.join();
    await office.lab.rate('all', MBIT);
    share = (await office.pc(1).call(api.addShare, { body: { path: shared, name: 'Films' } })).id;
    for (const pc of office.others(1))
      await pc.until('shares', (shares) => shares.some(({ id }) => id === share), 20_000);
  });
  after(() => office?.destroy());

  const target = (pc: LabPc, name: string): string => join(office.folder, `${name}-${pc.number}`);
  async function begin(pc: LabPc, name: string): Promise<string> {
    const order = { device: office.pc(1).id, share, path: 'film.bin', target: target(pc, name) };
    return (await pc.call(api.startTransfer, { body: order })).id;
  }
  async function until(
    pc: LabPc,
    id: string,
    holds: (transfer: Transfer) => boolean,
  ): Promise<Transfer> {
    const find = (all: readonly Transfer[]): Transfer | undefined =>
      all.find((one) => one.id === id && holds(one));
    await pc.until('transfers', (all) => find(all) !== undefined, PATIENCE_MS);
    return find(pc.shown('transfers') ?? []) as Transfer;
  }
  async function whole(pc: LabPc, id: string, name: string): Promise<Transfer> {
    const ended = await until(pc, id, ({ state }) => /^(?:done|failed)$/.test(state));
    assert.equal(ended.state, 'done', JSON.stringify(ended.problem));
    const got = readFileSync(target(pc, name));
    assert.equal(createHash('sha256').update(got).digest('hex'), expected, pc.name);
    return ended;
  }
  /** Bytes that left the PC's adapter so far. */
  function sentBy(pc: LabPc): number {
    const text = readFileSync(`/proc/${pc.pid}/net/dev`, 'utf8');
    const fields = /^\s*eth0:\s*(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
    return Number(fields[8]);
  }

  it('brings a file to all others in one go, who give it to each other', async function () {
    const before = sentBy(office.pc(1));
    const receivers = office.others(1);
    const ids = await Promise.all(receivers.map((pc) => begin(pc, 'all')));
    const ends = await Promise.all(receivers.map((pc, i) => whole(pc, ids[i] ?? '', 'all')));
    const copies = (sentBy(office.pc(1)) - before) / SIZE;
    this.test!.title += ` (the first PC sent ${copies.toFixed(2)} copies)`;
    assert.ok(copies < 2.5, `${copies} copies left the first PC`);
    for (const { sources } of ends)
      assert.ok(sources.filter(({ bytes }) => bytes > 0).length > 1, 'from more than one PC');
  });

  it('goes on after a receiver was killed and a holder lost its cable', async () => {
    const pc = office.pc(4);
    const id = await begin(pc, 'killed');
    await until(pc, id, ({ bytes }) => bytes > SIZE / 4);
    await pc.end('SIGKILL');
    assert.ok(!existsSync(target(pc, 'killed')));
    await office.lab.cut(2, { silent: true });
    await pc.start();
    const done = await whole(pc, id, 'killed');
    // What was here was not asked for again: under way are a few pieces only.
    const again = done.sources.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(again < SIZE * 0.9, `${again} of ${SIZE} bytes came after the restart`);
    await office.lab.heal(2);
    await office.untilAllSeeAll(30_000);
  });

  it('finishes without the PC that shares it, once the others have all of it', async () => {
    const [two, three] = [office.pc(2), office.pc(3)];
    const id = await begin(three, 'orphan');
    await until(three, id, ({ bytes }) => bytes > SIZE / 8);
    await office.pc(1).end('SIGKILL');
    const done = await whole(three, id, 'orphan');
    assert.ok(done.sources.some(({ device, bytes }) => device === two.id && bytes > 0));
    await office.pc(1).start();
  });
});
