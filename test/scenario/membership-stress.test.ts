/**
 * An office whose LAN is in two halves, each of which goes on letting in and putting out: when they
 * meet, everybody has the same list of members within ten seconds, and whoever is out knows why.
 */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from './lab-office.ts';

const LIMIT_MS = 10_000;
const LEFT = [1, 2, 3, 7];
const RIGHT = [4, 5, 6, 8];

describe('scenario: membership on a divided LAN', function () {
  this.timeout(120_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(8);
    await office.join(6);
  });
  after(() => office?.destroy());

  const pcs = (...numbers: number[]): LabPc[] => numbers.map((number) => office.pc(number));
  const memberIds = (pc: LabPc): string[] => (pc.shown('members') ?? []).map(({ id }) => id).sort();

  /** The halves no longer see each other. */
  async function divide(left: readonly LabPc[], right: readonly LabPc[]): Promise<void> {
    await office.lab.partition(LEFT, RIGHT);
    const ids = (side: readonly LabPc[]) => side.map(({ id }) => id);
    await Promise.all([
      ...left.map((pc) => pc.untilPeers(false, ids(right), 15_000)),
      ...right.map((pc) => pc.untilPeers(false, ids(left), 15_000)),
    ]);
  }

  async function remove(by: number, target: number): Promise<void> {
    const params = { device: office.pc(target).id };
    await office.pc(by).call(api.removeMember, { params, query: {} });
  }

  /** Heals the LAN; within the limit these and nobody else are members, at each of them. */
  async function meet(members: readonly LabPc[]): Promise<void> {
    const since = Date.now();
    await office.lab.heal();
    const expected = members.map(({ id }) => id).sort();
    const times = members.map((pc) =>
      pc.until('members', () => memberIds(pc).join() === expected.join(), 30_000),
    );
    const seconds = (Math.max(...(await Promise.all(times))) - since) / 1000;
    console.log(`      met → one list of members: ${seconds.toFixed(2)} s (limit 10 s)`);
    assert.ok(seconds * 1000 <= LIMIT_MS);
    await office.untilAllSeeAll(20_000, members);
  }

  async function isTold(pc: LabPc, words: RegExp): Promise<void> {
    await pc.until('status', ({ workgroup }) => workgroup === null, 20_000);
    await pc.until('status', ({ notice }) => words.test(notice ?? ''), 20_000);
  }

  async function reads(pc: LabPc, words: RegExp): Promise<void> {
    await pc.until('news', (news) => news.some(({ text }) => words.test(text)), 5000);
  }

  it('has one list again after both halves let in and put out', async () => {
    await divide(pcs(1, 2, 3), pcs(4, 5, 6));
    await Promise.all([
      office.letIn(2, 7).then(() => remove(1, 6)),
      office.letIn(5, 8).then(() => remove(4, 3)),
    ]);
    await meet(pcs(1, 2, 4, 5, 7, 8));
    await isTold(office.pc(6), /^PC 1 removed this PC/);
    await isTold(office.pc(3), /^PC 4 removed this PC/);
    await reads(office.pc(1), /PC 5 let PC 8 in/);
    await reads(office.pc(8), /PC 4 removed PC 3/);
  });

  it('lets those who were put out come back with a new code', async () => {
    await office.letIn(7, 6);
    await office.letIn(8, 3);
    await office.untilAllSeeAll(20_000);
    assert.equal(new Set(office.pcs.map((pc) => memberIds(pc).join())).size, 1);
  });

  it('puts out both who removed each other, and whoever came in by one that was out', async () => {
    await remove(1, 8);
    await isTold(office.pc(8), /^PC 1 removed this PC/);
    await divide(pcs(1, 2, 3, 7), pcs(4, 5, 6));
    // 2 and 5 remove each other; 1 removes 4, while 4 lets 8 in.
    await Promise.all([
      remove(2, 5).then(() => remove(1, 4)),
      remove(5, 2).then(() => office.letIn(4, 8)),
    ]);
    await meet(pcs(1, 3, 6, 7));
    await isTold(office.pc(5), /^PC 2 removed this PC/);
    await isTold(office.pc(2), /^PC 5 removed this PC/);
    await isTold(office.pc(4), /^PC 1 removed this PC/);
    await isTold(office.pc(8), /PC 4, which let it in, was put out/);
    for (const number of [2, 4, 5, 8]) await office.letIn(1, number);
    await office.untilAllSeeAll(20_000);
  });
});
