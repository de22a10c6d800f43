/** What the soak rests on: a seed repeats its rounds, and the slope of a series is its growth. */
import assert from 'node:assert/strict';
import { median, trend } from './gauge.ts';
import { keptPcs, rounds, type Round } from './schedule.ts';

function first(seed: number, count: number): Round[] {
  const found: Round[] = [];
  for (const round of rounds(seed, 12)) {
    if (found.length === count) return found;
    found.push(round);
  }
  return found;
}

describe('slow: schedule', () => {
  it('repeats the rounds of a seed, and no others', () => {
    assert.deepEqual(first(7, 50), first(7, 50));
    assert.notDeepEqual(first(7, 50), first(8, 50));
  });

  it('has every kind of fault, and never ends a PC that is watched for its memory', () => {
    const all = first(7, 300);
    assert.equal(new Set(all.map(({ lan }) => lan)).size, 6);
    const struck = all.flatMap(({ pcs }) => pcs);
    assert.equal(new Set(struck.map(({ fault }) => fault)).size, 10);
    const kept = struck.filter(({ number }) => keptPcs(12).includes(number));
    assert.ok(kept.every(({ fault }) => !/killed|stopped/.test(fault)));
  });

  it('measures growth by least squares', () => {
    const points = [0, 1, 2, 3].map((x) => ({ x, y: 10 + 2 * x }));
    assert.deepEqual(trend(points), { slope: 2, error: 0 });
    // Strays by ±1: residuals 4, so an error of √(4 / 2 / 5).
    const astray = [1, -1, -1, 1].map((y, x) => ({ x, y: 2 * x + y }));
    const { slope, error } = trend(astray);
    assert.equal(slope.toFixed(6), '2.000000');
    assert.equal(error.toFixed(6), Math.sqrt(0.4).toFixed(6));
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
  });
});
