import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import { ShareRegistry } from '../../src/shares/share-registry.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';
import { refuses } from './local-share.ts';

const own = 'o'.repeat(52);
const anna = 'a'.repeat(52);
const bert = 'b'.repeat(52);

describe('share registry', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let top: string;
  let database: Database;
  let clock: ManualClock;
  let shares: ShareRegistry;
  const make = (): ShareRegistry =>
    new ShareRegistry({
      database,
      device: own,
      home: join(top, 'home'),
      clock,
      log: silentLog,
      nameOf: (device) => ({ [own]: 'Own', [anna]: 'Anna', [bert]: 'Bert' })[device] ?? '',
      isDrive: async () => false,
    });
  beforeEach(async () => {
    folder = temporaryFolder();
    top = realpathSync(folder.path);
    for (const name of ['home', 'Scans', 'Other']) mkdirSync(join(top, name));
    writeFileSync(join(top, 'home/device-key.pem'), 'SECRET');
    writeFileSync(join(top, 'Scans/file'), 'x');
    database = openDatabase(':memory:');
    clock = new ManualClock();
    shares = make();
    await shares.start();
  });
  afterEach(() => {
    shares.stop();
    database.close();
    folder.remove();
  });
  const codeOf = (work: () => unknown): HallwayError => {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof HallwayError);
      return error;
    }
    return assert.fail('allowed');
  };

  it('keeps shares over a restart', async () => {
    const share = await shares.add({ path: join(top, 'Scans'), access: 'write', with: [anna] });
    assert.match(share.id, /^[a-z2-7]{16}$/u);
    shares.stop();
    shares = make();
    await shares.start();
    assert.deepEqual(shares.list(), [share]);
    assert.equal(share.name, 'Scans');
    assert.equal(share.available, true);
  });

  it('refuses what is no folder, the system and its own data', async () => {
    await refuses(shares.add({ path: 'Scans' }), 'path.invalid');
    await refuses(shares.add({ path: '/' }), 'path.invalid');
    await refuses(shares.add({ path: '/proc/self' }), 'path.invalid');
    await refuses(shares.add({ path: join(top, 'home') }), 'path.invalid');
    await refuses(shares.add({ path: join(top, 'missing') }), 'path.not_found');
    await refuses(shares.add({ path: join(top, 'Scans/file') }), 'path.not_folder');
    await refuses(shares.add({ path: join(top, 'Scans'), until: clock.now() }), 'request.invalid');
  });

  it('never shows its own data in a folder that contains it', async () => {
    const { id } = await shares.add({ path: top, name: 'Everything' });
    const files = shares.openFor(anna, id);
    const names = (await files.list('')).entries.map(({ name }) => name);
    assert.deepEqual(names, ['Other', 'Scans']);
    await refuses(files.read('home/device-key.pem'), 'path.not_found');
  });

  it('suggests another name for one that is taken', async () => {
    await shares.add({ path: join(top, 'Scans') });
    await assert.rejects(
      shares.add({ path: join(top, 'Other'), name: 'scans' }),
      (error: unknown) => {
        assert.ok(error instanceof HallwayError && error.code === 'share.exists');
        assert.equal(error.details?.['suggestion'], 'scans 2');
        return true;
      },
    );
  });

  it('tells those without the right what it tells of a share that does not exist', async () => {
    const { id } = await shares.add({ path: join(top, 'Scans'), with: [anna] });
    assert.equal(shares.visibleTo(anna).length, 1);
    assert.deepEqual(Object.keys(shares.visibleTo(anna)[0] ?? {}).sort(), [
      'access', 'available', 'device', 'id', 'kind', 'name',
    ]); // biome-ignore format: a list of names
    assert.deepEqual(shares.visibleTo(bert), []);
    const [refused, missing] = [id, 'z'.repeat(16)].map((share) =>
      codeOf(() => shares.openFor(bert, share)),
    );
    assert.deepEqual(
      [refused?.code, refused?.message, refused?.fix],
      [missing?.code, missing?.message, missing?.fix],
    );
    assert.equal((await shares.openFor(own, id).list('')).entries.length, 1);
  });

  it('keeps a read-only share from being written to', async () => {
    const { id } = await shares.add({ path: join(top, 'Scans') });
    const files = shares.openFor(anna, id);
    await refuses(files.write('new', Readable.from(['x'])), 'share.read_only');
    await refuses(files.createFolder('new'), 'share.read_only');
  });

  it('leaves hidden files out where its owner hides them', async () => {
    for (const name of ['.env', 'desktop.ini', '.~lock.plan.odt#'])
      writeFileSync(join(top, 'Scans', name), 'x');
    mkdirSync(join(top, 'Scans/.ssh'));
    writeFileSync(join(top, 'Scans/.ssh/id'), 'SECRET');
    const { id } = await shares.add({
      path: join(top, 'Scans'),
      access: 'write',
      hidden: false,
    });
    const files = shares.openFor(anna, id);
    const names = async (): Promise<string[]> =>
      (await files.list('')).entries.map(({ name }) => name);
    // What LibreOffice puts beside an open file has to work.
    assert.deepEqual(await names(), ['.~lock.plan.odt#', 'file']);
    for (const path of ['.env', 'desktop.ini', '.ssh/id', '.SSH/id']) {
      await refuses(files.stat(path), 'path.not_found');
      await refuses(files.read(path), 'path.not_found');
      await refuses(files.remove(path), 'path.not_found');
      await refuses(files.move(path, 'seen'), 'path.not_found');
      await refuses(files.copy(path, 'seen'), 'path.not_found');
    }
    await refuses(files.write('.new', Readable.from(['x'])), 'path.invalid');
    await refuses(files.move('file', '.file'), 'path.invalid');
    await files.copy('', 'copy').catch(() => {});
    assert.equal(shares.change(id, { hidden: true }).hidden, true);
    assert.deepEqual(await names(), ['.env', '.ssh', '.~lock.plan.odt#', 'desktop.ini', 'file']);
    shares.stop();
    shares = make();
    await shares.start();
    assert.deepEqual(
      shares.list().map(({ hidden }) => hidden),
      [true],
    );
  });

  it('takes no more than its limit, its trash included', async () => {
    const { id } = await shares.add({ path: join(top, 'Scans'), access: 'write', limit: 1001 });
    const files = shares.openFor(anna, id);
    const bytes = (size: number): Readable => Readable.from([Buffer.alloc(size)]);
    assert.deepEqual((({ free, limit }) => ({ free, limit }))(await files.space()), {
      free: 1000,
      limit: 1001,
    });
    await files.write('a', bytes(600), { size: 600 });
    await refuses(files.write('b', bytes(600), { size: 600 }), 'share.full');
    await refuses(files.write('b', bytes(600)), 'share.full');
    await refuses(files.copy('a', 'b'), 'share.full');
    const both = await Promise.allSettled(
      ['c', 'd'].map((name) => files.write(name, bytes(300), { size: 300 })),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await files.remove('a');
    await refuses(files.write('b', bytes(600), { size: 600 }), 'share.full');
    await shares.openFor(own, id).emptyTrash();
    clock.advance(3000);
    await files.write('b', bytes(600), { size: 600 });
    shares.change(id, { limit: null });
    await files.write('e', bytes(2000), { size: 2000 });
    assert.deepEqual(
      readdirSync(join(top, 'Scans')).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('asks for the right at each change, and tells who made it', async () => {
    const { id } = await shares.add({ path: join(top, 'Scans') });
    const files = shares.openFor(anna, id);
    for (const work of [
      () => files.move('file', 'x'),
      () => files.copy('file', 'x'),
      () => files.remove('file'),
      () => files.setModified('file', 1),
      () => files.restore('a'.repeat(16)),
    ])
      await refuses(work(), 'share.read_only');
    shares.change(id, { access: 'write' });
    const by = { device: bert, name: 'Mallory', owner: true };
    const removed = await files.remove('file', { by });
    assert.deepEqual([removed.by, removed.byName], [anna, 'Anna']);
    await refuses(files.emptyTrash(undefined, { by }), 'request.forbidden');
    shares.change(id, { with: [bert] });
    await refuses(files.restore(removed.id), 'share.not_found');
    await refuses(files.trash(), 'share.not_found');
    assert.deepEqual((await shares.openFor(bert, id).trash()).entries, []);
    assert.equal((await shares.openFor(own, id).trash()).entries.length, 1);
  });

  it('ends a share at its time, also for a file system that was opened before', async () => {
    let changed = 0;
    shares.on('changed', () => changed++);
    const { id } = await shares.add({
      path: join(top, 'Scans'),
      until: clock.now() + 90_000_000,
    });
    const files = shares.openFor(anna, id);
    const { stream } = await files.read('file');
    const ended = new Promise((resolve) => stream.once('error', resolve));
    clock.advance(89_999_999);
    assert.equal(shares.list().length, 1);
    clock.advance(1);
    assert.deepEqual([shares.list(), shares.visibleTo(anna), changed], [[], [], 2]);
    await refuses(files.list(''), 'share.not_found');
    assert.equal(((await ended) as HallwayError).code, 'share.not_found');
    assert.throws(() => shares.remove(id), HallwayError);
  });

  it('ends a share at its time on a full disk too, and then at the start', async () => {
    let full = false;
    const real = database;
    database = {
      ...real,
      run: (sql, ...values) => {
        if (full) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
        return real.run(sql, ...values);
      },
    };
    shares = make();
    await shares.start();
    const until = clock.now() + 1000;
    await shares.add({ path: join(top, 'Scans'), until });
    await shares.add({ path: join(top, 'Other'), until });
    full = true;
    clock.advance(1000);
    assert.deepEqual(shares.list(), []);
    shares.stop();
    shares = make();
    await shares.start();
    assert.deepEqual(shares.list(), []);
    full = false;
    shares.stop();
    await shares.start();
    assert.deepEqual(real.all('SELECT id FROM shares'), []);
  });

  it('keeps a share that it cannot forget for good', async () => {
    const { id } = await shares.add({ path: join(top, 'Scans') });
    shares.stop();
    const real = database;
    const fail = (): never => {
      throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
    };
    database = { ...real, run: fail };
    shares = make();
    await shares.start();
    assert.throws(() => shares.remove(id), { code: 'SQLITE_FULL' });
    assert.equal(shares.list().length, 1);
    database = real;
  });

  it('notices that a folder vanished and that it came back', async () => {
    const { id } = await shares.add({ path: join(top, 'Scans'), access: 'write' });
    const files = shares.openFor(anna, id);
    const next = (): Promise<boolean | undefined> =>
      new Promise((resolve) => {
        const off = shares.on('changed', ([share]) => {
          off();
          resolve(share?.available);
        });
      });
    renameSync(join(top, 'Scans'), join(top, 'Away'));
    const gone = next();
    await refuses(files.write('x', Readable.from(['x'])), 'share.gone');
    assert.equal(await gone, false);
    assert.equal(shares.visibleTo(anna)[0]?.available, false);
    renameSync(join(top, 'Away'), join(top, 'Scans'));
    const back = next();
    clock.advance(10_000);
    assert.equal(await back, true);
    await files.write('x', Readable.from(['x']));
    assert.equal(readFileSync(join(top, 'Scans/x'), 'utf8'), 'x');
  });
});
