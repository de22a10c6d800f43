/** Where words stand in a text, also in one that was written to be slow. */
import assert from 'node:assert/strict';
import { MARK } from '../../src/model/search.ts';
import { snippetOf, soughtIn } from '../../src/search/snippet.ts';
import { termsOf } from '../../src/search/words.ts';
import { seededBelow } from '../support/seeded.ts';

describe('snippets', () => {
  const snippet = (text: string, words: string): string =>
    snippetOf(text, soughtIn(termsOf(words)));
  const hit = (text: string): string => `${MARK.open}${text}${MARK.close}`;

  it('finds a word wherever the pieces are parted that a text is looked through in', () => {
    for (let before = 3600; before < 4800; before += 7) {
      const found = snippet(`${'é '.repeat(before / 2)}Größe ${'and so on '.repeat(99)}`, 'grosse');
      assert.match(found, /^…/u);
      assert.ok(found.includes(` ${hit('Größe')} and so on `), `${before}: ${found}`);
      assert.ok(found.endsWith('…') && found.length < 260);
    }
    // A piece that begins within a word begins no word.
    for (let before = 3600; before < 4800; before += 1)
      assert.ok(
        !snippet(`${'x'.repeat(before)}plan ${'y '.repeat(4000)}`, 'plan').includes(MARK.open),
      );
    assert.equal(snippet('Plan, b', 'plan'), `${hit('Plan')}, b`);
    assert.equal(snippet('', 'plan'), '');
  });

  it('finds the same in plain text by the quick way as by the one for every language', () => {
    const below = seededBelow(11);
    const some = (): string =>
      ['plan', 'Plan_b', 'a-b', 'x2', 'ssa', 'the', ' ', '.', '"', '\n'][below(10)] ?? '';
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from({ length: 12 }, some).join('');
      const words =
        ['plan', 'pla b', '"plan b"', 'ß', 'a-b', '2', 'ssa "x2 the"', 'þ'][below(8)] ?? '';
      const { ascii, any } = soughtIn(termsOf(words));
      const places = (sought: RegExp): string[] =>
        Array.from(text.matchAll(sought), (match) => `${match.index} ${match[0]}`);
      assert.deepEqual(places(ascii), places(any()), `${words} in ${JSON.stringify(text)}`);
    }
  });

  it('check 62: takes no longer for words that were written to be slow', () => {
    const time = (text: string): number => {
      const begun = performance.now();
      snippet(text, '"a b" "c d"');
      return performance.now() - begun;
    };
    const plain = 'no such thing '.repeat(20_000);
    const slow = `a${'\u0301\u0327'.repeat(125_000)}`;
    time(plain);
    const usual = Math.min(...Array.from({ length: 5 }, () => time(plain)));
    const worst = Math.min(...Array.from({ length: 5 }, () => time(slow)));
    // A run of marks that can be parted in every way takes some thousand times as long.
    assert.ok(worst < Math.max(usual, 1) * 100, `${worst} ms beside ${usual} ms`);
  });
});
