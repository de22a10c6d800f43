/** A PC from a backup goes on as if nothing had happened; one that is in use twice is put out. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, joinAll, letIn, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { assertDone, assertUnhurt, seesPeer } from './edge-office.ts';
import { backUp, memberNames, newsOf, untilOut, untilOutWithKey } from './membership-office.ts';

describe('scenario: backups and copies of a PC', function () {
  this.timeout(90_000);
  const folder = temporaryFolder();
  const agents = useAgents();
  after(() => folder.remove());
  let anna: TestAgent;
  let ben: TestAgent;
  let carla: TestAgent;
  let copy: TestAgent;

  const letInWhenReady = (host: TestAgent, guest: TestAgent): Promise<unknown> =>
    eventually(
      () =>
        letIn(host, guest).then(
          () => true,
          () => false,
        ),
      30_000,
      `${host.name} lets ${guest.name} in`,
    );

  before(async () => {
    const home = join(folder.path, 'anna');
    [anna, ben, carla] = await Promise.all([
      agents.start({ name: 'Anna', home }),
      agents.start({ name: 'Ben' }),
      agents.start({ name: 'Carla' }),
    ]);
    await joinAll([anna, ben, carla], 'Office');
  });

  it('takes back what it had forgotten before it writes anew', async () => {
    const restored = join(folder.path, 'anna-restored');
    await anna.stop();
    backUp(anna.home, restored);
    await anna.start();
    const dora = await agents.start({ name: 'Dora' });
    await letIn(anna, dora);
    await seesPeer(dora, ben);
    await anna.stop();

    copy = await agents.start({ name: 'Anna', home: restored });
    assert.equal(copy.deviceId, anna.deviceId);
    // At once: the act waits until the forgotten statements are back.
    assertDone(await copy.cli('workgroup', 'remove', dora.deviceId));
    for (const pc of [copy, ben, carla])
      await eventually(
        async () => (await memberNames(pc)).join() === 'Anna,Ben,Carla',
        10_000,
        `${pc.name} has one list with the others`,
      );
    assert.match((await untilOut(dora)).notice ?? '', /^Anna removed this PC/);
    for (const pc of [ben, carla])
      assert.ok(!(await newsOf(pc)).some((text) => /copied/.test(text)), 'nobody was put out');
  });

  it('puts out a PC that was in use twice, and tells both of them and everybody', async () => {
    // The first Anna and her copy each write without the other, with one colleague each.
    const second = await agents.start({ name: 'Second' });
    const third = await agents.start({ name: 'Third' });
    await copy.stop();
    backUp(copy.home, join(folder.path, 'anna-twin'));
    await carla.stop();
    await copy.start();
    await seesPeer(copy, ben);
    await letInWhenReady(copy, second);
    await copy.stop();
    await ben.stop();
    await second.stop();
    await carla.start();
    const twin = await agents.start({ name: 'Anna', home: join(folder.path, 'anna-twin') });
    assert.equal(twin.deviceId, copy.deviceId);
    await seesPeer(twin, carla);
    await letInWhenReady(twin, third);

    await Promise.all([copy.start(), ben.start(), second.start()]);
    const told = await Promise.all([untilOut(copy, 20_000), untilOut(twin, 20_000)]);
    for (const { notice } of told)
      assert.match(notice ?? '', /in use twice, restored from a backup or copied.*new code/);
    assert.notEqual(copy.deviceId, twin.deviceId, 'each has a key of its own now');
    for (const pc of [second, third])
      assert.match((await untilOutWithKey(pc)).notice ?? '', /Anna, which let it in, was put out/);
    for (const pc of [ben, carla]) {
      await eventually(
        async () => (await newsOf(pc)).some((text) => /^Anna was put out.*copied/.test(text)),
        10_000,
        `${pc.name} reads why`,
      );
      assert.ok(!(await memberNames(pc)).includes('Anna'));
    }

    await letIn(ben, copy);
    await letIn(carla, twin);
    await seesPeer(copy, twin);
    const lists = await Promise.all(
      [ben, carla, copy, twin].map(async (pc) =>
        (await pc.call(api.listMembers, {}))
          .map(({ id }) => id)
          .sort()
          .join(),
      ),
    );
    assert.equal(new Set(lists).size, 1);
    await assertUnhurt([twin, second, third]);
  });

  it('leaves every agent unhurt', () => assertUnhurt([ben, carla, copy]));
});
