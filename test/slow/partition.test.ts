/** An office of twelve in two halves for a minute, each letting in and putting out. */
import assert from 'node:assert/strict';
import { skipWithoutLab } from '../lan/availability.ts';
import { divideAndMeet } from '../scenario/divided-office.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { belongingsOf, untilTrue, type Belongings } from '../scenario/office-truth.ts';

const PCS = 12;
const APART_MS = 60_000;
const HEALED_S = 10;

describe('slow: partition', function () {
  this.timeout(240_000);
  let office: LabOffice;
  let belongings: Belongings;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(PCS + 2);
    await office.join(PCS);
    for (const { number } of office.pcs)
      await office.furnish(number, { printer: number % 3 === 0 });
    belongings = belongingsOf(office.pcs);
    const members = office.pcs.slice(0, PCS);
    await untilTrue(members, { members, linked: () => true, belongings }, 20_000);
  });
  after(() => office?.destroy());

  it('is one office again within 10 s after a minute apart', async () => {
    const seconds = await divideAndMeet(office, belongings, APART_MS);
    console.log(`      divided sides met: ${seconds.toFixed(2)} s (limit ${HEALED_S} s)`);
    assert.ok(seconds <= HEALED_S, `it took ${seconds} s`);
  });
});
