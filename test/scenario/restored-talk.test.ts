/** A PC whose disk was put back from a backup goes on talking, and nobody loses a message. Real agents. */
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

const LONG_MS = 60_000;

describe('talking after a backup was put back', function () {
  this.timeout(300_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());

  const say = async (agent: TestAgent, text: string, to?: TestAgent): Promise<unknown> => {
    const all = await agent.call(api.listConversations, {});
    const found = all.find((one) =>
      to ? one.kind === 'direct' && one.others[0] === to.deviceId : one.kind === 'everyone',
    );
    assert.ok(found);
    return agent.call(api.sendMessage, { params: { conversation: found.id }, body: { text } });
  };
  const heard = async (agent: TestAgent, kind: 'everyone' | 'direct'): Promise<string[]> => {
    const all = await agent.call(api.listMessages, { query: { limit: 500 } });
    return all
      .filter(({ conversation }) => (conversation === 'everyone') === (kind === 'everyone'))
      .map(({ text }) => text);
  };
  const has = (
    agent: TestAgent,
    texts: readonly string[],
    kind: 'everyone' | 'direct' = 'everyone',
  ): Promise<unknown> =>
    eventually(
      async () => (await heard(agent, kind)).toSorted().join() === texts.toSorted().join(),
      LONG_MS,
      `${agent.name} has ${texts.join(', ')}`,
    ).catch(async (cause: unknown) => {
      throw new Error(`${agent.name} has ${(await heard(agent, kind)).join(', ')}`, { cause });
    });

  it('keeps what it forgot and what it said since, each once, for everybody and in the same order', async () => {
    const [anna, ben, carl] = await Promise.all(
      ['Anna', 'Ben', 'Carl'].map((name) => agents.start({ name })),
    );
    assert.ok(anna && ben && carl);
    await joinAll([anna, ben, carl]);
    await say(anna, 'one');
    await say(ben, 'two');
    for (const one of [anna, ben, carl]) await has(one, ['one', 'two']);
    await anna.stop();
    const backup = join(folder.path, 'backup');
    cpSync(anna.home, backup, { recursive: true, preserveTimestamps: true });
    await anna.start();

    // Ben alone hears what Anna will have forgotten.
    await carl.kill('SIGKILL');
    const forgotten = ['forgotten 1', 'forgotten 2', 'forgotten 3'];
    for (const text of forgotten) await say(anna, text);
    await say(anna, 'forgotten, for Ben', ben);
    await has(ben, ['one', 'two', ...forgotten]);
    await has(ben, ['forgotten, for Ben'], 'direct');
    await anna.kill('SIGKILL');
    await ben.kill('SIGKILL');
    rmSync(anna.home, { recursive: true });
    cpSync(backup, anna.home, { recursive: true, preserveTimestamps: true });

    // Carl alone hears what she says instead.
    await Promise.all([anna.start(), carl.start()]);
    await has(anna, ['one', 'two']);
    const since = ['since 1', 'since 2'];
    await say(anna, 'since, for Carl', carl);
    for (const text of since) await say(anna, text);
    await has(carl, ['one', 'two', ...since]);
    await anna.kill('SIGKILL');

    // All are back, and go on.
    await Promise.all([anna.start(), ben.start()]);
    const all = ['one', 'two', ...forgotten, ...since];
    for (const one of [anna, ben, carl]) await has(one, all);
    await say(ben, 'Ben goes on');
    await say(anna, 'Anna goes on');
    for (const one of [anna, ben, carl]) await has(one, [...all, 'Ben goes on', 'Anna goes on']);
    await has(anna, ['forgotten, for Ben', 'since, for Carl'], 'direct');
    await has(ben, ['forgotten, for Ben'], 'direct');
    await has(carl, ['since, for Carl'], 'direct');
    const seen = await heard(anna, 'everyone');
    for (const one of [ben, carl]) assert.deepEqual(await heard(one, 'everyone'), seen);

    // And once more after a crash of all.
    for (const one of [anna, ben, carl]) await one.kill('SIGKILL');
    await Promise.all([anna, ben, carl].map((one) => one.start()));
    await say(anna, 'the end');
    for (const one of [anna, ben, carl])
      await has(one, [...all, 'Ben goes on', 'Anna goes on', 'the end']);
  });
});
