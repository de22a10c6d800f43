/** Which of two ways to a peer is the better one. */
import assert from 'node:assert/strict';
import type { AdapterKind } from '../../src/model/adapter.ts';
import { isBetter, isSameWay, rankOf, type Measured, type Way } from '../../src/peers/links/way.ts';

const end = (adapter: string, kind: AdapterKind) => ({ adapter, kind });
const way = (own: AdapterKind, theirs: AdapterKind): Way => ({
  own: end(`own-${own}`, own),
  theirs: end(`their-${theirs}`, theirs),
});
const measured = (one: Way, ms?: number): Measured => ({ way: one, ms });

describe('way to a peer', () => {
  it('is as good as the worse of its two ends', () => {
    assert.equal(rankOf(way('wired', 'wireless')), rankOf(way('wireless', 'wired')));
    assert.ok(rankOf(way('wired', 'wired')) < rankOf(way('wired', 'wireless')));
    assert.ok(rankOf(way('wireless', 'wireless')) < rankOf(way('tunnel', 'wired')));
  });

  it('is better by cable than by Wi-Fi, however long the round trip', () => {
    const [cable, wifi] = [way('wired', 'wired'), way('wireless', 'wired')];
    assert.ok(isBetter(measured(cable, 20), measured(wifi, 1)));
    assert.ok(!isBetter(measured(wifi, 1), measured(cable, 20)));
  });

  it('is better among equals only if it is clearly faster', () => {
    const standing = way('wired', 'wired');
    const other: Way = { ...standing, own: end('eth9', 'wired') };
    assert.ok(isBetter(measured(other, 2), measured(standing, 12)));
    assert.ok(!isBetter(measured(other, 10), measured(standing, 12)));
    assert.ok(!isBetter(measured(other, 0.3), measured(standing, 0.9)));
    assert.ok(!isBetter(measured(other), measured(standing, 12)));
  });

  it('is the same by another address of the same adapters', () => {
    const one = way('wireless', 'wireless');
    assert.ok(isSameWay(one, { ...one }));
    assert.ok(!isBetter(measured({ ...one }, 1), measured(one, 100)));
  });

  it('takes kinds of newer versions for ordinary networks', () => {
    const newer: Way = { own: end('eth0', 'wired'), theirs: { adapter: 'x', kind: 'toString' } };
    assert.equal(rankOf(newer), 1);
  });
});
