/** Things go from share to share whole, and the old ones stay until then. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'; // biome-ignore format: one import
import { join } from 'node:path';
import type { CarryProgress } from '../../src/model/carry.ts';
import { carry } from '../../src/shares/carry.ts';
import { type LocalShare, localShare, refuses } from './local-share.ts';

const COPY = { move: false, replace: false, signal: new AbortController().signal };

describe('shares: carrying between shares', () => {
  let here: LocalShare;
  let there: LocalShare;
  beforeEach(() => {
    here = localShare();
    there = localShare();
    mkdirSync(join(here.root, 'Plans/deep'), { recursive: true });
    writeFileSync(join(here.root, 'Plans/one.txt'), '1');
    writeFileSync(join(here.root, 'Plans/deep/two.txt'), Buffer.alloc(300_000, 2));
    utimesSync(join(here.root, 'Plans/one.txt'), 1000, 1000);
  });
  afterEach(() => {
    here.remove();
    there.remove();
  });
  const places = (from: string, to: string) =>
    [
      { files: here.files, path: from },
      { files: there.files, path: to },
    ] as const;

  it('copies a folder with its times, and tells how far it is', async () => {
    const told: CarryProgress[] = [];
    const done = await carry(...places('Plans', 'Copy'), {
      ...COPY,
      onProgress: (progress) => told.push({ ...progress }),
    });
    assert.deepEqual(
      [done.path, done.files, done.bytes, done.replaced, done.trash],
      ['Copy', 2, 300_001, false, null],
    );
    assert.equal(statSync(join(there.root, 'Copy/one.txt')).mtimeMs, 1_000_000);
    assert.equal(readFileSync(join(there.root, 'Copy/deep/two.txt')).length, 300_000);
    assert.equal(told.at(-1)?.bytes, 300_001);
    assert.ok(
      told.every(({ totalBytes, totalFiles }) => totalBytes === 300_001 && totalFiles === 2),
    );
    assert.ok(existsSync(join(here.root, 'Plans/one.txt')));
  });

  it('moves: the source is in its trash afterwards, and comes back whole', async () => {
    const { trash } = await carry(...places('Plans', 'Plans'), { ...COPY, move: true });
    assert.equal(existsSync(join(here.root, 'Plans')), false);
    await here.files.restore(trash ?? '');
    assert.equal(readFileSync(join(here.root, 'Plans/one.txt'), 'utf8'), '1');
  });

  it('refuses a taken name, and replaces it on wish so that the old one can be had back', async () => {
    writeFileSync(join(there.root, 'one.txt'), 'old');
    await refuses(carry(...places('Plans/one.txt', 'one.txt'), COPY), 'path.exists');
    const done = await carry(...places('Plans/one.txt', 'one.txt'), { ...COPY, replace: true });
    assert.equal(done.replaced, true);
    assert.equal(readFileSync(join(there.root, 'one.txt'), 'utf8'), '1');
    const [old] = (await there.files.trash()).entries;
    await there.files.restore(old?.id ?? '', { to: 'old.txt' });
    assert.equal(readFileSync(join(there.root, 'old.txt'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(there.root).filter((name) => !name.startsWith('.')).sort(), ['old.txt', 'one.txt']); // biome-ignore format: one list
  });

  it('leaves what was there when it is cancelled, and removes nothing', async () => {
    writeFileSync(join(there.root, 'Plans'), 'old');
    const cancel = new AbortController();
    await assert.rejects(
      carry(...places('Plans', 'Plans'), {
        move: true,
        replace: true,
        signal: cancel.signal,
        onProgress: () => cancel.abort(),
      }),
    );
    assert.equal(readFileSync(join(there.root, 'Plans'), 'utf8'), 'old');
    assert.equal(readFileSync(join(here.root, 'Plans/one.txt'), 'utf8'), '1');
    assert.equal(readFileSync(join(here.root, 'Plans/deep/two.txt')).length, 300_000);
  });

  it('keeps a folder that would be moved into itself by way of another share', async () => {
    const inside = here.open({ root: join(here.root, 'Plans/deep') });
    await refuses(
      carry(
        { files: here.files, path: 'Plans' },
        { files: inside, path: 'Plans' },
        { ...COPY, move: true },
      ),
      'path.invalid',
    );
    assert.equal(readFileSync(join(here.root, 'Plans/one.txt'), 'utf8'), '1');
    assert.equal(readFileSync(join(here.root, 'Plans/deep/two.txt')).length, 300_000);
  });
});
