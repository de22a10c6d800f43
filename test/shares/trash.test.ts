import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { TRASH_FOLDER } from '../../src/shares/trash/trash.ts';
import { refuses, type LocalShare } from './local-share.ts';
import { anna, bert, Pair, share } from './peer-pair.ts';

const DAY_MS = 24 * 3_600_000;

describe('the trash of a share', () => {
  let pair: Pair;
  let owner: LocalShare;
  beforeEach(() => {
    pair = new Pair();
    ({ owner } = pair);
    mkdirSync(join(owner.root, 'folder/deep'), { recursive: true });
    writeFileSync(join(owner.root, 'folder/deep/leaf.txt'), 'leaf');
    writeFileSync(join(owner.root, 'one'), '1');
  });
  afterEach(() => owner.remove());
  const text = (path: string): string => readFileSync(join(owner.root, path), 'utf8');
  const inTrash = (): string[] => readdirSync(join(owner.root, TRASH_FOLDER));

  it('keeps what was removed, with its place, time and who did it', async () => {
    const files = pair.access.open(bert, share);
    const entry = await files.remove('folder/deep/leaf.txt');
    assert.deepEqual(
      [entry.name, entry.path, entry.kind, entry.size, entry.by, entry.byName],
      ['leaf.txt', 'folder/deep/leaf.txt', 'file', 4, anna, 'Anna'],
    );
    assert.deepEqual((await files.trash()).entries, [entry]);
    await refuses(files.stat('folder/deep/leaf.txt'), 'path.not_found');
    const placed = await files.restore(entry.id);
    assert.equal(placed.path, 'folder/deep/leaf.txt');
    assert.equal(placed.etag, (await files.stat(placed.path)).etag);
    assert.deepEqual([text(placed.path), inTrash()], ['leaf', []]);
  });

  it('is nowhere else to be seen or entered, by any spelling', async () => {
    await owner.files.remove('one');
    assert.deepEqual(
      (await owner.files.list('')).entries.map(({ name }) => name),
      ['folder'],
    );
    const inside = inTrash()[0] ?? '';
    for (const name of [
      TRASH_FOLDER,
      '.HALLWAY-Trash',
      '.hall\u200cway-trash',
      '.hallway-trash\u200d',
    ]) {
      await refuses(owner.files.list(name), 'path.not_found');
      await refuses(owner.files.stat(`${name}/${inside}`), 'path.not_found');
      await refuses(owner.files.createFolder(`folder/${name}`), 'path.not_found');
      await refuses(owner.files.move('folder', name), 'path.not_found');
      await refuses(owner.files.remove(name), 'path.not_found');
    }
  });

  it('shows and gives others only what they removed, and lets the owner alone empty it', async () => {
    const by = { device: bert, name: 'Bert', owner: true };
    const own = await owner.files.remove('one', { by });
    const files = pair.access.open(bert, share);
    const hers = await files.remove('folder');
    assert.deepEqual(
      (await files.trash()).entries.map(({ id }) => id),
      [hers.id],
    );
    await refuses(files.restore(own.id), 'path.not_found');
    await refuses(files.emptyTrash(), 'request.forbidden');
    await refuses(owner.files.emptyTrash([own.id], { by: pair.by }), 'request.forbidden');
    assert.equal((await owner.files.trash({ by })).entries.length, 2);
    assert.deepEqual(await owner.files.emptyTrash([own.id], { by }), { removed: 1 });
    assert.deepEqual((await owner.files.trash()).entries, [hers]);
    await files.restore(hers.id);
    assert.equal(text('folder/deep/leaf.txt'), 'leaf');
    await owner.files.emptyTrash();
    assert.deepEqual(inTrash(), []);
  });

  it('restores beside what has the name, and makes folders again', async () => {
    const first = await owner.files.remove('folder/deep/leaf.txt');
    await owner.files.remove('folder');
    const back = await owner.files.restore(first.id);
    assert.deepEqual([back.path, text(back.path)], ['folder/deep/leaf.txt', 'leaf']);
    const removed = await owner.files.remove('one');
    writeFileSync(join(owner.root, 'one'), 'new');
    assert.equal((await owner.files.restore(removed.id)).path, 'one (restored)');
    assert.deepEqual([text('one'), text('one (restored)')], ['new', '1']);
    const again = await owner.files.remove('one');
    assert.equal(
      (await owner.files.restore(again.id, { to: 'folder/x.txt' })).path,
      'folder/x.txt',
    );
    await refuses(owner.files.restore(again.id), 'path.not_found');
    const third = await owner.files.remove('folder/x.txt');
    await refuses(owner.files.restore(third.id, { to: '../x' }), 'path.outside');
    assert.equal((await owner.files.trash()).entries.length, 2);
  });

  it('lets go after 30 days, or of the oldest where it is too much, but of nothing for a day', async () => {
    const { clock } = owner;
    const trash = async (): Promise<string[]> =>
      (await owner.files.trash()).entries.map(({ path }) => path);
    await owner.files.remove('one');
    clock.advance(2 * DAY_MS);
    await owner.files.remove('folder');
    clock.advance(27 * DAY_MS);
    await owner.files.tend();
    assert.deepEqual(await trash(), ['folder', 'one']);
    clock.advance(2 * DAY_MS);
    await owner.files.tend();
    assert.deepEqual(await trash(), ['folder']);
    assert.equal(inTrash().length, 3, 'the folder, its note and the reserve');

    const small = owner.open({ limit: 100 });
    writeFileSync(join(owner.root, 'large'), 'x'.repeat(80));
    await small.remove('large');
    await small.tend();
    assert.deepEqual(await trash(), ['large']);
    clock.advance(DAY_MS + 1000);
    await small.tend();
    assert.deepEqual(await trash(), []);
  });

  it('puts away what a crash left of it', async () => {
    const { id } = await owner.files.remove('folder');
    const at = (name: string): string => join(owner.root, TRASH_FOLDER, name);
    writeFileSync(at(`${'b'.repeat(16)}.json`), 'a note of what never came');
    mkdirSync(at('going away/half'), { recursive: true });
    await owner.files.tend();
    assert.deepEqual(inTrash().sort(), ['reserve', `${id} folder`, `${id}.json`].sort());
  });

  it('believes no forged note, and gives back what has none under its name', async () => {
    const entry = await owner.files.remove('one');
    const note = join(owner.root, TRASH_FOLDER, `${entry.id}.json`);
    for (const path of ['../../evil', '/etc/x', 'folder/../..', '']) {
      writeFileSync(note, JSON.stringify({ ...entry, path }));
      const [found] = (await owner.files.trash()).entries;
      assert.deepEqual([found?.path, found?.by], ['one', null], path);
    }
    rmSync(note);
    assert.equal((await owner.files.restore(entry.id)).path, 'one');
    assert.equal(text('one'), '1');
  });

  it('never follows a link that stands in its place', async () => {
    mkdirSync(join(owner.top, 'elsewhere'));
    symlinkSync(join(owner.top, 'elsewhere'), join(owner.root, TRASH_FOLDER));
    await refuses(owner.files.remove('one'), 'path.not_folder');
    assert.deepEqual([text('one'), readdirSync(join(owner.top, 'elsewhere'))], ['1', []]);
  });
});
