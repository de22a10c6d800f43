/** A short run of `test/slow/adversary.ts`: some dozens of jobs while agents, printer and LAN are struck. */
import assert from 'node:assert/strict';
import { skipWithoutLab } from '../lan/availability.ts';
import { faultsOf, linesOf } from '../slow/adversary/report.ts';
import { runAdversary } from '../slow/adversary/run-adversary.ts';
import { cupsInstalled } from '../support/cups.ts';

const JOBS = 40;

describe('scenario: printing against an adversary', function () {
  this.timeout(300_000);

  before(function () {
    skipWithoutLab(this);
    if (!cupsInstalled()) {
      console.log('      skipped: CUPS is not installed');
      this.skip();
    }
  });

  it('prints every document once, in order and unchanged, or asks where nobody can know', async () => {
    const result = await runAdversary({ printer: 'cups', jobs: JOBS, seed: 5, print: () => {} });
    for (const line of linesOf(result)) console.log(`      ${line}`);
    assert.equal(result.acknowledged, JOBS);
    assert.deepEqual(faultsOf(result), []);
  });
});
