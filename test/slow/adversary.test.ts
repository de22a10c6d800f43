/** A thousand jobs against everything that kills, cuts and fills: each once, in order, unchanged. */
import assert from 'node:assert/strict';
import { skipWithoutLab } from '../lan/availability.ts';
import { cupsInstalled } from '../support/cups.ts';
import { eveInstalled } from './adversary/printers.ts';
import { faultsOf, linesOf } from './adversary/report.ts';
import { runAdversary, type AdversaryOptions } from './adversary/run-adversary.ts';

describe('slow: printing against an adversary', function () {
  this.timeout(40 * 60_000);

  before(function () {
    skipWithoutLab(this);
    if (!cupsInstalled() || !eveInstalled()) this.skip();
  });

  const runs: readonly [AdversaryOptions['printer'], number, number][] = [
    ['cups', 1000, 1],
    ['ippeveprinter', 200, 2],
  ];
  for (const [printer, jobs, seed] of runs)
    it(`loses and doubles none of ${jobs} jobs at ${printer}`, async () => {
      const print = (line: string): void => console.log(`      ${line}`);
      const result = await runAdversary({ printer, jobs, seed, print });
      for (const line of linesOf(result)) print(line);
      assert.equal(result.acknowledged, jobs);
      assert.deepEqual(faultsOf(result), []);
    });
});
