/** A full disk below an agent's own data or below a share: it says so, lives on, and recovers. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { OwnPrinter } from '../../src/model/printer.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { eventually, joinAll, letIn, useAgents, type TestAgent } from '../support/agents.ts';
import { answerOf, download, openRequest, upload } from '../support/local-stream.ts';
import { makePdf } from '../support/pdf.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  addShare,
  assertDone,
  assertFails,
  assertUnhurt,
  seesPeer,
  seesShare,
} from './edge-office.ts';

const MB = 1_000_000;
/** What an agent may log as an error about a full disk. */
const FULL = /disk is full|ENOSPC|SQLITE_FULL|no space left/i;

describe('edges: a full disk (a small one is mounted, which takes root)', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  let homeDisk: SmallDisk;
  let shareDisk: SmallDisk;
  const disks: SmallDisk[] = [];

  before(function () {
    for (const name of ['home', 'small']) {
      const disk = mountSmallDisk(at(name), 12 * MB);
      // Only root can make a disk to fill.
      if (!disk) this.skip();
      disks.push(disk);
    }
    [homeDisk, shareDisk] = disks as [SmallDisk, SmallDisk];
  });
  const agents = useAgents();
  after(() => {
    for (const disk of disks) disk.remove();
    folder.remove();
  });

  let owner: TestAgent;
  let guest: TestAgent;
  let small: OwnShare;
  let roomy: OwnShare;
  let tray: OwnPrinter;

  before(async () => {
    for (const name of ['roomy', 'tray']) mkdirSync(at(name));
    writeFileSync(at('roomy', 'read.txt'), 'readable');
    writeFileSync(at('document.pdf'), makePdf({ padding: 200_000 }));
    writeFileSync(at('small.bin'), Buffer.alloc(MB, 7));
    writeFileSync(at('large.bin'), Buffer.alloc(20 * MB, 7));
    [owner, guest] = await Promise.all([
      agents.start({ name: 'Owner', home: at('home') }),
      agents.start({ name: 'Guest' }),
    ]);
    await joinAll([owner, guest]);
    small = await addShare(owner, at('small'), 'Small', { access: 'write' });
    roomy = await addShare(owner, at('roomy'), 'Roomy', { access: 'write' });
    tray = await owner.call(api.addPrinter, {
      body: { uri: `file://${at('tray')}`, name: 'Tray' },
    });
    await Promise.all([seesShare(guest, small), seesShare(guest, roomy)]);
  });

  const place = (share: OwnShare, path: string) => ({
    params: { device: owner.deviceId, share: share.id },
    query: { path },
  });

  it('refuses an upload that does not fit into the share, and leaves nothing behind', async () => {
    assertFails(await guest.cli('put', at('large.bin'), 'Owner/Small'), /no room for the file/);
    // Of unknown size, so that only the disk itself can tell.
    const endless = openRequest(owner, api.writeFile, place(small, 'endless.bin'));
    const answer = answerOf(endless);
    for (let sent = 0; sent < 20; sent += 1) endless.write(Buffer.alloc(MB));
    endless.end();
    await assert.rejects(answer, { code: 'disk.full' });
    shareDisk.fill();
    assertFails(await guest.cli('put', at('small.bin'), 'Owner/Small'), /no room for the file/);
    await assert
      .rejects(upload(guest, api.writeFile, place(small, 'empty'), Buffer.alloc(0)), {
        code: 'disk.full',
      })
      .catch((error: unknown) => {
        // A file without bytes may fit into a full disk.
        if (!readdirSync(at('small')).includes('empty')) throw error;
      });
    assert.deepEqual(
      readdirSync(at('small')).filter((name) => name !== 'empty'),
      ['ballast'],
    );
    shareDisk.free();
    assertDone(await guest.cli('put', at('small.bin'), 'Owner/Small'));
    assert.ok(readFileSync(at('small', 'small.bin')).equals(readFileSync(at('small.bin'))));
  });

  it('says that its own disk is full, and still serves what needs no room', async () => {
    homeDisk.fill();
    assertDone(await owner.cli('status'));
    assertFails(await owner.cli('print', at('document.pdf'), '--on', 'Tray'), /disk is full/i);
    // Changes fail from some moment on, and each says why.
    let added = 0;
    const add = async (): Promise<void> => {
      for (; added < 300; added += 1) {
        mkdirSync(at('roomy', `folder ${added}`));
        await addShare(owner, at('roomy', `folder ${added}`), `Folder ${added}`);
      }
    };
    await assert.rejects(add(), { code: 'disk.full' });
    assertFails(
      await owner.cli('share', 'add', at('roomy'), '--name', 'One more'),
      /disk is full.*Free some space/i,
    );
    assert.equal((await owner.call(api.listOwnShares, {})).length, 2 + added);
    const bytes = await download(guest, api.readFile, place(roomy, 'read.txt'));
    assert.equal(bytes.toString(), 'readable');
    await assert.rejects(
      upload(guest, api.writeFile, place(roomy, 'no-note.bin'), Buffer.alloc(1000)),
      { code: 'disk.full' },
    );
    assert.ok(!readdirSync(at('roomy')).some((name) => /no-note|\.part$/.test(name)));
    await seesPeer(guest, owner);
  });

  it('keeps the jobs of the others waiting, and prints each once when there is room', async () => {
    const sent = await guest.cli('print', at('document.pdf'), '--on', 'Tray', '--json');
    assertDone(sent);
    const { job: id } = sent.json<{ job: string }>();
    await eventually(
      async () =>
        (await guest.call(api.getJob, { params: { id }, query: {} })).message.includes('full'),
      8000,
      'the guest hears why it waits',
    );
    assert.deepEqual(readdirSync(at('tray')), []);
    homeDisk.free();
    const done = await guest.call(api.getJob, { params: { id }, query: { wait: 20_000 } });
    assert.equal(done.state, 'completed', done.message);
    assert.deepEqual(readdirSync(at('tray')), ['document.pdf']);
  });

  it('works again when there is room', async () => {
    const printed = await owner.cli('print', at('document.pdf'), '--on', tray.id, '--wait');
    assertDone(printed);
    assertDone(await owner.cli('share', 'add', at('roomy', 'folder 0'), '--name', 'At last'));
    await upload(guest, api.writeFile, place(roomy, 'noted.bin'), Buffer.alloc(1000));
    const before = owner.log().length;
    await guest.stop();
    await seesPeer(owner, guest, false);
    assert.ok(owner.log().length > before, 'it logs again');
    await guest.start();
    await seesPeer(owner, guest);
  });

  it('leaves a workgroup on a full disk, and enters one when there is room for a new key', async () => {
    const { deviceId } = owner;
    // The database finds room in its own log, which has been written once around; a new key does not.
    for (let last = 0, size = 1; size !== last || size < 4 * MB; ) {
      last = size;
      const { url } = await owner.call(api.createHandover, {});
      await owner.call(api.createSession, { body: { token: new URL(url).hash.slice(3) } });
      ({ size } = statSync(at('home', 'hallway.db-wal')));
    }
    homeDisk.fill();
    assertDone(await owner.cli('workgroup', 'leave'));
    assert.equal((await owner.call(api.getStatus, {})).workgroup, null);
    await assert.rejects(owner.call(api.createWorkgroup, { body: { name: 'New' } }), {
      code: 'disk.full',
    });
    homeDisk.free();
    await letIn(guest, owner);
    const { device, workgroup } = await owner.call(api.getStatus, {});
    assert.notEqual(device.id, deviceId, 'the old key never comes back');
    assert.equal(workgroup?.name, 'Test office');
    assert.deepEqual(
      readdirSync(at('home')).filter((name) => /key/.test(name)),
      ['device-key.pem'],
    );
    owner.deviceId = device.id;
  });

  it('says why it does not start on a full disk, and starts when there is room', async () => {
    await owner.stop();
    homeDisk.fill();
    await assert.rejects(owner.start(), (error: Error) => {
      assert.match(error.message, /disk is full.*Free some space/i);
      assert.doesNotMatch(error.message, /^\s+at .*node:/m);
      return true;
    });
    homeDisk.free();
    await owner.start();
    await seesPeer(guest, owner);
    assert.equal((await owner.call(api.getStatus, {})).workgroup?.name, 'Test office');
  });

  it('leaves both agents unhurt', () => assertUnhurt([owner, guest], { allowed: FULL }));
});
