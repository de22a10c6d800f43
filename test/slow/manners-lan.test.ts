/** What a page asks of a colleague while large files come from that colleague, on lines of 100 Mbit/s. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { TransferRulesChange } from '../../src/model/transfer-limits.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from '../scenario/lab-office.ts';

const MIB = 96;
const MBIT = 100;
const ASKED = 40;

describe('transfer: manners on a LAN', function () {
  this.timeout(300_000);
  let office: LabOffice;
  let share: string;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(3);
    const shared = join(office.folder, 'shared');
    mkdirSync(shared);
    for (const name of ['one.bin', 'two.bin', 'three.bin'])
      writeFileSync(join(shared, name), randomBytes(MIB << 20));
    await office.join();
    await office.lab.rate('all', MBIT);
    share = (await office.pc(1).call(api.addShare, { body: { path: shared, name: 'Films' } })).id;
    for (const pc of office.others(1))
      await pc.until('shares', (shares) => shares.some(({ id }) => id === share), 20_000);
  });
  after(() => office?.destroy());

  const begin = async (target: string, path: string): Promise<string> => {
    const order = { device: office.pc(1).id, share, path, target: join(office.folder, target) };
    return (await office.pc(2).call(api.startTransfer, { body: order })).id;
  };
  /** Milliseconds of each question, as a page asks them: one after the other. */
  async function asks(): Promise<{ far: number; near: number; worst: number }> {
    const pc = office.pc(2);
    const [far, near]: [number[], number[]] = [[], []];
    const params = { device: office.pc(1).id, share };
    for (let at = 0; at < ASKED; at++) {
      const begun = performance.now();
      await pc.call(api.listEntries, { params, query: {} });
      far.push(performance.now() - begun);
      const again = performance.now();
      await pc.call(api.getStatus, {});
      near.push(performance.now() - again);
    }
    const median = (all: number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;
    return { far: median(far), near: median(near), worst: Math.max(...far) };
  }
  const isRunning = async (ids: readonly string[]): Promise<boolean> =>
    (await office.pc(2).call(api.listTransfers, {})).some(
      ({ id, state }) => ids.includes(id) && state === 'running',
    );

  for (const [words, count, limits] of [
    ['one transfer', 1, {}],
    ['three transfers', 3, {}],
    ['three transfers that may take half of the line', 3, { down: 6_000_000 }],
  ] as const satisfies readonly [string, number, TransferRulesChange][])
    it(`a colleague's folder is listed soon beside ${words}`, async function () {
      const quiet = await asks();
      await office.pc(2).call(api.setTransferLimits, { body: { down: null, ...limits } });
      const names = ['one.bin', 'two.bin', 'three.bin'].slice(0, count);
      const ids = await Promise.all(names.map((name) => begin(`${words}-${name}`, name)));
      await office
        .pc(2)
        .until(
          'transfers',
          (all) => ids.every((id) => all.some((one) => one.id === id && one.bytes > 2 << 20)),
          60_000,
        );
      const busy = await asks();
      assert.ok(await isRunning(ids), 'it is still on its way');
      for (const id of ids)
        await office.pc(2).call(api.actOnTransfer, { params: { id }, body: { action: 'cancel' } });
      const line = (of: typeof quiet): string =>
        `${of.far.toFixed(1)} ms (worst ${of.worst.toFixed(0)}), own page ${of.near.toFixed(1)}`;
      this.test!.title += `: ${line(busy)}; quiet ${line(quiet)}`;
      assert.ok(busy.far / quiet.far < 40, this.test!.title);
    });
});
