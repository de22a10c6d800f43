/** Giving a file and keeping a folder on a LAN: to all at once, with one off and one whose cable breaks. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';

const SIZE = 40 << 20;
const MBIT = 60;
const PATIENCE_MS = 120_000;

describe('transfer: giving and keeping on a LAN', function () {
  this.timeout(300_000);
  let office: LabOffice;
  const content = randomBytes(SIZE);

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(4);
    await office.join();
    await office.lab.rate('all', MBIT);
    for (const pc of office.pcs) {
      mkdirSync(join(office.folder, `in-${pc.number}`));
      const body = { rule: 'accept' as const, folder: join(office.folder, `in-${pc.number}`) };
      await pc.call(api.setReceiveRule, { body });
    }
  });
  after(() => office?.destroy());

  const place = (pc: LabPc, ...names: string[]): string =>
    join(office.folder, `in-${pc.number}`, ...names);
  const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  function sentBy(pc: LabPc): number {
    const text = readFileSync(`/proc/${pc.pid}/net/dev`, 'utf8');
    const fields = /^\s*eth0:\s*(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
    return Number(fields[8]);
  }

  it('brings a file to all, who give it to each other; one that is off gets it later', async function () {
    const [one, two, three, four] = [1, 2, 3, 4].map((number) => office.pc(number)) as [
      LabPc,
      LabPc,
      LabPc,
      LabPc,
    ];
    await four.end('SIGKILL');
    writeFileSync(join(office.folder, 'film.bin'), content);
    const before = sentBy(one);
    const body = { path: join(office.folder, 'film.bin'), to: 'all' as const };
    const { id } = await one.call(api.startSending, { body });
    await two.until(
      'receipts',
      (all) => all.some((receipt) => receipt.id === id && receipt.here > SIZE / 8),
      PATIENCE_MS,
    );
    await office.lab.cut(2, { silent: true });
    await three.until(
      'receipts',
      (all) => all.some((receipt) => receipt.id === id && receipt.state === 'done'),
      PATIENCE_MS,
    );
    await office.lab.heal(2);
    await four.start();
    for (const pc of [two, four])
      await pc.until(
        'receipts',
        (all) => all.some((receipt) => receipt.id === id && receipt.state === 'done'),
        PATIENCE_MS,
      );
    for (const pc of [two, three, four])
      assert.equal(hashOf(readFileSync(place(pc, 'film.bin'))), hashOf(content), pc.name);
    await one.until(
      'sendings',
      ([sending]) => sending?.to.every(({ state }) => state === 'done') === true,
      PATIENCE_MS,
    );
    const copies = (sentBy(one) - before) / SIZE;
    this.test!.title += ` (the first PC sent ${copies.toFixed(2)} copies to three)`;
    assert.ok(copies < 3, `${copies} copies left the first PC`);
  });

  it('keeps a folder as its source is, after the cable of its PC was out', async () => {
    const [one, two] = [office.pc(1), office.pc(2)];
    const shared = join(office.folder, 'shared');
    mkdirSync(join(shared, 'deep'), { recursive: true });
    for (let i = 0; i < 200; i++) writeFileSync(join(shared, 'deep', `${i}.txt`), `${i}`);
    const share = await one.call(api.addShare, { body: { path: shared, name: 'Prices' } });
    await two.until('shares', (all) => all.some(({ id }) => id === share.id), PATIENCE_MS);
    const target = place(two, 'Prices');
    const order = { device: one.id, share: share.id, path: '', target };
    await two.call(api.startKeep, { body: order });
    await two.until('keeps', ([keep]) => keep?.state === 'current', PATIENCE_MS);
    assert.equal(readFileSync(join(target, 'deep', '199.txt'), 'utf8'), '199');
    await office.lab.cut(2, { silent: true });
    await two.until('keeps', ([keep]) => keep?.state === 'waiting', PATIENCE_MS);
    writeFileSync(join(shared, 'deep', '7.txt'), 'seven, meanwhile');
    await office.lab.heal(2);
    await two.until(
      'keeps',
      ([keep]) =>
        keep?.state === 'current' &&
        readFileSync(join(target, 'deep', '7.txt'), 'utf8') === 'seven, meanwhile',
      PATIENCE_MS,
    );
  });
});
