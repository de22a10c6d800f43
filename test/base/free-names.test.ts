/** Names that must not meet in one folder. */
import assert from 'node:assert/strict';
import { FreeNames, foldName, numberedName } from '../../src/base/free-names.ts';
import { utf8Length } from '../../src/base/utf8.ts';

describe('free names', () => {
  it('count before the ending, whatever the case and the form of the letters', () => {
    const names = new FreeNames();
    const taken = ['plan.pdf', 'Plan.PDF', 'plan.pdf', 'é', 'e\u0301', '.hidden'];
    assert.deepEqual(taken.map((name) => names.take(name)), [
      'plan.pdf', 'Plan (2).PDF', 'plan (3).pdf', 'é', 'e\u0301 (2)', '.hidden',
    ]); // biome-ignore format: two lists
  });

  it('fit, however long the name was, and stay different', () => {
    for (const long of ['a'.repeat(255), 'あ'.repeat(85), `${'b'.repeat(251)}.txt`]) {
      const names = new FreeNames();
      const all = Array.from({ length: 200 }, () => names.take(long));
      assert.equal(new Set(all.map(foldName)).size, 200);
      assert.ok(all.every((name) => utf8Length(name) <= 255));
      assert.ok(utf8Length(numberedName(long, 999_999)) <= 255);
    }
  });

  it('are found without going through all that are taken', () => {
    let folded = 0;
    const names = new FreeNames((name) => {
      folded += 1;
      return foldName(name);
    });
    const alike = ['a', 'A', `${'x'.repeat(250)}1`, `${'X'.repeat(250)}2`];
    for (let round = 0; round < 5000; round += 1) for (const name of alike) names.take(name);
    assert.ok(folded < 8 * 5000 * alike.length, `${folded} looks`);
  });
});
