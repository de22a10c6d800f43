/** Moving, copying, removing and writing under conditions at a real Samba. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import type { SmbHost } from '../../../src/shares/smb/smb-host.ts';
import { noSamba, Samba } from '../../support/samba.ts';
import { clientOf, filesOf } from '../../support/smb-client.ts';

describe('SMB: changing files of a real Samba', function () {
  this.timeout(30_000);
  const reason = noSamba();
  let samba: Samba;
  let host: SmbHost;
  let files: FileSystem;
  const at = (name: string): string => join(samba.path(), name);
  const text = (name: string): string => readFileSync(at(name), 'utf8');
  const of = (words: string): Readable => Readable.from([Buffer.from(words)]);

  before(async function () {
    if (reason) this.skip();
    samba = new Samba();
    await samba.start();
    host = clientOf(samba);
    files = filesOf(host);
  });
  after(async () => {
    await host?.end();
    await samba?.stop();
  });

  it('moves and renames, and takes no name that is another’s', async () => {
    writeFileSync(at('a.txt'), 'a');
    writeFileSync(at('b.txt'), 'b');
    mkdirSync(at('to'));
    await assert.rejects(files.move('a.txt', 'b.txt'), { code: 'path.exists' });
    await assert.rejects(files.move('a.txt', 'to', { replace: true }), { code: 'path.not_file' });
    const moved = await files.move('a.txt', 'to/A.txt');
    assert.equal(moved.path, 'to/A.txt');
    assert.equal(moved.etag, (await files.stat('to/A.txt')).etag);
    await files.move('to/A.txt', 'to/a.TXT');
    assert.deepEqual(readdirSync(at('to')), ['a.TXT']);
    const replaced = await files.move('to/a.TXT', 'b.txt', { replace: true });
    assert.equal(replaced.replaced, true);
    assert.equal(text('b.txt'), 'a');
    await files.move('to', 'folder');
    assert.ok(statSync(at('folder')).isDirectory());
    await assert.rejects(files.move('folder', 'folder/inside'), { code: 'path.invalid' });
    await assert.rejects(files.move('', 'x'), { code: 'path.invalid' });
    await assert.rejects(files.move('gone', 'x'), { code: 'path.not_found' });
  });

  it('copies files and folders whole, with their times', async () => {
    mkdirSync(at('tree/deep'), { recursive: true });
    writeFileSync(at('tree/deep/file'), 'deep');
    writeFileSync(at('tree/file'), 'x'.repeat(3 << 20));
    const before = await files.stat('tree/file');
    await files.copy('tree', 'tree again');
    assert.equal(text('tree again/deep/file'), 'deep');
    assert.equal(text('tree again/file'), text('tree/file'));
    assert.equal((await files.stat('tree again/file')).modified, before.modified);
    await files.copy('tree/file', 'copy');
    await assert.rejects(files.copy('tree/file', 'copy'), { code: 'path.exists' });
    assert.equal((await files.copy('tree/deep/file', 'copy', { replace: true })).replaced, true);
    assert.equal(text('copy'), 'deep');
    await assert.rejects(files.copy('tree', 'tree/inside'), { code: 'path.invalid' });
    await files.copy('tree', 'tree alone', { recursive: false });
    assert.deepEqual(readdirSync(at('tree alone')), []);
    assert.deepEqual(
      readdirSync(samba.path()).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('removes nothing for good unless that was said', async () => {
    mkdirSync(at('old/deep/deeper'), { recursive: true });
    writeFileSync(at('old/deep/deeper/file'), 'x');
    writeFileSync(at('old/file'), 'x');
    await assert.rejects(files.remove('old'), { code: 'trash.none' });
    assert.ok(existsSync(at('old/file')));
    const { etag } = await files.stat('old/file');
    writeFileSync(at('old/file'), 'somebody else was here');
    await assert.rejects(files.remove('old/file', { forever: true, ifMatch: etag }), {
      code: 'path.changed',
    });
    const removed = await files.remove('old', { forever: true });
    assert.deepEqual([removed.kind, removed.path], ['folder', 'old']);
    assert.equal(existsSync(at('old')), false);
    await assert.rejects(files.remove('old', { forever: true }), { code: 'path.not_found' });
    await assert.rejects(files.remove('', { forever: true }), { code: 'path.invalid' });
  });

  it('overwrites nobody unseen', async () => {
    const first = await files.write('shared.txt', of('one'));
    assert.equal(first.etag, (await files.stat('shared.txt')).etag);
    writeFileSync(at('shared.txt'), 'by another');
    await assert.rejects(files.write('shared.txt', of('two'), { ifMatch: first.etag }), {
      code: 'path.changed',
    });
    assert.equal(text('shared.txt'), 'by another');
    await assert.rejects(files.write('shared.txt', of('two'), { ifNoneMatch: '*' }), {
      code: 'path.changed',
    });
    const kept = await files.write('shared.txt', of('two'), {
      ifMatch: first.etag,
      keepBoth: true,
    });
    assert.match(kept.path, /^shared \(conflict, .*\)\.txt$/);
    assert.equal(text(kept.path), 'two');
    const { etag } = await files.stat('shared.txt');
    const written = await files.write('shared.txt', of('three'), { ifMatch: etag });
    assert.equal(written.replaced, true);
    assert.equal(text('shared.txt'), 'three');
    await assert.rejects(files.write('nobody.txt', of('x'), { ifMatch: etag }), {
      code: 'path.changed',
    });
  });

  it('keeps and sets times, and tells the room that is left', async () => {
    const modified = Date.UTC(2001, 1, 3, 4, 5, 6);
    await files.write('dated', of('x'), { modified });
    assert.equal((await files.stat('dated')).modified, modified);
    assert.equal(Math.round(statSync(at('dated')).mtimeMs), modified);
    const later = await files.setModified('dated', modified + 1000);
    assert.equal(later.modified, modified + 1000);
    const { total, free } = await files.space();
    assert.ok(total !== null && free !== null && total >= free && free > 0);
    assert.deepEqual(await files.trash(), { entries: [], more: false });
  });
});
