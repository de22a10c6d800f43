import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { bytesOf, refuses } from './local-share.ts';
import { bert, Pair, share } from './peer-pair.ts';

describe("a peer's share", () => {
  let pair: Pair;
  const content = randomBytes(2_500_000);
  beforeEach(() => {
    pair = new Pair();
    mkdirSync(join(pair.owner.root, 'folder/b'), { recursive: true });
    writeFileSync(join(pair.owner.root, 'folder/file'), content);
    writeFileSync(join(pair.owner.root, 'empty'), '');
  });
  afterEach(() => pair.owner.remove());

  it('is read like an own one', async () => {
    const files = pair.access.open(bert, share);
    assert.deepEqual(
      (await files.list('folder')).entries.map(({ name }) => name),
      ['b', 'file'],
    );
    assert.ok((await bytesOf((await files.read('folder/file')).stream)).equals(content));
    const part = await files.read('folder/file', { range: { start: 5, end: 9 } });
    assert.deepEqual([part.size, part.range], [content.length, { start: 5, end: 9 }]);
    assert.ok((await bytesOf(part.stream)).equals(content.subarray(5, 10)));
    const sizes = await Promise.all(
      ['folder/file', 'empty', 'folder/b', ''].map((path) => files.stat(path)),
    );
    assert.deepEqual(sizes.map(({ kind, size }) => [kind, size]), [
      ['file', content.length], ['file', 0], ['folder', 0], ['folder', 0],
    ]); // biome-ignore format: a list
    await refuses(files.stat('folder/none'), 'path.not_found');
    await refuses(files.read('../x'), 'path.outside');
  });

  it('is believed neither hostile names nor pages without end', async () => {
    const entry = (name: string) => ({ name, kind: 'file' as const, size: 1, modified: 0 });
    pair.page = { entries: ['../x', 'a/b', '..', '', 'x\0', 'good'].map(entry), next: 'a' };
    const page = await pair.access.open(bert, share).list('', { after: 'b' });
    assert.deepEqual([page.entries.map(({ name }) => name), page.next], [['good'], null]);
  });

  it('takes uploads of known and of unknown size', async () => {
    const files = pair.access.open(bert, share);
    const hash = createHash('sha256').update(content).digest('hex');
    const chunks = (): Readable => Readable.from([content.subarray(0, 7), content.subarray(7)]);
    for (const [name, size] of [
      ['known', content.length],
      ['unknown', undefined],
    ] as const) {
      const written = await files.write(name, chunks(), { size });
      const { etag } = await files.stat(name);
      const facts = { bytes: content.length, hash, etag, path: name, replaced: false };
      assert.deepEqual(written, facts);
      assert.ok(readFileSync(join(pair.owner.root, name)).equals(content));
    }
    await files.write('none', Readable.from([]), { size: 0 });
    await refuses(files.write('known', chunks(), { size: content.length }), 'path.exists');
    assert.deepEqual(readdirSync(join(pair.owner.top, 'spool')), []);
    await files.createFolder('new');
    assert.equal((await files.stat('new')).kind, 'folder');
  });

  it('resumes a pull that broke, where it stopped', async () => {
    pair.breaks = [1_000_000, 0, 700_000];
    const files = pair.access.open(bert, share);
    await files.write('file', Readable.from([content]));
    assert.ok(readFileSync(join(pair.owner.root, 'file')).equals(content));
    assert.equal(pair.pulls, 4);
  });

  it('gives up after a few tries and leaves nothing', async () => {
    pair.breaks = [10, 0, 0, 0, 0, 0];
    const files = pair.access.open(bert, share);
    await refuses(files.write('file', Readable.from([content])), 'transfer.interrupted');
    pair.breaks = [10];
    const once = Readable.from([content]);
    await refuses(files.write('file', once, { size: content.length }), 'transfer.interrupted');
    assert.equal(once.errored, null);
    assert.deepEqual(readdirSync(pair.owner.root).sort(), ['empty', 'folder']);
  });
});
