/** Drives that come and go: what is asked, what is shared and for how long, and letting go. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HallwayError } from '../../../src/base/errors.ts';
import { silentLog } from '../../../src/base/log.ts';
import { DriveDesk } from '../../../src/shares/drives/drive-desk.ts';
import { driveBusy } from '../../../src/shares/drives/drive-error.ts';
import type { SystemDrive } from '../../../src/shares/drives/drive-source.ts';
import { ShareRegistry } from '../../../src/shares/share-registry.ts';
import { openDatabase, type Database } from '../../../src/store/database.ts';
import { eventually } from '../../support/eventually.ts';
import { ManualClock, temporaryFolder } from '../../support/temporary.ts';
import { bytesOf, refuses } from '../local-share.ts';

const [own, ben, carla] = ['o'.repeat(52), 'b'.repeat(52), 'c'.repeat(52)];
const NAMES: Record<string, string> = { [own]: 'Here', [ben]: 'Ben', [carla]: 'Carla' };

describe('drive desk', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let database: Database;
  let clock: ManualClock;
  let shares: ShareRegistry;
  let desk: DriveDesk;
  let present: SystemDrive[];
  let ejected: string[];
  let busy: HallwayError | undefined;
  let heard: () => void;
  let asked: number;
  let trouble: Error | undefined;
  let changes: number;

  const stick = (name = 'stick', more: Partial<SystemDrive> = {}): SystemDrive => {
    const path = join(realpathSync(folder.path), name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'plan.txt'), name);
    return {
      id: 'sdb1',
      label: 'STICK',
      kind: 'removable',
      removable: true,
      mounted: path,
      sizeBytes: 1000,
      freeBytes: 10,
      filesystem: 'vfat',
      key: 'uuid:1',
      ...more,
    };
  };
  const make = async (): Promise<void> => {
    shares = new ShareRegistry({
      database,
      device: own,
      home: join(folder.path, 'home'),
      clock,
      log: silentLog,
      nameOf: (device) => NAMES[device] ?? '?',
      // A folder of this test is no mount point.
      isDrive: async () => false,
    });
    const system = {
      source: {
        list: async () => {
          asked++;
          if (trouble) throw trouble;
          return present;
        },
      },
      watches: [{ start: (changed: () => void) => (heard = changed), stop: () => {} }],
      ejector: {
        eject: async (drive: SystemDrive) => {
          if (busy) throw busy;
          ejected.push(drive.id);
          present = present.filter(({ id }) => id !== drive.id);
        },
      },
    };
    desk = new DriveDesk({ system, shares, database, clock, log: silentLog });
    desk.on('changed', () => changes++);
    await shares.start();
    desk.start();
    await desk.look();
  };
  /** What is there from now on, as the system tells it. */
  const now = async (...drives: SystemDrive[]): Promise<void> => {
    present = drives;
    heard();
    heard();
    clock.advance(1000);
    await desk.look();
  };
  const first = async () => (await desk.list())[0];
  const shareFor = (device: string) => shares.visibleTo(device).map(({ name }) => name);

  beforeEach(async () => {
    folder = temporaryFolder();
    database = openDatabase(':memory:');
    clock = new ManualClock();
    [present, ejected, busy, changes, asked, trouble] = [[], [], undefined, 0, 0, undefined];
    await make();
  });
  afterEach(() => {
    desk.stop();
    shares.stop();
    database.close();
    folder.remove();
  });

  it('asks about a drive that appears, and not about what was there before', async () => {
    present = [stick('fixed', { id: 'sda1', key: null, kind: 'fixed', removable: false })];
    await now(...present, stick());
    assert.deepEqual(
      (await desk.list()).map(({ id, asks }) => [id, asks]),
      [
        ['sda1', false],
        ['sdb1', true],
      ],
    );
    assert.ok(changes >= 1);
    desk.stop();
    await make();
    assert.deepEqual(
      (await desk.list()).map(({ asks }) => asks),
      [false, false],
    );
  });

  it('announces at most once a second what happens a hundred times', async () => {
    asked = 0;
    for (let event = 0; event < 100; event++) {
      heard();
      clock.advance(10);
    }
    await desk.look();
    // Once for all of them, and once for this test.
    assert.equal(asked, 2);
  });

  it('shares a drive whenever it is there, as the same share, wherever it is mounted', async () => {
    await now(stick());
    const shown = await desk.decide({ id: 'sdb1', choice: 'always', access: 'write', with: [ben] });
    assert.deepEqual([shown.shared, shown.choice, shown.asks], [true, 'always', false]);
    const [share] = shares.visibleTo(ben);
    assert.deepEqual([share?.name, share?.access], ['STICK', 'write']);
    assert.deepEqual(shareFor(carla), []);
    const files = shares.openFor(ben, share?.id ?? '');
    const { stream } = await files.read('plan.txt');

    await now();
    assert.deepEqual(shareFor(ben), []);
    await refuses(bytesOf(stream), 'share.gone');
    await refuses(files.list(''), 'share.gone');
    await refuses(
      Promise.resolve().then(() => shares.openFor(ben, share?.id ?? '')),
      'share.gone',
    );
    // Who had no right to it hears nothing.
    await refuses(
      Promise.resolve().then(() => shares.openFor(carla, share?.id ?? '')),
      'share.not_found',
    );

    await now(stick('elsewhere', { id: 'sdc1' }));
    assert.equal(shares.visibleTo(ben)[0]?.id, share?.id);
    assert.equal((await bytesOf((await files.read('plan.txt')).stream)).toString(), 'elsewhere');
    assert.equal((await first())?.asks, false);

    desk.stop();
    shares.stop();
    present = [];
    await make();
    assert.deepEqual(shareFor(ben), []);
    await now(stick());
    assert.equal(shares.visibleTo(ben)[0]?.id, share?.id);
  });

  it('shares no other drive in its place', async () => {
    await now(stick());
    await desk.decide({ id: 'sdb1', choice: 'always' });
    await now(stick('stick', { key: 'uuid:2' }));
    assert.deepEqual(shareFor(ben), []);
    assert.equal((await first())?.asks, true);
  });

  it('shares for this time only, also over a restart', async () => {
    await now(stick());
    await desk.decide({ id: 'sdb1', choice: 'once' });
    assert.deepEqual(shareFor(ben), ['STICK']);
    desk.stop();
    shares.stop();
    await make();
    assert.deepEqual(shareFor(ben), ['STICK']);
    await now();
    await now(stick());
    assert.deepEqual(shareFor(ben), []);
    assert.equal((await first())?.asks, true);
  });

  it('does not ask again about one that is never shared, until that is taken back', async () => {
    await now(stick());
    await desk.decide({ id: 'sdb1', choice: 'never' });
    await now();
    await now(stick());
    assert.deepEqual([(await first())?.asks, (await first())?.choice], [false, 'never']);
    await desk.decide({ id: 'sdb1', choice: 'ask' });
    await now();
    await now(stick());
    assert.equal((await first())?.asks, true);
  });

  it('forgets the offer when somebody stops sharing it', async () => {
    await now(stick());
    await desk.decide({ id: 'sdb1', choice: 'always' });
    shares.remove(shares.list()[0]?.id ?? '');
    await now();
    await now(stick());
    assert.deepEqual(shareFor(ben), []);
    assert.equal((await first())?.choice, null);
  });

  it('offers a drive that cannot be known again for this time, and no longer', async () => {
    await now(stick('stick', { key: null }));
    await refuses(desk.decide({ id: 'sdb1', choice: 'always' }), 'request.invalid');
    await desk.decide({ id: 'sdb1', choice: 'once' });
    assert.deepEqual(shareFor(ben), ['STICK']);
    desk.stop();
    shares.stop();
    // Another stick may be there by now.
    await make();
    assert.deepEqual(shareFor(ben), []);
  });

  it('gives a second drive of the same name another one', async () => {
    await now(stick(), stick('other', { id: 'sdc1', key: 'uuid:2' }));
    await desk.decide({ id: 'sdb1', choice: 'always' });
    await desk.decide({ id: 'sdc1', choice: 'always' });
    assert.deepEqual(shareFor(ben).sort(), ['STICK', 'STICK 2']);
  });

  it('ejects when nobody uses the drive, and says who does', async () => {
    const fixed = stick('fixed', { id: 'sda1', key: null, kind: 'fixed', removable: false });
    await now(fixed, stick());
    writeFileSync(join(folder.path, 'stick', 'film'), Buffer.alloc(5_000_000));
    await desk.decide({ id: 'sdb1', choice: 'always' });
    const id = shares.list()[0]?.id ?? '';
    const { stream } = await shares.openFor(ben, id).read('film');
    await assert.rejects(desk.eject('sdb1', false), (error: unknown) => {
      assert.ok(error instanceof HallwayError && error.code === 'drive.busy');
      assert.match(error.message, /^Ben is still using/);
      return true;
    });
    assert.deepEqual(ejected, []);
    // Waiting for the transfer to end is by the clock, which stands still: it ends at once.
    const ejecting = desk.eject('sdb1', true);
    await refuses(bytesOf(stream), 'share.gone');
    await eventually(
      () => (clock.advance(50), shares.readers.of([id]).length === 0),
      2000,
      'unused',
    );
    clock.advance(50);
    await ejecting;
    assert.deepEqual([ejected, shareFor(ben)], [['sdb1'], []]);
    await refuses(desk.eject('sdb1', false), 'drive.not_found');
    await refuses(desk.eject('sda1', true), 'drive.eject_failed');
  });

  it('stays as it was when a program of this PC keeps the drive', async () => {
    await now(stick());
    await desk.decide({ id: 'sdb1', choice: 'always' });
    busy = driveBusy(['bash']);
    await refuses(desk.eject('sdb1', false), 'drive.busy');
    assert.deepEqual(shareFor(ben), ['STICK']);
    const [share] = shares.visibleTo(ben);
    assert.equal((await shares.openFor(ben, share?.id ?? '').list('')).entries.length, 1);
  });

  it('goes on when the system does not answer', async () => {
    await now(stick());
    await desk.decide({ id: 'sdb1', choice: 'always' });
    trouble = new Error('the disk service is not there');
    await now();
    assert.deepEqual([shareFor(ben), (await desk.list()).length], [['STICK'], 1]);
    trouble = undefined;
    await now();
    assert.deepEqual([shareFor(ben), (await desk.list()).length], [[], 0]);
  });
});
