/** Answers of many PCs as one list, some of which lie. */
import assert from 'node:assert/strict';
import { systemClock } from '../../agent/system-clock.ts';
import type { FoundEntry, SearchHit, SearchQuery } from '../../src/model/search.ts';
import type { Answer } from '../../src/search/answers.ts';
import { FanOut } from '../../src/search/fan-out.ts';
import { mergeHits } from '../../src/search/merge.ts';
import { fakeHit as hit, SHARE } from './fake-hit.ts';

const ROOT = 'r'.repeat(52);
const OTHER = 's'.repeat(52);
const places = (hits: readonly SearchHit[]): string[][] =>
  hits.map(({ holders }) => holders.map(({ device, path }) => `${device}/${path}`));

describe('hits of many PCs', () => {
  it('are one where their content is, whatever it is called, and name who has it', () => {
    const merged = mergeHits(
      [
        hit('anna', 'a/handbook.pdf', { root: ROOT, score: 0.8 }),
        hit('ben', 'copy of it.pdf', { root: ROOT }),
        hit('carl', 'handbook.pdf', { root: OTHER }),
      ],
      'me',
    );
    assert.deepEqual(places(merged), [
      ['anna/a/handbook.pdf', 'ben/copy of it.pdf'],
      ['carl/handbook.pdf'],
    ]);
    assert.deepEqual(
      merged[0]?.holders.map(({ root }) => root),
      [ROOT, ROOT],
    );
  });

  it('are one by their ends only under one name, and not where roots say otherwise', () => {
    const ends = { content: 'ends' };
    const merged = mergeHits(
      [
        hit('anna', 'a.pdf', { ...ends, root: ROOT, score: 0.9 }),
        hit('ben', 'sub/a.pdf', ends),
        hit('carl', 'a.pdf', { ...ends, root: OTHER }),
        hit('dora', 'b.pdf', ends),
        hit('emil', 'a.pdf', { ...ends, size: 2049 }),
      ],
      'me',
    );
    assert.deepEqual(places(merged).map(String).toSorted(), [
      'anna/a.pdf,ben/sub/a.pdf',
      'carl/a.pdf',
      'dora/b.pdf',
      'emil/a.pdf',
    ]);
    assert.deepEqual(
      merged[0]?.holders.map(({ root }) => root),
      [ROOT, undefined],
    );
  });

  it('keep other names on the same PC apart, since names are looked for', () => {
    const merged = mergeHits(
      [
        hit('anna', 'offer one.pdf', { root: ROOT, score: 0.9 }),
        hit('anna', 'offer two.pdf', { root: ROOT, score: 0.8 }),
        hit('ben', 'offer two.pdf', { root: ROOT }),
      ],
      'me',
    );
    assert.deepEqual(places(merged), [
      ['anna/offer one.pdf'],
      ['anna/offer two.pdf', 'ben/offer two.pdf'],
    ]);
  });

  it('come to the same, in whatever order and parts PCs answer', () => {
    const all = [
      hit('anna', 'x.pdf', { root: ROOT, score: 0.9 }),
      hit('ben', 'x.pdf', { root: ROOT, score: 0.8 }),
      hit('me', 'x.pdf', { root: ROOT, score: 0.7 }),
      hit('carl', 'y.pdf', { score: 0.6 }),
    ];
    for (const order of [all, all.toReversed(), [all[2], all[0], all[3], all[1]]]) {
      let merged: SearchHit[] = [];
      for (const one of order) if (one) merged = mergeHits([...merged, one], 'me');
      assert.equal(merged[0]?.device, 'me');
      assert.equal(merged[0]?.score, 0.9);
      assert.deepEqual(
        merged.map(({ holders }) => holders.map(({ device }) => device).toSorted()),
        [['anna', 'ben', 'me'], ['carl']],
      );
    }
  });

  it('check 94: say of an entry what its own PC says, and this PC first', () => {
    const lie = hit('mallory', 'contract.pdf', {
      root: ROOT,
      score: 1,
      snippet: 'pay to Mallory',
      modified: 9e12,
    });
    const mine = hit('me', 'contract.pdf', { root: ROOT, snippet: 'pay to Anna' });
    const [first] = mergeHits([lie, mine], 'me');
    assert.deepEqual([first?.device, first?.snippet, first?.modified], ['me', 'pay to Anna', 1000]);
    assert.deepEqual(places(mergeHits([lie, mine], 'me')), [
      ['me/contract.pdf', 'mallory/contract.pdf'],
    ]);
    // Without a copy here both are named, each to be reached at its own PC.
    const honest = hit('anna', 'contract.pdf', { root: ROOT });
    assert.deepEqual(places(mergeHits([lie, honest], 'me')), [
      ['mallory/contract.pdf', 'anna/contract.pdf'],
    ]);
  });

  it('check 94: name everybody, however many places one PC tells', () => {
    const lies = Array.from({ length: 200 }, (_none, at) =>
      hit('mallory', `${at}/contract.pdf`, { root: ROOT, score: 1 }),
    );
    const [first, ...more] = mergeHits(
      [...lies, hit('anna', 'contract.pdf', { root: ROOT })],
      'me',
    );
    assert.equal(more.length, 0);
    const named = first?.holders.map(({ device }) => device) ?? [];
    assert.equal(named.filter((one) => one === 'mallory').length, 25);
    assert.ok(named.includes('anna'));
  });
});

describe('questions to many PCs', () => {
  const found = (path: string, more: Partial<FoundEntry> = {}): FoundEntry => {
    const { share, kind, size, modified, snippet, score, content } = hit('', path);
    return { share, path, kind, size, modified, snippet, score, content, ...more };
  };
  const ask = (answer: Answer, query: Partial<SearchQuery> = {}) =>
    new FanOut({
      own: 'me',
      devices: () => [{ id: 'mallory', name: 'Mallory', online: true }],
      ask: () => Promise.resolve(answer),
      shareNames: () => new Map([[SHARE, 'Papers']]),
      clock: systemClock,
    }).search({ words: 'contract', ...query }, undefined, () => {}, new AbortController().signal);

  it('check 94: count an entry once, in shares that are known, as high as its name allows', async () => {
    const { hits } = await ask({
      hits: [
        found('holiday.jpg', { score: 1 }),
        found('contract.pdf', { score: 1 }),
        found('contract.pdf', { score: 1 }),
        found('contract.pdf', { score: 1, share: 'd'.repeat(16) }),
      ],
      reading: false,
    });
    assert.deepEqual(
      hits.map(({ path, score, holders }) => [path, score, holders.length]),
      [
        ['contract.pdf', 1, 1],
        ['holiday.jpg', 0.55, 1],
      ],
    );
  });

  it('take no more of one PC than was asked for, and nobody for somebody else', async () => {
    const many = Array.from({ length: 200 }, (_none, at) => found(`contract ${at}.pdf`));
    const answer = { hits: many, person: 'mal\u202e', reading: false };
    assert.equal((await ask(answer, { limit: 10 })).hits.length, 10);
    assert.equal((await ask(answer)).hits[0]?.person, 'mal');
    assert.equal((await ask(answer, { person: 'Mal' })).hits.length, 50);
    assert.equal((await ask(answer, { person: 'Anna' })).hits.length, 0);
  });
});
