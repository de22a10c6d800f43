/** `put` run again after either PC was killed in the middle of it: what is there is not sent again. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, HALLWAY, type TestAgent, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

const MIB = 1024 * 1024;

describe('cli: put again', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const shared = join(folder.path, 'plans');
  const source = join(folder.path, 'house.bin');
  const content = randomBytes(160 * MIB);
  let anna: TestAgent;
  let ben: TestAgent;
  let target = '';

  before(async () => {
    mkdirSync(shared);
    writeFileSync(source, content);
    [anna, ben] = await agents.pair('Anna', 'Ben');
    assert.equal(
      (await ben.cli('share', 'add', shared, '--name', 'Plans', '--access', 'write')).code,
      0,
    );
    target = `${ben.deviceId}/Plans/house.bin`;
    await eventually(
      async () => (await anna.call(api.listShares, {})).some(({ name }) => name === 'Plans'),
      10_000,
      'Anna sees the share',
    );
  });

  const arrived = (): number =>
    readdirSync(shared).reduce((sum, name) => sum + statSync(join(shared, name)).size, 0);
  const there = async (): Promise<number> => {
    const [share] = (await anna.call(api.listShares, {})).filter(({ name }) => name === 'Plans');
    assert.ok(share);
    const params = { device: ben.deviceId, share: share.id };
    const query = { path: 'house.bin', size: content.length };
    return (await anna.call(api.statUpload, { params, query })).bytes;
  };

  const begin = (): ChildProcess => {
    const [node = '', ...flags] = HALLWAY;
    const words = ['put', source, target, '--home', anna.home];
    return spawn(node, [...flags, ...words], { stdio: 'ignore' });
  };

  it('goes on where Anna’s command was killed, and where Ben’s PC was', async () => {
    const first = begin();
    await eventually(() => arrived() >= 8 * MIB, 20_000, 'something came');
    first.kill('SIGKILL');
    await eventually(async () => (await there()) >= 4 * MIB, 20_000, 'what came is kept');
    const kept = await there();
    assert.ok(kept < content.length, 'it was all there already');

    const second = begin();
    await eventually(() => arrived() >= kept + 8 * MIB, 20_000, 'more came');
    await ben.kill('SIGKILL');
    await ben.start();
    second.kill('SIGKILL');
    await eventually(async () => (await there()) > kept, 30_000, 'more is kept');

    const last = await anna.cli('put', source, target, '--json');
    const { bytes, hash } = JSON.parse(last.stdout) as { bytes: number; hash: string };
    assert.equal(bytes, content.length);
    assert.equal(hash, createHash('sha256').update(content).digest('hex'));
    assert.ok(readFileSync(join(shared, 'house.bin')).equals(content));
    assert.deepEqual(readdirSync(shared), ['house.bin']);
  });
});
