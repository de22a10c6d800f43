/** Documents are wholly in the spool or not at all. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { own } from '../../src/net/own-memory.ts';
import { FileSpool } from '../../src/printing/file-spool.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('file spool', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'spool');
  const spool = new FileSpool(path);
  const document = Buffer.from([0, 0xff, 0x80, 10, 13]);
  const sha256 = createHash('sha256').update(document).digest('hex');

  before(() => spool.start());
  after(async () => {
    await spool.stop();
    folder.remove();
  });

  it('gives back the memory of pieces that are its own, and of no others', async () => {
    const sizes = [10, 70_000, 65_536, 1_500_000, 1];
    const pieces = sizes.map((size) => Buffer.from(new Uint8Array(size).fill(size % 251).buffer));
    const whole = Buffer.concat(pieces);
    const kept = Buffer.from('kept by somebody');
    const source = [...pieces.map(own), kept];
    const { bytes, settled } = await spool.store('received-own', Readable.from(source));
    await settled;
    assert.equal(bytes, whole.length + kept.length);
    assert.deepEqual(
      await buffer(spool.read('received-own')),
      Buffer.concat([whole, Buffer.from('kept by somebody')]),
    );
    assert.deepEqual(
      pieces.map((piece) => piece.length),
      sizes.map(() => 0),
    );
    assert.equal(kept.toString(), 'kept by somebody');
    await spool.remove('received-own');
  });

  it('keeps bytes, counts and hashes them', async () => {
    const { settled, ...spooled } = await spool.store('sent-1', Readable.from([document]));
    assert.deepEqual(spooled, { bytes: 5, sha256, head: document });
    await settled;
    assert.deepEqual(await buffer(spool.read('sent-1')), document);
    assert.deepEqual(
      await buffer(spool.read('sent-1', { start: 1, end: 2 })),
      document.subarray(1, 3),
    );
    await spool.remove('sent-1');
    await spool.remove('sent-1');
    assert.deepEqual(await spool.names(), []);
  });

  it('leaves nothing of a document that breaks off, is another, or is given up', async () => {
    const broken = Readable.from(
      (async function* () {
        yield document;
        await Promise.reject(new Error('gone'));
      })(),
    );
    await assert.rejects(spool.store('a', broken), { code: 'transfer.interrupted' });
    const expected = { bytes: 5, sha256: '0'.repeat(64) };
    const other = spool.store('b', Readable.from([document]), { expected });
    await assert.rejects(other, { code: 'transfer.changed' });
    const signal = AbortSignal.abort();
    await assert.rejects(spool.store('c', Readable.from([document]), { signal }), {
      code: 'request.cancelled',
    });
    assert.deepEqual(readdirSync(path), []);
  });

  it('clears at start what is no document', async () => {
    writeFileSync(join(path, 'x.part'), 'half');
    await spool.start();
    assert.deepEqual(readdirSync(path), []);
  });

  it('is for its own user alone, at every moment', async function () {
    if (process.platform === 'win32') this.skip();
    const mode = (name: string): string => (statSync(join(path, name)).mode & 0o777).toString(8);
    chmodSync(path, 0o755);
    await spool.start();
    const half = new Readable({ read() {} });
    half.push(document);
    const umask = process.umask(0);
    try {
      const storing = spool.store('m', half);
      await eventually(() => readdirSync(path).includes('m'), 5000, 'its beginning is there');
      assert.deepEqual([mode('.'), mode('m')], ['700', '600']);
      half.push(null);
      await storing;
      await spool.copy('m', 'n');
      assert.deepEqual([mode('m'), mode('n')], ['600', '600']);
    } finally {
      process.umask(umask);
      for (const name of ['m', 'n']) await spool.remove(name);
    }
  });

  it('has no names that lead elsewhere', () => {
    assert.throws(() => spool.read('../x'), { code: 'path.invalid' });
  });

  it('says that the disk is full and leaves nothing behind', async function () {
    // Only root can mount a small disk.
    if (process.getuid?.() !== 0) this.skip();
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    try {
      const small = new FileSpool(join(disk, 'spool'));
      await small.start();
      const large = Readable.from([Buffer.alloc(50_000), Buffer.alloc(50_000)]);
      await assert.rejects(small.store('large', large), { code: 'disk.full' });
      assert.deepEqual(await small.names(), []);
      const { settled, bytes } = await small.store('small', Readable.from([document]));
      await settled;
      await small.stop();
      assert.equal(bytes, 5);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
