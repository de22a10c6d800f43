/** Files in pieces between real agents: from several PCs at once, and only to whom they are for. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { OwnShare } from '../../src/model/share.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { addShare, seesShare } from '../scenario/edge-office.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

const SIZE = 40 * (1 << 20) + 12_345;

describe('transfer: files in pieces between agents', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  const content = randomBytes(SIZE);
  const expected = createHash('sha256').update(content).digest('hex');
  let anna: TestAgent;
  let bert: TestAgent;
  let carla: TestAgent;
  let share: OwnShare;

  before(async () => {
    mkdirSync(at('shared'));
    writeFileSync(at('shared', 'film.bin'), content);
    [anna, bert, carla] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Bert', env: { HALLWAY_PATIENCE: '5' } }),
      agents.start({ name: 'Carla', env: { HALLWAY_PATIENCE: '5' } }),
    ]);
    await joinAll([anna, bert, carla]);
    share = await addShare(anna, at('shared'), 'Films', {});
    await Promise.all([bert, carla].map((pc) => seesShare(pc, share)));
  });

  const order = (target: string) => ({
    body: { device: anna.deviceId, share: share.id, path: 'film.bin', target },
  });
  const ended = (pc: TestAgent, { id }: Transfer): Promise<Transfer> =>
    eventually(
      async () => {
        const now = (await pc.call(api.listTransfers, {})).find((one) => one.id === id);
        return now && /done|failed/.test(now.state) ? now : undefined;
      },
      30_000,
      'the transfer ends',
    );
  const hashOf = (path: string): string =>
    createHash('sha256').update(readFileSync(path)).digest('hex');

  it('brings a file whole, under its name only when it is', async () => {
    const started = await bert.call(api.startTransfer, order(at('bert.bin')));
    const done = await ended(bert, started);
    assert.equal(done.state, 'done', JSON.stringify(done.problem));
    assert.equal(hashOf(at('bert.bin')), expected);
    assert.equal(done.bytes, SIZE);
    assert.deepEqual(
      done.sources.map(({ name }) => name),
      ['Anna'],
    );
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('takes pieces from a colleague who has it already, not from its owner alone', async () => {
    const done = await ended(carla, await carla.call(api.startTransfer, order(at('carla.bin'))));
    assert.equal(done.state, 'done', JSON.stringify(done.problem));
    assert.equal(hashOf(at('carla.bin')), expected);
    const gave = Object.fromEntries(done.sources.map(({ name, bytes }) => [name, bytes]));
    assert.ok((gave['Bert'] ?? 0) > 0, JSON.stringify(gave));
    assert.ok(done.map.some((source) => done.sources[source]?.name === 'Bert'));
  });

  it('overwrites nothing', async () => {
    await assert.rejects(carla.call(api.startTransfer, order(at('carla.bin'))), {
      code: 'path.exists',
    });
    assert.ok(existsSync(at('carla.bin')));
  });

  it('is what `hallway get` does with a large file, and `hallway transfers` shows', async () => {
    const got = await carla.cli('get', 'Anna/Films/film.bin', at('got.bin'), '--json');
    assert.equal(got.code, 0, got.stderr);
    const { seconds: _seconds, ...result } = got.json<Record<string, unknown>>();
    assert.deepEqual(result, { bytes: SIZE, files: 1, sources: 2, hash: expected });
    const listed = (await carla.cli('transfers', '--json')).json<Record<string, unknown>[]>();
    assert.deepEqual(
      listed.map(({ path, state, direction }) => [path, state, direction]),
      [
        ['film.bin', 'done', 'down'],
        ['film.bin', 'done', 'down'],
      ],
    );
    const id = String(listed[0]?.['id']);
    assert.equal((await carla.cli('transfer', 'cancel', id.slice(0, 8))).code, 0);
    assert.equal((await carla.call(api.listTransfers, {})).length, 1);
    assert.ok(existsSync(at('got.bin')));
  });

  it('gives nothing on where its person wants that, and does again', async () => {
    const from = async (name: string): Promise<boolean> => {
      const done = await ended(carla, await carla.call(api.startTransfer, order(at(name))));
      assert.equal(hashOf(at(name)), expected);
      return done.sources.some(({ device, bytes }) => device === bert.deviceId && bytes > 0);
    };
    assert.match((await bert.cli('transfer', 'give-on', 'no')).stdout, /to nobody/);
    assert.equal(await from('alone.bin'), false);
    const now = await bert.cli('transfer', 'give-on', 'yes', '--json');
    assert.deepEqual(now.json(), { give_on: true });
    assert.equal(await from('both.bin'), true);
  });
});
