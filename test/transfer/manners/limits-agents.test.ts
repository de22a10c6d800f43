/** Limits of transfers between real agents: every byte of a file is counted, whichever way it goes. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import type { TransferRulesChange } from '../../../src/model/transfer-limits.ts';
import type { OwnShare } from '../../../src/model/share.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { addShare, seesShare } from '../../scenario/edge-office.ts';
import { eventually, useAgents, type TestAgent } from '../../support/agents.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const SIZE = 4 << 20;
const RATE = 4_000_000;
/** What may go at once, and what is under way when it is looked at. */
const SLACK = 500_000;

describe('transfer: limits between agents', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  const content = randomBytes(SIZE);
  let anna: TestAgent;
  let bert: TestAgent;
  let share: OwnShare;

  before(async () => {
    mkdirSync(at('shared', 'small'), { recursive: true });
    writeFileSync(at('shared', 'film.bin'), content);
    for (let one = 0; one < 60; one++)
      writeFileSync(at('shared', 'small', `${one}.bin`), content.subarray(0, SIZE / 60));
    [anna, bert] = await agents.pair('Anna', 'Bert');
    share = await addShare(anna, at('shared'), 'Films', { access: 'write' });
    await seesShare(bert, share);
  });
  afterEach(async () => {
    const free = { up: null, down: null, times: [], metered: 'auto', paused: false, anyway: null };
    await Promise.all([anna, bert].map((pc) => limits(pc, free as TransferRulesChange)));
  });

  const limits = (pc: TestAgent, body: TransferRulesChange) => pc.call(api.setTransferLimits, { body }); // biome-ignore format: one
  const begin = (path: string, target: string): Promise<Transfer> =>
    bert.call(api.startTransfer, {
      body: { device: anna.deviceId, share: share.id, path, target: at(target) },
    });
  const until = (id: string, holds: (transfer: Transfer) => boolean): Promise<Transfer> =>
    eventually(
      async () => (await bert.call(api.listTransfers, {})).find((one) => one.id === id && holds(one)), // biome-ignore format: one
      40_000,
      'the transfer gets there',
    );
  /** Bytes a second; slower is what a busy machine makes of it. */
  async function within(rate: number, bytes: number, work: () => Promise<unknown>): Promise<void> {
    const begun = performance.now();
    await work();
    const seconds = (performance.now() - begun) / 1000;
    assert.ok(bytes - SLACK <= rate * seconds, `${bytes} bytes in ${seconds.toFixed(2)} s`);
  }
  const whole = async (target: string): Promise<void> => {
    const { id } = await begin('film.bin', target);
    const ended = await until(id, ({ state }) => /done|failed/.test(state));
    assert.equal(ended.state, 'done', JSON.stringify(ended.problem));
    assert.ok(readFileSync(at(target)).equals(content));
  };

  it('fetches no faster than it may, in pieces and small files, and read as any other', async () => {
    await limits(bert, { down: RATE });
    await within(RATE, SIZE, () => whole('down.bin'));
    await within(RATE, SIZE, async () => {
      const got = await bert.cli('get', 'Anna/Films/small', at('small-down'), '--json');
      assert.equal(got.code, 0, got.stderr);
    });
    const params = { device: anna.deviceId, share: share.id };
    await within(RATE, SIZE, async () => {
      const query = { path: 'film.bin' };
      const { url } = await bert.call(api.createContentAddress, { params, query });
      assert.ok(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(content));
    });
  });

  it('sends no faster than it may, the same three ways', async () => {
    await limits(anna, { up: RATE });
    await within(RATE, SIZE, () => whole('up.bin'));
    await within(RATE, SIZE, async () => {
      const got = await bert.cli('get', 'Anna/Films/small', at('small-up'), '--json');
      assert.equal(got.code, 0, got.stderr);
    });
  });

  it('heeds the limit in what is put to a colleague, at either side', async () => {
    for (const [pc, way] of [
      [bert, 'up'],
      [anna, 'down'],
    ] as const) {
      // biome-ignore format: one
      await limits(pc, { [way]: RATE });
      await within(RATE, SIZE, async () => {
        const put = await bert.cli('put', at('shared', 'film.bin'), `Anna/Films/${way}.bin`);
        assert.equal(put.code, 0, put.stderr);
      });
      await limits(pc, { [way]: null });
    }
  });

  it('shares a limit fairly between transfers, however many sources each has', async () => {
    await limits(bert, { down: RATE });
    const two = await Promise.all(['one.bin', 'two.bin'].map((name) => begin('film.bin', name)));
    const [one, other] = two.map(({ id }) => id);
    const now = await until(one ?? '', ({ bytes }) => bytes >= SIZE / 2);
    const beside = await until(other ?? '', () => true);
    const ratio = beside.bytes / now.bytes;
    assert.ok(ratio > 0.4 && ratio < 2.5, `${now.bytes} and ${beside.bytes}`);
    for (const { id } of two) await until(id, ({ state }) => state === 'done');
  });

  it('brings nothing by itself outside of its times, but what a person waits for', async () => {
    const hour = new Date().getHours();
    const clock = (hours: number): string => `${String((hours + 24) % 24).padStart(2, '0')}:00`;
    const set = await bert.cli('transfer', 'limits', '--only', `${clock(hour + 2)}-${clock(hour + 3)}`); // biome-ignore format: one
    assert.match(set.stdout, /nothing comes by itself: it is not the time for it, until 20/);
    const { id } = await begin('film.bin', 'night.bin');
    const held = await until(id, ({ state }) => state === 'waiting');
    assert.equal(held.problem?.code, 'transfer.held');
    const got = await bert.cli('get', 'Anna/Films/film.bin', at('asked.bin'));
    assert.equal(got.code, 0, got.stderr);
    assert.ok(!existsSync(at('night.bin')));
    assert.equal((await until(id, () => true)).bytes, 0);
    assert.equal((await bert.cli('transfer', 'limits', '--anyway', '2h')).code, 0);
    await until(id, ({ state }) => state === 'done');
  });

  it('waits on a connection that costs, and goes on where a person says so', async () => {
    await limits(bert, { metered: 'yes' });
    const [one, other] = await Promise.all([begin('film.bin', 'm1.bin'), begin('film.bin', 'm2.bin')]); // biome-ignore format: one
    for (const { id } of [one, other]) await until(id, ({ state }) => state === 'waiting');
    await bert.call(api.actOnTransfer, { params: { id: one.id }, body: { action: 'resume' } });
    await until(one.id, ({ state }) => state === 'done');
    assert.equal((await until(other.id, () => true)).state, 'waiting');
    await limits(bert, { metered: 'no' });
    await until(other.id, ({ state }) => state === 'done');
  });

  it('pauses everything, over a restart, goes on with all, and cancels all', async () => {
    await limits(bert, { down: RATE });
    const { id } = await begin('film.bin', 'all.bin');
    await until(id, ({ bytes }) => bytes > 0);
    assert.equal((await bert.cli('transfer', 'pause', 'all')).code, 0);
    await until(id, ({ state }) => state === 'paused');
    await bert.stop();
    await bert.start();
    await seesShare(bert, share);
    const late = await begin('film.bin', 'late.bin');
    await until(late.id, ({ state }) => state === 'waiting');
    const gone = await bert.cli('transfer', 'resume', 'all', '--json');
    assert.deepEqual(gone.json(), { transfers: 1 });
    for (const one of [id, late.id]) await until(one, ({ state }) => state === 'done');
    const { id: more } = await begin('film.bin', 'more.bin');
    await until(more, ({ bytes }) => bytes > 0);
    assert.deepEqual((await bert.cli('transfer', 'cancel', 'all', '--json')).json(), { transfers: 1 }); // biome-ignore format: one
    assert.ok(!existsSync(at('more.bin')));
    assert.ok((await bert.call(api.listTransfers, {})).every(({ state }) => state === 'done'));
  });

  it('takes a small file from another way no slower than before, once there is no limit', async () => {
    const now = await bert.cli('transfer', 'limits', '--up', '2MB', '--down', '500KB', '--json');
    assert.equal(now.json<{ up: number }>().up, 2_000_000);
    const none = await bert.cli('transfer', 'limits', '--up', 'none', '--down', 'none', '--json');
    const { up, down, held } = none.json<Record<string, unknown>>();
    assert.deepEqual([up, down, held], [null, null, null]);
    assert.equal((await bert.cli('transfer', 'limits', '--up', '5KB')).code, 2);
    assert.equal((await bert.cli('transfer', 'limits', '--only', 'never')).code, 2);
    await whole('free.bin');
  });
});
