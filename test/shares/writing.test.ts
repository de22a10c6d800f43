import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { claimAndRename, putFile } from '../../src/shares/put-file.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { ManualClock } from '../support/temporary.ts';
import { localShare, refuses, type LocalShare } from './local-share.ts';

describe('writing a file', () => {
  let share: LocalShare;
  beforeEach(() => {
    share = localShare();
  });
  afterEach(() => share.remove());
  const left = (): string[] => readdirSync(share.root);
  const noted = (): string[] => readdirSync(share.notes);

  it('puts it in place with its hash', async () => {
    const content = randomBytes(3 * (1 << 20) + 7);
    const chunks = Array.from({ length: 200 }, (_, n) =>
      content.subarray(n * 16_000, (n + 1) * 16_000),
    );
    const written = await share.files.write('file', Readable.from(chunks), {
      size: content.length,
    });
    assert.equal(written.bytes, content.length);
    assert.equal(written.hash, createHash('sha256').update(content).digest('hex'));
    assert.ok(readFileSync(join(share.root, 'file')).equals(content));
    assert.deepEqual([left(), noted()], [['file'], []]);
  });

  it('replaces only when told, only files, and keeps their mode', async () => {
    writeFileSync(join(share.root, 'file'), 'old');
    chmodSync(join(share.root, 'file'), 0o640);
    mkdirSync(join(share.root, 'folder'));
    await refuses(share.files.write('file', Readable.from(['new'])), 'path.exists');
    await share.files.write('file', Readable.from(['new']), { replace: true });
    assert.equal(readFileSync(join(share.root, 'file'), 'utf8'), 'new');
    assert.equal(statSync(join(share.root, 'file')).mode & 0o777, 0o640);
    // Not `path.exists`: nobody shall be asked whether to replace a folder.
    for (const replace of [false, true])
      await refuses(
        share.files.write('folder', Readable.from(['x']), { replace }),
        'path.not_file',
      );
    await refuses(share.files.write('', Readable.from(['x']), { replace: true }), 'path.exists');
    await refuses(share.files.write('none/file', Readable.from(['x'])), 'path.not_found');
    await refuses(share.files.write('two\nlines', Readable.from(['x'])), 'path.invalid');
  });

  it('lets one of two writers win, and one of two replacers last', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        share.files.write('same', Readable.from([`writer ${n}`])),
      ),
    );
    const failed = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason as unknown] : []));
    assert.equal(failed.length, 7);
    for (const reason of failed) await refuses(Promise.reject(reason), 'path.exists');
    await Promise.all(
      ['a', 'b'].map((text) => share.files.write('same', Readable.from([text]), { replace: true })),
    );
    assert.match(readFileSync(join(share.root, 'same'), 'utf8'), /^[ab]$/u);
    assert.deepEqual(left(), ['same']);
  });

  it('lets one win where the disk has no hard links', async () => {
    writeFileSync(join(share.root, 'one'), '1');
    writeFileSync(join(share.root, 'two'), '2');
    const target = join(share.root, 'target');
    await claimAndRename(join(share.root, 'one'), target);
    await assert.rejects(claimAndRename(join(share.root, 'two'), target), { code: 'EEXIST' });
    assert.equal(readFileSync(target, 'utf8'), '1');
  });

  it('leaves nothing of an upload that breaks, is cancelled, or has another size', async () => {
    const broken = new PassThrough();
    broken.write('half');
    const work = share.files.write('file', broken);
    setImmediate(() => broken.destroy());
    await refuses(work, 'transfer.interrupted');

    const stalled = new PassThrough();
    stalled.on('error', () => {});
    const cancel = new AbortController();
    const waiting = share.files.write('file', stalled, { signal: cancel.signal });
    setImmediate(() => cancel.abort());
    await refuses(waiting, 'request.cancelled');

    await refuses(
      share.files.write('file', Readable.from(['ab']), { size: 3 }),
      'transfer.interrupted',
    );
    const long = Readable.from(['abcd']);
    await refuses(share.files.write('file', long, { size: 3 }), 'request.too_large');
    assert.equal(long.errored, null);
    assert.deepEqual([left(), noted()], [[], []]);
  });

  it('removes at the next start what a crash left, and nothing else', async () => {
    const journal = new UploadJournal(share.notes, new ManualClock(Date.now()));
    const name = `.hallway-${'b'.repeat(26)}.part`;
    await journal.begin(join(share.root, name));
    writeFileSync(join(share.root, name), 'half');
    const copy = `.hallway-${'c'.repeat(26)}.part`;
    await journal.begin(join(share.root, copy));
    mkdirSync(join(share.root, copy, 'deep'), { recursive: true });
    writeFileSync(join(share.root, copy, 'deep/half'), 'x');
    writeFileSync(join(share.root, 'kept'), '');
    writeFileSync(join(share.notes, 'forged'), join(share.root, 'kept'));
    assert.equal(await journal.sweep(), 2);
    assert.deepEqual([left(), noted()], [['kept'], []]);
  });

  it('keeps its note of a file whose drive was pulled, and removes it when that is back', async () => {
    const [drive, away] = [join(share.top, 'drive'), join(share.top, 'away')];
    mkdirSync(drive);
    const journal = new UploadJournal(share.notes, new ManualClock(Date.now()));
    const source = new PassThrough();
    const work = putFile({ folder: drive, real: drive, name: 'file' }, source, journal, {});
    source.write('half');
    while (readdirSync(drive).length === 0) await new Promise((resolve) => setImmediate(resolve));
    renameSync(drive, away);
    source.end();
    await refuses(work, 'path.not_found');
    assert.equal(noted().length, 1);
    assert.deepEqual(readdirSync(away), noted());
    assert.equal(await journal.sweep(), 0, 'not there yet');
    renameSync(away, drive);
    assert.equal(await journal.sweep(), 1);
    assert.deepEqual([readdirSync(drive), noted()], [[], []]);
  });

  it('says when the disk is full, before and during, and leaves nothing', async function () {
    const disk = join(share.root, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      this.skip(); // Only the system's administrator may mount.
    }
    try {
      const chunks = (): Readable =>
        Readable.from(Array.from({ length: 6 }, () => Buffer.alloc(1 << 20)));
      await refuses(share.files.write('disk/a', chunks(), { size: 6 << 20 }), 'disk.full');
      await refuses(share.files.write('disk/a', chunks()), 'disk.full');
      assert.deepEqual(readdirSync(disk), []);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('makes a folder once', async () => {
    await share.files.createFolder('new');
    await share.files.createFolder('new/below');
    await refuses(share.files.createFolder('new'), 'path.exists');
    await refuses(share.files.createFolder('missing/x'), 'path.not_found');
    await refuses(share.files.createFolder('../x'), 'path.outside');
  });
});
