/** `get` and `put`: whole, resumed, safe names, nothing overwritten. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { mountSmallDisk } from '../support/small-disk.ts';
import { FakeOffice, MODIFIED, sha256 } from './fake-office.ts';

describe('cli: copying', () => {
  let office: FakeOffice;
  beforeEach(async () => {
    office = new FakeOffice();
    await office.start();
  });
  afterEach(() => office.stop());

  const parts = (): string[] => readdirSync(office.home).filter((name) => name.endsWith('.part'));

  it('gets a file with its time, and refuses to overwrite it', async () => {
    office.files.set('Plans/House.pdf', Buffer.from('a house'));
    const got = await office.run('get', 'Ben/Documents/Plans/House.pdf', '--json');
    const { seconds, ...document } = got.json() as Record<string, unknown>;
    assert.equal(typeof seconds, 'number');
    const hash = sha256(Buffer.from('a house'));
    assert.deepEqual(document, { bytes: 7, files: 1, sources: 1, hash });
    const file = join(office.home, 'House.pdf');
    assert.equal(readFileSync(file, 'utf8'), 'a house');
    assert.equal(statSync(file).mtimeMs, MODIFIED);
    assert.deepEqual(parts(), []);
    const again = await office.run('get', 'Ben/Documents/Plans/House.pdf');
    assert.equal(again.status, 1);
    assert.match(again.err, /already there/);
  });

  it('resumes a broken file from the same bytes', async () => {
    const bytes = randomBytes(300_000);
    office.files.set('big.bin', bytes);
    office.cutAfter = 200_000;
    const broken = await office.run('get', 'Ben/Documents/big.bin', '--json');
    assert.equal(broken.status, 1);
    assert.match(broken.out, /transfer\.interrupted/);
    assert.equal(parts().length, 1);
    const { size } = statSync(join(office.home, parts()[0] ?? ''));
    assert.ok(size > 0);
    const got = await office.run('get', 'Ben/Documents/big.bin', '--json');
    assert.equal((got.json() as { hash: string }).hash, sha256(bytes));
    assert.deepEqual(office.ranges, [undefined, `bytes=${size - 1}-`]);
    assert.deepEqual(readFileSync(join(office.home, 'big.bin')), bytes);
    assert.deepEqual(parts(), []);
  });

  it('starts anew where the file changed, also to a shorter one', async () => {
    for (const next of [randomBytes(300_000), randomBytes(100)]) {
      const name = `copy-${next.length}.bin`;
      office.files.set('big.bin', randomBytes(300_000));
      office.cutAfter = 150_000;
      assert.equal((await office.run('get', 'Ben/Documents/big.bin', name)).status, 1);
      office.files.set('big.bin', next);
      assert.equal((await office.run('get', 'Ben/Documents/big.bin', name)).status, 0);
      assert.deepEqual(readFileSync(join(office.home, name)), next);
    }
    assert.deepEqual(parts(), []);
  });

  it('gets a folder under names that do no harm, and goes on after a break', async () => {
    office.files.set('Tree/a.txt', Buffer.from('a'));
    office.files.set('Tree/A.txt', Buffer.from('other'));
    office.files.set('Tree/..\\..\\evil', Buffer.from('evil'));
    office.files.set('Tree/deep/con', Buffer.from('device'));
    office.files.set('Tree/empty/', Buffer.alloc(0));
    const first = await office.run('get', 'Ben/Documents/Tree', '--json');
    assert.equal((first.json() as { files: number }).files, 4);
    const tree = readdirSync(join(office.home, 'Tree'), { recursive: true }).map(String).sort();
    assert.deepEqual(
      tree.filter((name) => /evil|con/.test(name)),
      ['_._.._evil', 'deep/_con'].filter((name) => tree.includes(name)),
    );
    assert.ok(tree.includes('empty') && tree.includes('a.txt') && tree.includes('A (2).txt'));
    const read = office.ranges.length;
    const second = await office.run('get', 'Ben/Documents/Tree', '--json');
    assert.equal((second.json() as { hash: string }).hash, (first.json() as { hash: string }).hash);
    assert.equal(office.ranges.length, read);
    writeFileSync(join(office.home, 'Tree', 'a.txt'), 'mine, longer');
    assert.equal((await office.run('get', 'Ben/Documents/Tree')).status, 1);
    assert.equal(readFileSync(join(office.home, 'Tree', 'a.txt'), 'utf8'), 'mine, longer');
  });

  it('puts a file and a folder, leaves links out, and does not send twice', async () => {
    const tree = join(office.home, 'Out');
    mkdirSync(join(tree, 'inner'), { recursive: true });
    writeFileSync(join(tree, 'one.txt'), 'one');
    writeFileSync(join(tree, 'inner', 'two.txt'), 'two');
    symlinkSync('/etc/passwd', join(tree, 'link'));
    office.files.set('Inbox/', Buffer.alloc(0));
    const put = await office.run('put', 'Out', 'Ben/Documents/Inbox', '--json');
    assert.match(put.err, /Left out .*link/);
    const { files, bytes, sources } = put.json() as Record<string, unknown>;
    assert.deepEqual([files, bytes, sources], [2, 6, 1]);
    assert.equal(office.files.get('Inbox/Out/inner/two.txt')?.toString(), 'two');
    const writes = (): number => office.asked.filter((line) => line.startsWith('PUT')).length;
    assert.equal(writes(), 2);
    assert.equal((await office.run('put', 'Out', 'Ben/Documents/Inbox')).status, 0);
    assert.equal(writes(), 2);
    writeFileSync(join(tree, 'one.txt'), 'ONE');
    assert.equal((await office.run('put', 'Out', 'Ben/Documents/Inbox')).status, 1);
    const file = await office.run('put', 'Out/one.txt', 'Ben/Documents/renamed.txt', '--json');
    assert.equal((file.json() as { hash: string }).hash, sha256(Buffer.from('ONE')));
    assert.equal((await office.run('put', 'Out/one.txt', 'Ben/Documents/renamed.txt')).status, 1);
    assert.equal((await office.run('mkdir', 'Ben/Documents/New/Inner')).status, 0);
    assert.ok(office.files.has('New/Inner/'));
  });

  it('says that the disk is full, not that the connection broke', async function () {
    const disk = mountSmallDisk(join(office.home, 'disk'), 1024 * 1024);
    if (!disk) return this.skip();
    try {
      office.files.set('big.bin', randomBytes(4 * 1024 * 1024));
      const got = await office.run('get', 'Ben/Documents/big.bin', 'disk/big.bin', '--json');
      assert.equal(got.status, 1);
      assert.match(got.out, /disk\.full/);
      assert.match(got.err, /The disk is full\. Free some space/);
      assert.ok(!readdirSync(disk.path).includes('big.bin'));
    } finally {
      disk.remove();
    }
  });

  it('refuses paths that climb', async () => {
    assert.equal((await office.run('get', 'Ben/Documents/../x')).status, 2);
    assert.equal((await office.run('get', 'Ben/Documents/nothing')).status, 1);
  });
});
