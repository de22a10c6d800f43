/** A short soak: what the long one (`npm run soak`) looks for, in a minute and a half. */
import assert from 'node:assert/strict';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { runSoak } from './run-soak.ts';

describe('slow: soak', function () {
  this.timeout(300_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(6);
  });
  after(() => office?.destroy());

  it('shows the truth on every PC after every blow', async () => {
    const result = await runSoak(office, {
      minutes: 1.5,
      seed: 7,
      pcs: 6,
      from: 1,
      to: Infinity,
      warmUpMinutes: 1,
      print: (line) => console.log(`      ${line}`),
    });
    assert.deepEqual(result.violations, []);
    assert.ok(result.rounds > 0);
  });
});
