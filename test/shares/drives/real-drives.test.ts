/** A disk of this kernel: heard of when it is mounted, gone when it is pulled, ejected when free. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { systemClock } from '../../../agent/system-clock.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Drive } from '../../../src/model/drive.ts';
import { DriveDesk } from '../../../src/shares/drives/drive-desk.ts';
import type { FileRead } from '../../../src/shares/file-system.ts';
import { isDrive, systemDrives } from '../../../src/shares/drives/system-drives.ts';
import { ShareRegistry } from '../../../src/shares/share-registry.ts';
import { openDatabase, type Database } from '../../../src/store/database.ts';
import { eventually } from '../../support/eventually.ts';
import { makeLoopDisk, type LoopDisk } from '../../support/loop-disk.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { bytesOf, refuses } from '../local-share.ts';

const [own, ben] = ['o'.repeat(52), 'b'.repeat(52)];
const FILM_BYTES = 6_000_000;

describe('drives of this kernel', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  let disk: LoopDisk;
  let database: Database;
  let shares: ShareRegistry;
  let desk: DriveDesk;
  let changes = 0;

  before(function () {
    const made = makeLoopDisk(16 * 1024 * 1024);
    if (!made) return this.skip();
    disk = made;
  });
  after(() => {
    disk?.remove();
    folder.remove();
  });
  beforeEach(async () => {
    database = openDatabase(':memory:');
    const system = systemDrives(systemClock, silentLog);
    shares = new ShareRegistry({
      database,
      device: own,
      home: join(folder.path, 'home'),
      clock: systemClock,
      log: silentLog,
      nameOf: (device) => (device === ben ? 'Ben' : 'Here'),
      isDrive: (path) => isDrive(system.source, path),
    });
    desk = new DriveDesk({ system, shares, database, clock: systemClock, log: silentLog });
    desk.on('changed', () => changes++);
    await shares.start();
    desk.start();
    await desk.look();
  });
  afterEach(() => {
    desk.stop();
    shares.stop();
    database.close();
    disk.pull();
  });

  const shown = async (): Promise<Drive | undefined> =>
    (await desk.list()).find(({ id }) => id === disk.id);

  /** A stream in the middle of a file; its failure waits for whoever reads on. */
  async function begun(reading: Promise<FileRead>): Promise<Readable> {
    const { stream } = await reading;
    stream.on('error', () => {});
    await once(stream, 'readable');
    return stream;
  }

  /** Waits for the announcement of the system alone. */
  async function announced(act: () => void): Promise<void> {
    const before = changes;
    act();
    await eventually(() => changes > before, 5000, 'the system announced it');
  }

  it('hears of a disk that is mounted, and shares it while it is there', async () => {
    let place = '';
    await announced(() => (place = disk.putIn()));
    const drive = await shown();
    assert.deepEqual(
      [drive?.mounted, drive?.filesystem, drive?.removable, drive?.asks, drive?.knowable],
      [place, 'ext4', true, true, true],
    );
    assert.ok((drive?.sizeBytes ?? 0) > 8_000_000 && (drive?.freeBytes ?? 0) > 1_000_000);
    writeFileSync(join(place, 'film'), Buffer.alloc(FILM_BYTES, 7));
    await desk.decide({ id: disk.id, choice: 'always' });
    const [share] = shares.visibleTo(ben);
    assert.equal(share?.kind, 'drive');
    const files = shares.openFor(ben, share?.id ?? '');

    const stream = await begun(files.read('film'));
    await announced(() => disk.pull());
    await refuses(bytesOf(stream), 'share.gone');
    assert.deepEqual(shares.visibleTo(ben), []);
    await refuses(files.stat('film'), 'share.gone');

    await announced(() => (place = disk.putIn()));
    assert.equal(shares.visibleTo(ben)[0]?.id, share?.id);
    assert.equal((await bytesOf((await files.read('film')).stream)).length, FILM_BYTES);
    assert.equal((await shown())?.mounted, place);
  });

  it('ends what is read from a folder on a disk that is pulled, and finds it again', async () => {
    const place = disk.putIn();
    await desk.look();
    writeFileSync(join(place, 'film'), Buffer.alloc(FILM_BYTES, 7));
    const share = await shares.add({ path: place, name: 'Plain' });
    const stream = await begun(shares.openFor(ben, share.id).read('film'));
    await announced(() => disk.pull());
    await refuses(bytesOf(stream), 'share.gone');
    assert.equal(shares.list()[0]?.available, false);
  });

  it('names the program that keeps a disk, and ejects it when that is gone', async () => {
    const place = disk.putIn();
    await desk.look();
    const program = spawn('sleep', ['60'], { cwd: place });
    await once(program, 'spawn');
    await assert.rejects(desk.eject(disk.id, false), (error: unknown) => {
      assert.ok(error instanceof HallwayError && error.code === 'drive.busy', String(error));
      assert.match(error.message, /^sleep still uses/);
      return true;
    });
    program.kill();
    await once(program, 'exit');
    await desk.eject(disk.id, false);
    assert.equal(existsSync(join(place, 'film')), false);
    assert.equal(await shown(), undefined);
  });
});
