import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { hiddenFolder } from '../../src/shares/share-rules.ts';
import { bytesOf, refuses, type LocalShare } from './local-share.ts';
import { bert, Pair, share } from './peer-pair.ts';

for (const where of ['on this PC', 'at a peer'])
  describe(`moving, copying and removing ${where}`, () => {
    let pair: Pair;
    let owner: LocalShare;
    let files: FileSystem;
    beforeEach(() => {
      pair = new Pair();
      ({ owner } = pair);
      files = where === 'at a peer' ? pair.access.open(bert, share) : owner.files;
      mkdirSync(join(owner.root, 'folder/deep'), { recursive: true });
      writeFileSync(join(owner.root, 'folder/deep/leaf'), 'leaf');
      writeFileSync(join(owner.root, 'one'), '1');
      writeFileSync(join(owner.root, 'two'), '2');
    });
    afterEach(() => owner.remove());
    const text = (path: string): string => readFileSync(join(owner.root, path), 'utf8');
    const there = (path: string): boolean => existsSync(join(owner.root, path));
    const removed = async (): Promise<string[]> =>
      (await owner.files.trash()).entries.map(({ path }) => path).sort();

    it('gives another name or place', async () => {
      const { etag } = await files.stat('one');
      assert.deepEqual(await files.move('one', 'folder/eins'), {
        path: 'folder/eins',
        etag,
        replaced: false,
      });
      assert.equal((await files.stat('folder/eins')).etag, etag);
      await files.move('folder', 'moved');
      assert.deepEqual([text('moved/eins'), text('moved/deep/leaf')], ['1', 'leaf']);
      assert.deepEqual([there('one'), there('folder')], [false, false]);
    });

    it('refuses what is taken, unless told, and then keeps what was there', async () => {
      await refuses(files.move('one', 'two'), 'path.exists');
      await refuses(files.move('folder', 'two'), 'path.exists');
      await refuses(files.move('one', 'folder'), 'path.exists');
      await refuses(files.copy('one', 'two'), 'path.exists');
      assert.deepEqual([text('one'), text('two'), await removed()], ['1', '2', []]);

      assert.equal((await files.move('one', 'two', { replace: true })).replaced, true);
      assert.deepEqual([there('one'), text('two'), await removed()], [false, '1', ['two']]);
      await files.move('two', 'folder', { replace: true });
      assert.deepEqual([text('folder'), await removed()], ['1', ['folder', 'two']]);
      mkdirSync(join(owner.root, 'again'));
      await files.move('again', 'folder', { replace: true });
      assert.ok(statSync(join(owner.root, 'folder')).isDirectory());
      assert.equal((await removed()).length, 3);
    });

    it('puts nothing inside itself, and moves neither the share nor over it', async () => {
      for (const replace of [false, true]) {
        await refuses(files.move('folder', 'folder/deep/x', { replace }), 'path.invalid');
        await refuses(files.copy('folder', 'folder/x', { replace }), 'path.invalid');
        await refuses(files.move('', 'x', { replace }), 'path.invalid');
        await refuses(files.copy('', 'x', { replace }), 'path.invalid');
        await refuses(files.move('one', '', { replace }), 'path.exists');
      }
      await refuses(files.remove(''), 'path.invalid');
      // What holds it would go into the trash with it.
      await refuses(files.move('folder/deep', 'folder', { replace: true }), 'path.invalid');
      await refuses(files.copy('folder/deep', 'folder', { replace: true }), 'path.invalid');
      await refuses(files.copy('one', 'one', { replace: true }), 'path.invalid');
      assert.equal(text('folder/deep/leaf'), 'leaf');
      assert.deepEqual(await removed(), []);
    });

    it('says what is missing and what leads out', async () => {
      await refuses(files.move('none', 'x'), 'path.not_found');
      await refuses(files.move('one', 'none/x'), 'path.not_found');
      await refuses(files.move('one', '../x'), 'path.outside');
      await refuses(files.move('../one', 'x'), 'path.outside');
      await refuses(files.copy('one', 'two\n'), 'path.invalid');
      await refuses(files.remove('none'), 'path.not_found');
      symlinkSync(owner.top, join(owner.root, 'out'));
      await refuses(files.move('out', 'x'), 'path.outside');
      await refuses(files.remove('out'), 'path.outside');
      await refuses(files.copy('out', 'x'), 'path.outside');
      await refuses(files.move('one', 'out/x'), 'path.outside');
    });

    it('changes only the version that is expected', async () => {
      const old = await files.stat('one');
      const written = await files.write('one', Readable.from(['later']), { ifMatch: old.etag });
      assert.deepEqual([written.path, written.replaced], ['one', true]);
      assert.equal(written.etag, (await files.stat('one')).etag);
      const ifMatch = old.etag;
      await refuses(files.write('one', Readable.from(['x']), { ifMatch }), 'path.changed');
      await refuses(files.move('one', 'x', { ifMatch }), 'path.changed');
      await refuses(files.remove('one', { ifMatch }), 'path.changed');
      await refuses(files.setModified('one', 1, { ifMatch }), 'path.changed');
      await refuses(files.write('gone', Readable.from(['x']), { ifMatch }), 'path.changed');
      const ifNoneMatch = '*';
      await refuses(files.write('one', Readable.from(['x']), { ifNoneMatch }), 'path.changed');
      await files.write('new', Readable.from(['x']), { ifNoneMatch });
      assert.equal(text('one'), 'later');
      await files.remove('one', { ifMatch: written.etag });
      assert.deepEqual(readdirSync(owner.notes), []);
    });

    it('keeps both versions where one would overwrite the other unseen', async () => {
      const { etag } = await files.stat('one');
      await files.write('one', Readable.from(['theirs']), { replace: true });
      const how = { ifMatch: etag, keepBoth: true };
      const mine = await files.write('one', Readable.from(['mine']), how);
      assert.match(mine.path, /^one \(conflict, [^,]+, \d{4}-\d\d-\d\d \d\d\.\d\d\)$/u);
      const again = await files.write('one', Readable.from(['again']), how);
      assert.notEqual(again.path, mine.path);
      assert.deepEqual(
        [text('one'), text(mine.path), text(again.path)],
        ['theirs', 'mine', 'again'],
      );
      const beside = await files.write('folder', Readable.from(['file']), { keepBoth: true });
      assert.equal(text(beside.path), 'file');
      assert.equal((await files.stat(beside.path)).etag, beside.etag);
    });

    it('keeps a time that it is given', async () => {
      await files.write('dated', Readable.from(['x']), { modified: 1_500_000_000_000 });
      assert.equal((await files.stat('dated')).modified, 1_500_000_000_000);
      const before = await files.stat('folder');
      const after = await files.setModified('folder', 1_400_000_000_000);
      assert.deepEqual([after.name, after.modified], ['folder', 1_400_000_000_000]);
      assert.notEqual(after.etag, before.etag);
      await files.copy('dated', 'copied');
      assert.equal((await files.stat('copied')).modified, 1_500_000_000_000);
    });

    it('copies whole folders, what links lead to, or a folder alone', async () => {
      symlinkSync('../one', join(owner.root, 'folder/link'));
      symlinkSync('.', join(owner.root, 'folder/round'));
      symlinkSync(owner.top, join(owner.root, 'folder/out'));
      const placed = await files.copy('folder', 'copy');
      assert.deepEqual(readdirSync(join(owner.root, 'copy')).sort(), ['deep', 'link']);
      assert.deepEqual([text('copy/deep/leaf'), text('copy/link')], ['leaf', '1']);
      assert.equal(placed.etag, (await files.stat('copy')).etag);
      assert.equal((await files.copy('two', 'copy/link', { replace: true })).replaced, true);
      assert.deepEqual([text('copy/link'), text('one')], ['2', '1']);
      await files.copy('folder', 'copy', { replace: true, recursive: false });
      assert.deepEqual(readdirSync(join(owner.root, 'copy')), []);
      assert.deepEqual(await removed(), ['copy', 'copy/link']);
      const left = readdirSync(owner.root).filter((name) => name.endsWith('.part'));
      assert.deepEqual([left, readdirSync(owner.notes)], [[], []]);
    });

    it('tells hard links of one file apart', async () => {
      linkSync(join(owner.root, 'one'), join(owner.root, 'same'));
      await files.move('one', 'same', { replace: true });
      assert.deepEqual([there('one'), text('same')], [false, '1']);
      linkSync(join(owner.root, 'same'), join(owner.root, 'SAME'));
      await refuses(files.move('same', 'SAME'), 'path.exists');
    });

    it('changes a name in case or spelling alone', async () => {
      await files.move('one', 'ONE');
      const [composed, apart] = ['caf\u00e9', 'cafe\u0301'];
      writeFileSync(join(owner.root, composed), 'coffee');
      await files.move(composed, apart);
      const names = readdirSync(owner.root);
      assert.deepEqual([names.includes('ONE'), names.includes('one')], [true, false]);
      assert.deepEqual([names.includes(apart), names.includes(composed)], [true, false]);
      assert.equal((await bytesOf((await files.read(composed)).stream)).toString(), 'coffee');
      await files.write(composed, Readable.from(['tea']), { replace: true });
      assert.equal(text(apart), 'tea');
      assert.equal(there(composed), false);
      await refuses(files.createFolder(composed), 'path.exists');
    });

    it('says how much room there is', async () => {
      const { total, free, limit } = await files.space();
      assert.ok(total !== null && free !== null && free > 0 && free <= total);
      assert.equal(limit, null);
    });

    it("leaves Hallway's own data where it is", async () => {
      mkdirSync(join(owner.root, 'me/deep/hallway'), { recursive: true });
      const home = await hiddenFolder(join(owner.root, 'me/deep/hallway'));
      assert.ok(home);
      owner.files = owner.open({ hidden: [home] });
      if (where === 'on this PC') ({ files } = owner);
      await refuses(files.move('me', 'you'), 'disk.denied');
      await refuses(files.remove('me/deep'), 'disk.denied');
      await refuses(files.move('one', 'me', { replace: true }), 'disk.denied');
      await refuses(files.remove('me/deep/hallway'), 'path.not_found');
      await files.copy('me', 'copied');
      assert.deepEqual(readdirSync(join(owner.root, 'copied/deep')), []);
    });
  });
