/** Giving a file or folder to others, between real agents: rules, names, PCs that are off, ends. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Receipt, Sending } from '../../src/model/sending.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

const LONG_MS = 40_000;

describe('transfer: giving files to others, between agents', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  let anna: TestAgent;
  let bert: TestAgent;
  let carla: TestAgent;

  before(async () => {
    for (const name of ['bert', 'carla', 'other']) mkdirSync(at(name));
    [anna, bert, carla] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Bert' }),
      agents.start({ name: 'Carla' }),
    ]);
    await joinAll([anna, bert, carla]);
    await Promise.all(
      [bert, carla].map((pc) =>
        pc.call(api.setReceiveRule, { body: { folder: at(pc.name.toLowerCase()) } }),
      ),
    );
  });

  const hashOf = (path: string): string =>
    createHash('sha256').update(readFileSync(path)).digest('hex');
  const offered = (pc: TestAgent, name: string): Promise<Receipt> =>
    eventually(
      async () =>
        (await pc.call(api.listReceipts, {})).find(
          (one) => one.name === name && one.state !== 'done',
        ),
      LONG_MS,
      `${pc.name} is offered ${name}`,
    );
  const received = (pc: TestAgent, id: string): Promise<Receipt> =>
    eventually(
      async () => {
        const now = (await pc.call(api.listReceipts, {})).find((one) => one.id === id);
        return now && /done|failed|cancelled/.test(now.state) ? now : undefined;
      },
      LONG_MS,
      `${pc.name} has it`,
    );
  const sending = (id: string, holds: (one: Sending) => boolean): Promise<Sending> =>
    eventually(
      async () => {
        const now = (await anna.call(api.listSendings, {})).find((one) => one.id === id);
        return now && holds(now) ? now : undefined;
      },
      LONG_MS,
      'the sender hears of it',
    );
  const stateOf = (one: Sending, pc: TestAgent): string | undefined =>
    one.to.find(({ device }) => device === pc.deviceId)?.state;

  it('asks first; who says yes gets it whole, who says no gets nothing', async () => {
    const bytes = randomBytes(3_000_000);
    writeFileSync(at('plan.pdf'), bytes);
    writeFileSync(at('bert', 'plan.pdf'), 'of Bert himself');
    const command = anna.cli('send', at('plan.pdf'), '--to', 'all');
    const [forBert, forCarla] = [await offered(bert, 'plan.pdf'), await offered(carla, 'plan.pdf')];
    const { id } = forBert;
    assert.equal(forBert.state, 'asked');
    assert.equal(forBert.fromName, 'Anna');
    const notices = await bert.call(api.listNotices, {});
    assert.ok(notices.some(({ kind, over }) => kind === 'file-offer' && !over));
    assert.deepEqual(readdirSync(at('carla')), []);
    assert.equal((await bert.cli('offers', 'accept', id.slice(0, 8))).code, 0);
    await sending(id, (one) => stateOf(one, carla) === 'asked' && stateOf(one, bert) === 'done');
    assert.equal((await carla.cli('offers', 'decline', forCarla.id)).code, 0);
    const got = await received(bert, id);
    assert.equal(got.state, 'done', got.problem ?? '');
    assert.equal(got.target, at('bert', 'plan (2).pdf'));
    assert.equal(
      hashOf(at('bert', 'plan (2).pdf')),
      createHash('sha256').update(bytes).digest('hex'),
    );
    assert.equal(readFileSync(at('bert', 'plan.pdf'), 'utf8'), 'of Bert himself');
    assert.deepEqual(readdirSync(at('carla')), []);
    const told = await sending(id, (one) => stateOf(one, bert) === 'done');
    assert.equal(stateOf(told, carla), 'declined');
    const { code, stderr } = await command;
    assert.equal(code, 1);
    assert.match(stderr, /Carla is asked: somebody there has to say yes/);
    assert.ok(
      !(await bert.call(api.listNotices, {})).some(
        ({ kind, over }) => kind === 'file-offer' && !over,
      ),
    );
  });

  it('`hallway send` waits until all have a folder, and tells what it was', async () => {
    await bert.cli('offers', 'rule', 'Anna', 'accept', '--into', at('other'));
    await carla.cli('offers', 'rule', 'everyone', 'accept');
    mkdirSync(at('trip', 'deep', 'empty'), { recursive: true });
    for (let i = 0; i < 60; i++) writeFileSync(at('trip', `n ${i}.txt`), `number ${i}\n`);
    const film = randomBytes(20 * (1 << 20) + 7);
    writeFileSync(at('trip', 'deep', 'film.bin'), film);
    writeFileSync(at('trip', 'nothing'), '');
    symlinkSync('/etc/hostname', at('trip', 'out'));
    const sent = await anna.cli('send', at('trip'), '--to', 'Bert', 'Carla', '--json');
    assert.equal(sent.code, 0, sent.stderr + sent.stdout);
    const result = sent.json<Record<string, unknown>>();
    assert.equal(result['files'], 62);
    assert.match(String(result['hash']), /^[0-9a-f]{64}$/);
    for (const place of [at('other', 'trip'), at('carla', 'trip')]) {
      assert.equal(hashOf(join(place, 'deep', 'film.bin')), hashOf(at('trip', 'deep', 'film.bin')));
      assert.equal(readFileSync(join(place, 'n 59.txt'), 'utf8'), 'number 59\n');
      assert.equal(readFileSync(join(place, 'nothing'), 'utf8'), '');
      assert.ok(existsSync(join(place, 'deep', 'empty')));
      assert.ok(!existsSync(join(place, 'out')), 'a link that leads out');
      assert.deepEqual(
        readdirSync(place).filter((name) => name.endsWith('.part')),
        [],
      );
    }
    const shown = (await carla.cli('transfers', '--json')).json<Record<string, unknown>[]>();
    assert.ok(
      shown.some(
        ({ path, state, direction }) => path === 'trip' && state === 'done' && direction === 'down',
      ),
    );
    assert.match((await anna.cli('transfers')).stdout, /trip/);
  });

  it('hands what a file manager names over to the dashboard, and sends nothing yet', async () => {
    const before = (await anna.call(api.listSendings, {})).length;
    const given = await anna.cli('send-to', at('trip'), at('plan.pdf'), '--json');
    assert.equal(given.code, 0, given.stderr);
    const url = new URL(given.json<{ url: string }>().url);
    assert.equal(url.pathname, '/transfers');
    assert.deepEqual(url.searchParams.getAll('send'), [at('trip'), at('plan.pdf')]);
    assert.match(url.hash, /^#t=/);
    assert.equal((await anna.cli('send-to', at('none'), '--json')).code, 1);
    assert.equal((await anna.call(api.listSendings, {})).length, before);
  });

  it('refuses by rule, without a question', async () => {
    await carla.cli('offers', 'rule', 'Anna', 'refuse');
    writeFileSync(at('unwanted.txt'), 'x');
    const sent = await anna.cli('send', at('unwanted.txt'), '--to', 'Carla');
    assert.equal(sent.code, 1, sent.stdout);
    assert.match(sent.stdout, /Carla: did not want it/);
    assert.ok(
      !(await carla.call(api.listReceipts, {})).some(({ name }) => name === 'unwanted.txt'),
    );
    await carla.cli('offers', 'rule', 'Anna', 'default');
  });

  it('reaches a PC that is off when it is back, and goes on after both were killed', async () => {
    await carla.kill('SIGKILL');
    writeFileSync(at('later.bin'), randomBytes(40 << 20));
    const body = { path: at('later.bin'), to: [carla.deviceId] };
    const { id } = await anna.call(api.startSending, { body });
    await anna.kill('SIGKILL');
    await carla.start();
    await anna.start();
    await eventually(
      async () => (await carla.call(api.listReceipts, {})).find((one) => one.id === id),
      LONG_MS,
      'it is offered',
    );
    await carla.kill('SIGKILL');
    await carla.start();
    const got = await received(carla, id);
    assert.equal(got.state, 'done', got.problem ?? '');
    assert.equal(hashOf(at('carla', 'later.bin')), hashOf(at('later.bin')));
    await sending(id, (one) => stateOf(one, carla) === 'done');
  });

  it('can be taken back; then it is nowhere', async () => {
    await bert.call(api.setReceiveRule, { body: { device: anna.deviceId, rule: 'ask' } });
    writeFileSync(at('mistake.txt'), 'oh');
    const sent = await anna.cli('send', at('mistake.txt'), '--to', 'Bert', '--no-wait', '--json');
    const { id } = sent.json<{ id: string }>();
    await offered(bert, 'mistake.txt');
    assert.equal((await anna.cli('sent', 'cancel', id)).code, 0);
    const ended = await received(bert, id);
    assert.equal(ended.state, 'cancelled');
    assert.match(ended.problem ?? '', /Anna took it back/);
    await assert.rejects(
      bert.call(api.decideReceipt, { params: { id }, body: { action: 'accept' } }),
      { code: 'request.conflict' },
    );
  });
});
