/** A PC that was put out while it could not hear it comes back: it is told, goes, and may return. */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import { eventually, joinAll, letIn, useAgents, type TestAgent } from '../support/agents.ts';
import { assertDone, assertUnhurt, seesPeer } from './edge-office.ts';
import { memberNames, newsOf, untilOut, untilOutWithKey } from './membership-office.ts';

describe('scenario: put out while it was away', function () {
  this.timeout(60_000);
  const agents = useAgents();
  let anna: TestAgent;
  let ben: TestAgent;
  let carla: TestAgent;

  before(async () => {
    [anna, ben, carla] = (await Promise.all(
      ['Anna', 'Ben', 'Carla'].map((name) => agents.start({ name })),
    )) as [TestAgent, TestAgent, TestAgent];
    await joinAll([anna, ben, carla], 'Office');
  });

  it('is told in words within seconds of its return, and takes a new key', async () => {
    await ben.stop();
    assertDone(await anna.cli('workgroup', 'remove', 'Ben'));
    assert.ok((await newsOf(anna)).includes('This PC removed Ben.'));
    await eventually(
      async () => (await newsOf(carla)).includes('Anna removed Ben.'),
      5000,
      'Carla hears of it',
    );
    await ben.start();
    const { notice } = await untilOut(ben);
    assert.match(notice ?? '', /^Anna removed this PC from the workgroup “Office”\./);
    assert.match(notice ?? '', /learned of it on \d+ \w+ \d{4}/);
    assert.match(notice ?? '', /what you share stay on this PC.*new code/);
  });

  it('joins again with a new code, and is a member like any other', async () => {
    await letIn(carla, ben);
    await seesPeer(anna, ben);
    assert.deepEqual(await memberNames(anna), ['Anna', 'Ben', 'Carla']);
    const status = await ben.call(api.getStatus, {});
    assert.equal(status.notice, null);
    await eventually(
      async () => (await newsOf(anna))[0] === 'Carla let Ben in.',
      5000,
      'Anna reads who let Ben in',
    );
  });

  it('is told by any member, also if the one that removed it is gone', async () => {
    await carla.stop();
    assertDone(await anna.cli('workgroup', 'remove', 'Carla'));
    await eventually(
      async () => (await memberNames(ben)).length === 2,
      5000,
      'Ben has heard of it',
    );
    await anna.stop();
    await carla.start();
    const { notice } = await untilOut(carla);
    assert.match(notice ?? '', /^Anna removed this PC/);
    await anna.start();
    await letIn(anna, carla);
    await seesPeer(carla, ben);
  });

  it('takes with it, in words, whoever it let in meanwhile', async () => {
    const dora = await agents.start({ name: 'Dora' });
    await Promise.all([ben.stop(), carla.stop()]);
    await seesPeer(anna, carla, false);
    assertDone(await anna.cli('workgroup', 'remove', 'Carla'));
    await anna.stop();
    // Alone for long enough, it may let others in.
    await carla.start();
    await eventually(
      () =>
        letIn(carla, dora).then(
          () => true,
          () => false,
        ),
      30_000,
      'Dora is in',
    );
    await seesPeer(carla, dora);
    await anna.start();
    const [toCarla, toDora] = await Promise.all([untilOut(carla), untilOutWithKey(dora)]);
    assert.match(toCarla.notice ?? '', /^Anna removed this PC/);
    assert.match(toDora.notice ?? '', /Carla, which let it in, was put out/);
    await ben.start();
    await seesPeer(anna, ben);
    await letIn(ben, dora);
    await seesPeer(anna, dora);
    await assertUnhurt([dora]);
  });

  it('goes together with whoever it let in, if a person wants it so', async () => {
    // Ben let Dora in.
    const done = await anna.cli('workgroup', 'remove', 'Ben', '--with-admitted');
    assertDone(done);
    assert.match(done.stderr, /With it go: Dora\./);
    assert.match(done.stdout, /Removed Ben, Dora\. These 2 come back only by joining anew\./);
    assert.deepEqual(await memberNames(anna), ['Anna']);
    assert.match((await untilOut(ben)).notice ?? '', /^Anna removed this PC/);
  });

  it('leaves every agent unhurt', () => assertUnhurt([anna, ben, carla]));
});
