/** What people say arrives once, in order, and at nobody whom it is not for. Real agents. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Message } from '../../src/model/talk.ts';
import { eventually, joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Line {
  id: string;
  from: string;
  from_name: string;
  to: string;
  at: string;
  text: string;
  state: string;
}

describe('talking', function () {
  this.timeout(90_000);
  const agents = useAgents();
  let anna: TestAgent;
  let ben: TestAgent;
  let carl: TestAgent;

  const typed = async (agent: TestAgent, to: string, ...words: string[]): Promise<Line> => {
    const done = await agent.cli('chat', 'send', to, ...words, '--json');
    assert.equal(done.code, 0, done.stderr);
    return done.json<Line>();
  };
  /** What the command does, without a process for each message. */
  const say = async (agent: TestAgent, to: TestAgent | string, text: string): Promise<Message> => {
    const found = (await agent.call(api.listConversations, {})).find((one) =>
      typeof to === 'string'
        ? one.id === to || one.name === to
        : one.kind === 'direct' && one.others[0] === to.deviceId,
    );
    assert.ok(found);
    return agent.call(api.sendMessage, { params: { conversation: found.id }, body: { text } });
  };
  const log = async (agent: TestAgent, ...args: string[]): Promise<Line[]> =>
    (await agent.cli('chat', 'log', ...args, '--json')).json<Line[]>();
  const heard = async (agent: TestAgent): Promise<Message[]> =>
    agent.call(api.listMessages, { query: {} });
  const texts = async (agent: TestAgent): Promise<string[]> =>
    (await heard(agent)).map(({ text }) => text);
  const soon = (agent: TestAgent, expected: string[], what: string): Promise<unknown> =>
    eventually(
      async () => JSON.stringify(await texts(agent)) === JSON.stringify(expected),
      20_000,
      what,
    );

  before(async () => {
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    carl = await agents.start({ name: 'Carl' });
    await joinAll([anna, ben, carl]);
  });

  it('reaches everybody, and each sees the same', async () => {
    const { state, to, from } = await typed(anna, 'all', 'Lunch', 'at', 'noon?');
    assert.ok(['waiting', 'sent', 'delivered'].includes(state), state);
    assert.deepEqual([to, from], ['all', anna.deviceId]);
    await soon(ben, ['Lunch at noon?'], 'Ben hears it');
    await soon(carl, ['Lunch at noon?'], 'Carl hears it');
    await say(ben, 'everyone', 'Yes');
    for (const agent of [anna, ben, carl])
      await soon(agent, ['Lunch at noon?', 'Yes'], `${agent.name} hears both`);
    await eventually(
      async () => (await heard(anna))[0]?.state === 'delivered',
      10_000,
      'Anna sees that all have it',
    );
    await ben.call(api.readConversation, { params: { conversation: 'everyone' } });
    await carl.call(api.readConversation, { params: { conversation: 'everyone' } });
    await eventually(
      async () => (await heard(anna))[0]?.state === 'read',
      10_000,
      'Anna sees that all have read it',
    );
  });

  it('check 64: a direct message is on no third PC', async () => {
    const secret = 'The raise is seven percent';
    await typed(anna, 'Ben', secret);
    await eventually(async () => (await texts(ben)).includes(secret), 10_000, 'Ben hears it');
    const [said] = await log(ben, 'Anna');
    assert.deepEqual([said?.from, said?.to, said?.text], [anna.deviceId, ben.deviceId, secret]);
    await say(carl, 'everyone', 'Afterwards');
    await eventually(async () => (await texts(anna)).includes('Afterwards'), 10_000, 'after it');
    assert.ok(!(await texts(carl)).includes(secret));
    for (const file of ['hallway.db', 'hallway.db-wal', 'agent.log'])
      assert.ok(!readFileSync(join(carl.home, file)).includes(secret), file);
    // The very same words are there at Ben's.
    assert.ok(
      ['hallway.db', 'hallway.db-wal'].some((file) =>
        readFileSync(join(ben.home, file)).includes(secret),
      ),
    );
  });

  it('waits for a PC that is off, through kill -9 of both, and arrives once and in order', async () => {
    const words = Array.from({ length: 5 }, (_, index) => `Waiting ${index + 1}`);
    await ben.kill('SIGKILL');
    for (const text of words) {
      const { state } = await say(anna, ben, text);
      assert.equal(state, 'waiting');
    }
    await anna.kill('SIGKILL');
    await anna.start();
    await say(anna, ben, 'And one more');
    await ben.start();
    const all = [...words, 'And one more'];
    const waiting = async (agent: TestAgent): Promise<string[]> =>
      (await texts(agent)).filter((text) => /^(Waiting|And one)/.test(text));
    await eventually(
      async () => (await waiting(ben)).length >= all.length,
      30_000,
      'Ben hears what waited',
    );
    await anna.kill('SIGKILL');
    await anna.start();
    await say(anna, ben, 'Waiting no more');
    await eventually(
      async () => (await texts(ben)).includes('Waiting no more'),
      30_000,
      'Ben hears the last',
    );
    assert.deepEqual(await waiting(ben), [...all, 'Waiting no more']);
    assert.deepEqual(await waiting(anna), [...all, 'Waiting no more']);
  });

  it('keeps a group to its members, who pass on what they have', async () => {
    const made = await anna.cli('chat', 'group', 'Sales', 'Ben', '--json');
    assert.equal(made.code, 0, made.stderr);
    await say(anna, 'Sales', 'Only for sales');
    await eventually(
      async () => (await texts(ben)).includes('Only for sales'),
      20_000,
      'Ben hears of the group',
    );
    assert.ok(!(await texts(carl)).includes('Only for sales'));
    const groups = (await carl.call(api.listConversations, {})).filter((c) => c.kind === 'group');
    assert.deepEqual(groups, []);
    const more = await ben.cli('chat', 'add', 'Sales', 'Carl', '--json');
    assert.equal(more.code, 0, more.stderr);
    await say(ben, more.json<{ id: string }>().id, 'Now with Carl');
    for (const one of [anna, carl])
      await eventually(
        async () => (await texts(one)).includes('Now with Carl'),
        20_000,
        'the group goes on with Carl',
      );
    assert.ok(!(await texts(carl)).includes('Only for sales'), 'what was said before stays');
    const old = (await anna.call(api.listConversations, {})).filter((c) => c.name === 'Sales');
    assert.deepEqual(
      old.map(({ next, before }) => `${next !== null} ${before !== null}`).toSorted(),
      ['false true', 'true false'],
    );
    const same = await ben.cli('chat', 'add', 'Sales', 'Carl');
    assert.equal(same.code, 1, 'Carl is in it already');
    assert.equal((await anna.cli('chat', 'send', 'Sales', 'To the one that goes on')).code, 0);
    await eventually(
      async () => (await texts(carl)).includes('To the one that goes on'),
      20_000,
      'Carl has it',
    );
    // Anna is gone: Ben passes on what she said to everybody.
    await carl.kill('SIGKILL');
    await say(anna, 'everyone', 'Goodbye everybody');
    await eventually(
      async () => (await texts(ben)).includes('Goodbye everybody'),
      10_000,
      'Ben has it',
    );
    await anna.kill('SIGKILL');
    await carl.start();
    await eventually(
      async () => (await texts(carl)).includes('Goodbye everybody'),
      30_000,
      'Carl has it from Ben',
    );
    await anna.start();
  });

  it('finds what was said, and says a thing once however often it is asked', async () => {
    const found = await log(ben, '--find', 'RAISE sevén');
    assert.deepEqual(
      found.map(({ text }) => text),
      ['The raise is seven percent'],
    );
    const params = { conversation: 'everyone' };
    const body = { text: 'Once', key: 'a'.repeat(26) };
    const first = await anna.call(api.sendMessage, { params, body });
    const second = await anna.call(api.sendMessage, { params, body });
    assert.equal(first.id, second.id);
    assert.equal((await texts(anna)).filter((text) => text === 'Once').length, 1);
    await anna.call(api.reactToMessage, { params, body: { message: first.id, sign: '👍' } });
    await eventually(
      async () => (await heard(ben)).find(({ id }) => id === first.id)?.reactions[0]?.sign === '👍',
      20_000,
      'Ben sees the sign',
    );
    await ben.call(api.hideMessage, { params: { ...params, message: first.id } });
    assert.ok(!(await texts(ben)).includes('Once'));
    assert.ok((await texts(anna)).includes('Once'));
  });

  it('brings a file of a share along, which leads to its page', async () => {
    const place = temporaryFolder();
    try {
      writeFileSync(join(place.path, 'plan.txt'), 'the plan');
      await anna.call(api.addShare, { body: { path: place.path, name: 'Plans', access: 'read' } });
      const attach = ['--attach', 'Anna/Plans/plan.txt'];
      const sent = await anna.cli('chat', 'send', 'all', 'Look', 'at', 'this', ...attach);
      assert.equal(sent.code, 0, sent.stderr);
      const [own] = await anna.call(api.listOwnShares, {});
      const brought = await eventually(
        async () => (await heard(ben)).find(({ text }) => text === 'Look at this')?.attachments,
        20_000,
        'Ben has it',
      );
      assert.deepEqual(brought, [
        {
          kind: 'file',
          device: anna.deviceId,
          share: own?.id,
          path: 'plan.txt',
          name: 'plan.txt',
          folder: false,
        },
      ]);
      const none = await anna.cli(
        'chat',
        'send',
        'all',
        'Or this',
        '--attach',
        'Anna/Plans/none.txt',
      );
      assert.equal(none.code, 1);
    } finally {
      place.remove();
    }
  });

  it('gives a file with a message, to those alone whom it is for', async () => {
    const place = temporaryFolder();
    try {
      writeFileSync(join(place.path, 'note.txt'), 'the note');
      const give = ['--give', join(place.path, 'note.txt'), '--json'];
      const sent = await anna.cli('chat', 'send', 'Ben', 'For', 'you', ...give);
      assert.equal(sent.code, 0, sent.stderr);
      const [gift] = await eventually(
        async () => (await heard(ben)).find(({ text }) => text === 'For you')?.attachments,
        20_000,
        'Ben has the message',
      );
      assert.ok(gift?.kind === 'file');
      const receipt = await eventually(
        async () => (await ben.call(api.listReceipts, {})).find(({ id }) => id === gift.share),
        20_000,
        'Ben is offered what it leads to',
      );
      assert.deepEqual([receipt.from, receipt.name, receipt.state], [gift.device, 'note.txt', 'asked']); // biome-ignore format: one line
      await ben.call(api.decideReceipt, {
        params: { id: receipt.id },
        body: { action: 'accept', into: place.path },
      });
      await eventually(() => existsSync(join(place.path, 'note (2).txt')), 20_000, 'it is there');
      assert.deepEqual(await carl.call(api.listReceipts, {}), []);
      const none = await anna.cli('chat', 'send', 'Ben', 'Or this', '--give', 'nowhere', '--json');
      assert.equal(none.json<{ error: { code: string } }>().error.code, 'path.not_found');
    } finally {
      place.remove();
    }
  });

  it('says what is wrong', async () => {
    const nobody = await anna.cli('chat', 'send', 'Zoe', 'Hello', '--json');
    assert.equal(nobody.code, 1);
    assert.equal(nobody.json<{ error: { code: string } }>().error.code, 'workgroup.unknown_device');
    assert.equal((await anna.cli('chat', 'send', 'Ben')).code, 2);
  });
});
