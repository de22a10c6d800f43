/** Folders, names and writes at a real Samba: nothing is missing, and nothing is left half done. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import type { SmbHost } from '../../../src/shares/smb/smb-host.ts';
import { eventually } from '../../support/eventually.ts';
import { noSamba, Samba } from '../../support/samba.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';
import { clientOf, filesOf, hashOf, hashOfBytes } from '../../support/smb-client.ts';

describe('SMB: files of a real Samba', function () {
  this.timeout(60_000);
  const reason = noSamba();
  let samba: Samba;
  let host: SmbHost;
  let files: FileSystem;

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

  it('lists every one of 10,000 entries, once and in order', async () => {
    const folder = join(samba.path(), 'many');
    mkdirSync(folder);
    const names = Array.from(
      { length: 10_000 },
      (_, index) => `file ${index} – ${'x'.repeat(index % 50)}.txt`,
    );
    for (const name of names) writeFileSync(join(folder, name), '');
    const listed: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await files.list('many', { after, limit: 999 });
      for (const { name } of page.entries) listed.push(name);
      if (page.next === null) break;
      after = page.next;
    }
    assert.equal(listed.length, 10_000);
    assert.deepEqual(listed, names.toSorted());
  });

  it('opens files of odd names, and makes none that Windows could not hold', async () => {
    const names = [
      'ünï – 漢字 😀.txt',
      "quote ' & $(x) %41.txt",
      '.hidden',
      'x'.repeat(255),
      'é e\u0301',
    ];
    for (const name of names) {
      writeFileSync(join(samba.path(), name), name);
      const { stream } = await files.read(name);
      assert.equal((await hashOf(stream)).hash, hashOfBytes(Buffer.from(name)), name);
    }
    const listed = (await files.list('')).entries.map(({ name }) => name);
    for (const name of names) assert.ok(listed.includes(name), name);
    for (const name of ['a:b', 'con', 'a.', 'a ', 'a\\b', 'a*', 'a\nb', '\ud800', 'a?', 'NUL.txt'])
      await assert.rejects(files.write(name, Readable.from(['x'])), { code: 'path.invalid' }, name);
    for (const path of ['..', 'many/../..', '../../etc/passwd', '/etc'])
      await assert.rejects(files.stat(path), { code: 'path.outside' }, path);
  });

  it('follows no link out of the share', async () => {
    symlinkSync('/etc', join(samba.path(), 'way-out'));
    await assert.rejects(files.list('way-out'), (error: { code: string }) =>
      ['path.outside', 'disk.denied', 'path.not_found'].includes(error.code),
    );
  });

  it('refuses a name that is taken, and replaces where that was asked for', async () => {
    await files.write('taken.txt', Readable.from(['one']));
    const before = await files.stat('taken.txt');
    await assert.rejects(files.write('taken.txt', Readable.from(['two'])), { code: 'path.exists' });
    await files.write('taken.txt', Readable.from(['three']), { replace: true });
    assert.equal(readFileSync(join(samba.path(), 'taken.txt'), 'utf8'), 'three');
    assert.notEqual((await files.stat('taken.txt')).etag, before.etag);
    await files.createFolder('a folder');
    await assert.rejects(files.createFolder('a folder'), { code: 'path.exists' });
    await assert.rejects(files.write('a folder', Readable.from(['x']), { replace: true }), {
      code: 'path.not_file',
    });
    await assert.rejects(files.read('a folder'), { code: 'path.not_file' });
    await assert.rejects(files.list('taken.txt'), { code: 'path.not_folder' });
    await assert.rejects(files.read('nothing'), { code: 'path.not_found' });
    await assert.rejects(files.write('no/such/folder', Readable.from(['x'])), {
      code: 'path.not_found',
    });
  });

  it('leaves nothing of a write that breaks off, whoever breaks it off', async () => {
    const cut = new AbortController();
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (let n = 0; ; n++) {
        yield Buffer.alloc(1 << 20);
        if (n === 5) cut.abort();
      }
    };
    const source = Readable.from(endless());
    await assert.rejects(files.write('cut.bin', source, { signal: cut.signal }), {
      code: 'request.cancelled',
    });
    await assert.rejects(files.write('short.bin', Readable.from(['abc']), { size: 5 }), {
      code: 'transfer.interrupted',
    });
    // This PC dies: the server removes what it was writing.
    const other = clientOf(samba);
    const held = Readable.from(
      (async function* () {
        yield Buffer.alloc(3 << 20);
        await new Promise((resolve) => setTimeout(resolve, 300));
        await other.use('files', false, ({ session }) => Promise.resolve(session.connection.end()));
        yield Buffer.alloc(3 << 20);
      })(),
    );
    await assert.rejects(filesOf(other).write('dead.bin', held), { code: 'transfer.interrupted' });
    await eventually(
      () => {
        const left = readdirSync(samba.path()).filter((name) => /part|cut|short|dead/.test(name));
        return left.length === 0;
      },
      5000,
      'nothing left of them',
    );
  });

  it('says that the disk of the server is full, and leaves nothing there', async function () {
    mkdirSync(join(samba.path(), 'small'));
    const disk = mountSmallDisk(join(samba.path(), 'small'), 4 << 20);
    if (!disk) this.skip();
    try {
      const bytes = randomBytes(6 << 20);
      for (const size of [bytes.length, undefined])
        await assert.rejects(files.write('small/big', Readable.from([bytes]), { size }), {
          code: 'disk.full',
        });
      assert.deepEqual(readdirSync(disk.path), []);
    } finally {
      disk.remove();
    }
  });

  it('notices that a file changes while it is read', async () => {
    const path = join(samba.path(), 'growing.bin');
    writeFileSync(path, randomBytes(20 << 20));
    const { stream } = await files.read('growing.bin');
    let got = 0;
    await assert.rejects(
      (async () => {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          if (got === 0) writeFileSync(path, randomBytes(20 << 20));
          got += chunk.length;
        }
      })(),
      { code: 'transfer.changed' },
    );
    assert.ok(got < 20 << 20);
  });

  it('notices at once that the server is killed, and goes on where it stood when it is back', async () => {
    const bytes = randomBytes(40 << 20);
    writeFileSync(join(samba.path(), 'long.bin'), bytes);
    const readUntil = async (stream: Readable, then: () => Promise<void>): Promise<Buffer> => {
      const parts: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        parts.push(chunk);
        if (parts.length === 3) await then();
      }
      return Buffer.concat(parts);
    };
    const patient = await filesOf(host, 'files', 20_000).read('long.bin');
    const whole = await readUntil(patient.stream, async () => {
      await samba.kill();
      // Meanwhile it is tried in vain.
      setTimeout(() => void samba.start(), 700);
    });
    assert.ok(whole.equals(bytes));
    const impatient = await filesOf(host, 'files', 0).read('long.bin');
    await assert.rejects(
      readUntil(impatient.stream, () => samba.kill()),
      {
        code: 'transfer.interrupted',
      },
    );
    await assert.rejects(files.list(''), { code: 'host.unreachable' });
  });
});
