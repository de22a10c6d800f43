/** Twelve PCs on one LAN: after whatever happens to it, every PC shows the same office again. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from './lab-office.ts';
import { belongingsOf, untilTrue, type Belongings } from './office-truth.ts';
import { divideAndMeet } from './divided-office.ts';
import { allowed } from '../support/promised.ts';

const PCS = 12;
/** Every PC shows the truth again this long after the LAN is whole, in seconds. */
const HEALED_S = 10;

describe('scenario: twelve PCs on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;
  let belongings: Belongings;
  const members = (): LabPc[] => office.pcs.slice(0, PCS);

  before(async function () {
    skipWithoutLab(this);
    this.timeout(120_000);
    // Two more stand by: newcomers of the divided office.
    office = await LabOffice.create(PCS + 2);
    await office.join(PCS);
    for (const { number } of office.pcs)
      await office.furnish(number, { printer: number % 3 === 0 });
    belongings = belongingsOf(office.pcs);
    await allTrue(20_000);
  });
  // One test's fault must not be the next one's.
  afterEach(() => office?.lab.heal());
  after(() => office?.destroy());

  /** Seconds from `since`, printed with the test. */
  function took(what: string, since: number, at: number, limit: number): void {
    const seconds = (at - since) / 1000;
    console.log(`      ${what}: ${seconds.toFixed(2)} s (limit ${limit} s)`);
    assert.ok(seconds <= allowed(limit), `${what} took ${seconds} s, more than ${limit}`);
  }

  /** All show the office as it is, those `away` being offline for the others. */
  function allTrue(ms: number, ...away: readonly number[]): Promise<number> {
    const here = (pc: LabPc): boolean => !away.includes(pc.number);
    const truth = {
      members: members(),
      linked: (one: LabPc, other: LabPc) => here(one) && here(other),
      belongings,
    };
    return untilTrue(members(), truth, ms);
  }

  async function healed(what: string): Promise<void> {
    const since = Date.now();
    await office.lab.heal();
    took(what, since, await allTrue(30_000), HEALED_S);
  }

  it('shows every folder and printer of all on each of them', () => {
    for (const pc of members()) {
      assert.equal(pc.shown('shares')?.length, PCS);
      assert.equal(pc.shown('printers')?.length, PCS / 3);
    }
  });

  it('sees everybody within 3 s of the last start', async () => {
    await Promise.all(members().map((pc) => pc.end()));
    const last = await office.start(members());
    took('all see all', last, await office.untilAllSeeAll(20_000, members()), 3);
    took('and all that they share', last, await allTrue(20_000), HEALED_S);
  });

  it('is whole again after cut cables', async () => {
    await office.lab.cut(2);
    await office.lab.cut(5, { silent: true });
    took('two cut → offline for all', Date.now(), await allTrue(20_000, 2, 5), HEALED_S);
    await healed('plugged in again');
  });

  it('is whole again when every PC has another address at once', async () => {
    const since = Date.now();
    await Promise.all(members().map(({ number }) => office.lab.readdress(number)));
    await delay(1000);
    took('readdressed', since, await allTrue(30_000), HEALED_S);
  });

  it('stays whole without multicast, also when PCs start anew', async () => {
    await office.lab.noMulticast(true);
    try {
      const again = [office.pc(3), office.pc(7), office.pc(11)];
      await Promise.all(again.map((pc) => pc.end('SIGKILL')));
      took('three start anew', await office.start(again), await allTrue(30_000), HEALED_S);
    } finally {
      await office.lab.noMulticast(false);
    }
    took('with multicast again', Date.now(), await allTrue(30_000), HEALED_S);
  });

  it('is whole again after a PC reached nobody', async () => {
    await office.lab.isolate(4);
    took('isolated → offline for all', Date.now(), await allTrue(20_000, 4), HEALED_S);
    await healed('let back');
  });

  it('keeps PCs together by their second adapters when the first lose their cables', async () => {
    const pair = [8, 9];
    for (const number of pair) await office.lab.secondNic(number);
    await delay(2000);
    for (const number of pair) await office.lab.cut(number);
    const truth = {
      members: members(),
      linked: (one: LabPc, other: LabPc) =>
        pair.includes(one.number) === pair.includes(other.number),
      belongings,
    };
    const since = Date.now();
    took('by the second adapter', since, await untilTrue(members(), truth, 30_000), HEALED_S);
    await healed('plugged in again');
    for (const number of pair) await office.lab.removeSecondNic(number);
    took('second adapters gone', Date.now(), await allTrue(30_000), HEALED_S);
  });

  it('finds together after a partition in which both sides let in and put out', async function () {
    this.timeout(120_000);
    const seconds = await divideAndMeet(office, belongings, 10_000);
    took('divided sides met', 0, seconds * 1000, HEALED_S);
  });

  it('never had an agent end by itself', () => {
    assert.deepEqual(
      office.pcs.flatMap(({ name, deaths }) => deaths.map((death) => ({ name, ...death }))),
      [],
    );
  });
});
