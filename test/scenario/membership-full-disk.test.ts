/** A PC is put out while its disk is full: it hears so, and is free again once there is room. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { joinAll, letIn, useAgents } from '../support/agents.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { assertDone, assertUnhurt, seesPeer } from './edge-office.ts';
import { memberNames, untilOutWithKey } from './membership-office.ts';

describe('scenario: put out with a full disk (a small one is mounted, which takes root)', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let disk: SmallDisk | undefined;
  before(function () {
    disk = mountSmallDisk(join(folder.path, 'home'), 12_000_000);
    if (!disk) this.skip();
  });
  const agents = useAgents();
  after(() => {
    disk?.remove();
    folder.remove();
  });

  it('is told at once, and joins again when there is room, without a restart', async () => {
    const home = join(folder.path, 'home');
    const [anna, ben] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben', home }),
    ]);
    await joinAll([anna, ben], 'Office');
    const { deviceId, pid } = ben;
    // Not one page is left, also in what the database had taken before.
    disk?.fill();
    await anna.call(api.createHandover, {});
    for (let tries = 0; tries < 3000; tries += 1) {
      const { url } = await ben.call(api.createHandover, {});
      const body = { token: new URL(url).hash.slice(3) };
      const full = await ben.call(api.createSession, { body }).then(
        () => false,
        (error: { code: string }) => error.code === 'disk.full',
      );
      if (full) break;
    }
    const { size } = statSync(join(home, 'hallway.db-wal'));
    assertDone(await anna.cli('workgroup', 'remove', 'Ben'));
    const { notice } = await untilOutWithKey(ben);
    assert.match(notice ?? '', /^Anna removed this PC from the workgroup “Office”/);
    assert.match(notice ?? '', /disk of this PC is full: free some space/, `after ${size} bytes`);
    await assert.rejects(ben.call(api.createWorkgroup, { body: { name: 'Own' } }), {
      code: 'disk.full',
    });

    disk?.free();
    await letIn(anna, ben);
    const status = await ben.call(api.getStatus, {});
    assert.notEqual(status.device.id, deviceId, 'the old key never comes back');
    assert.equal(ben.pid, pid);
    ben.deviceId = status.device.id;
    await seesPeer(anna, ben);
    assert.deepEqual(await memberNames(anna), ['Anna', 'Ben']);
    await assertUnhurt([anna, ben], { allowed: /disk is full|ENOSPC|SQLITE_FULL|no space left/i });
  });
});
