/** Which pieces are asked for, and what is known of files: rarest first, and only of this version. */
import assert from 'node:assert/strict';
import { openDatabase } from '../../src/store/database.ts';
import { HASH_BYTES, layoutOf, pieceCount, piecesOf, rootOf } from '../../src/transfer/manifest.ts';
import { ManifestStore } from '../../src/transfer/manifest-store.ts';
import { PiecePicker } from '../../src/transfer/piece-picker.ts';
import { PieceSet } from '../../src/transfer/piece-set.ts';

const COUNT = 100;

function picker(start = 0): PiecePicker {
  const made = new PiecePicker(new PieceSet(COUNT), () => start);
  made.known = COUNT;
  return made;
}
const all = PieceSet.full(COUNT);

describe('transfer: picking pieces', () => {
  it('takes what fewest have, from a random start, and asks for nothing twice', () => {
    const one = picker(0.5);
    one.changed(undefined, all);
    const half = PieceSet.of(COUNT, Array(50).keys());
    one.changed(undefined, half);
    const rarest = one.pick(all);
    assert.deepEqual(
      Array.from(rarest?.pieces ?? []),
      Array.from({ length: 50 }, (_, i) => i + 50),
    );
    const rest = one.pick(all);
    assert.ok(Array.from(rest?.pieces ?? []).every((piece) => piece < 50));
    assert.equal(one.pick(all), undefined);
  });

  it('frees what a source did not choose, and what did not come', () => {
    const one = picker();
    one.changed(undefined, all);
    const ticket = one.pick(all);
    assert.ok(ticket);
    one.chosen(ticket, [7]);
    assert.ok(one.pick(all)?.pieces.has(8));
    one.over(ticket);
    one.got(8);
    const next = one.pick(all);
    assert.ok(next?.pieces.has(7) && !next.pieces.has(8));
  });

  it('asks for nothing that has no hash yet, that is here, or that nobody has', () => {
    const one = picker();
    one.known = 3;
    one.got(1);
    one.changed(undefined, all);
    assert.deepEqual(Array.from(one.pick(all)?.pieces ?? []), [0, 2]);
    assert.equal(one.pick(new PieceSet(COUNT)), undefined);
    one.changed(all, undefined);
    assert.equal(one.reachable, 0);
  });

  it('asks once more for a late piece, of one other source only', () => {
    const one = picker();
    one.changed(undefined, all);
    const ticket = one.pick(all);
    assert.ok(ticket);
    one.chosen(ticket, [4]);
    const late = new Set([4]);
    const again = one.pickAgain(all, late);
    assert.deepEqual(Array.from(again?.pieces ?? []), [4]);
    assert.equal(one.pickAgain(all, late), undefined);
  });

  it('shows who has all of it much to choose from, and takes what others have meanwhile', () => {
    const one = picker();
    const half = PieceSet.of(COUNT, Array(50).keys());
    one.changed(undefined, all);
    one.changed(undefined, half);
    const open = one.pick(all, 10);
    assert.equal(open?.pieces.size, 50);
    // It may wait for its turn there.
    const other = one.pick(half, 10);
    assert.equal(other?.pieces.size, 5);
    assert.ok(open && other);
    one.chosen(open, [60]);
    assert.ok(!one.pick(all, 10)?.pieces.has(60));
    one.chosen(other, [3]);
    one.got(3);
    one.over(other);
    assert.ok(!one.pick(half, 10)?.pieces.has(3));
  });
});

describe('transfer: what files are made of', () => {
  it('cuts files of any size into at most 16,384 pieces, the same everywhere', () => {
    for (const size of [0, 1, 2 ** 25 - 1, 2 ** 25, 2 ** 34 + 1, 20 * 2 ** 30, 2 ** 39])
      assert.ok(pieceCount(layoutOf(size)) <= 16_384, `${size}`);
    assert.throws(() => layoutOf(2 ** 39 + 1), { code: 'request.too_large' });
    const layout = { size: 1000, pieceSize: 300 };
    assert.deepEqual(piecesOf(layout, { start: 300, end: 999 }), { first: 1, count: 3 });
    for (const [start, end] of [
      [1, 299],
      [0, 298],
      [300, 1000],
      [900, 899],
    ] as const)
      assert.equal(piecesOf(layout, { start, end }), undefined, `${start}-${end}`);
  });

  it('is believed of the version that was read, and of no other', () => {
    const database = openDatabase(':memory:');
    const store = new ManifestStore(database);
    const layout = layoutOf(2 ** 20);
    const hashes = new Uint8Array(pieceCount(layout) * HASH_BYTES).fill(3);
    const manifest = { ...layout, hashes, root: rootOf(layout, hashes) };
    const file = { share: 's'.repeat(16), path: 'a', etag: '"1"' };
    store.putFile(file, manifest, 1);
    assert.deepEqual(store.ofFile(file), manifest);
    assert.equal(store.ofFile({ ...file, etag: '"2"' }), undefined);
    assert.deepEqual(store.filesWith(manifest.root), [file]);
    store.forgetFile(file);
    assert.equal(store.ofFile(file), undefined);
    assert.ok(store.get(manifest.root));
    store.prune();
    assert.equal(store.get(manifest.root), undefined, 'nothing refers to it');
    database.close();
  });
});
