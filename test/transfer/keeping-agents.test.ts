/** Kept copies between real agents: they follow their source and touch nothing of the person's own. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Keep } from '../../src/model/keep.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { addShare, seesShare } from '../scenario/edge-office.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

const LONG_MS = 40_000;

describe('transfer: keeping a copy, between agents', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  let anna: TestAgent;
  let bert: TestAgent;
  let share: OwnShare;

  before(async () => {
    mkdirSync(at('shared', 'Plans', 'Old'), { recursive: true });
    writeFileSync(at('shared', 'Plans', 'a.txt'), 'one');
    writeFileSync(at('shared', 'Plans', 'Old', 'b.txt'), 'two');
    writeFileSync(at('shared', 'Plans', 'big.bin'), randomBytes(3 << 20));
    [anna, bert] = await agents.pair('Anna', 'Bert');
    share = await addShare(anna, at('shared'), 'Office', {});
    await seesShare(bert, share);
  });

  const hashOf = (path: string): string =>
    createHash('sha256').update(readFileSync(path)).digest('hex');
  const kept = (holds: (keep: Keep) => boolean, what: string): Promise<Keep> =>
    eventually(async () => (await bert.call(api.listKeeps, {})).find(holds), LONG_MS, what);
  async function follows(): Promise<Keep> {
    const id = (await bert.call(api.listKeeps, {}))[0]?.id ?? '';
    const before = Date.now();
    await bert.call(api.syncKeep, { params: { id } });
    return kept(
      ({ state, synced }) => state === 'current' && (synced ?? 0) >= before,
      'the copy is looked at',
    );
  }

  it('brings a folder, for reading only', async () => {
    const done = await bert.cli('keep', 'Anna/Office/Plans', at('copy'), '--json');
    assert.equal(done.code, 0, done.stderr);
    assert.equal(done.json<{ files: number }>().files, 3);
    for (const name of ['a.txt', 'Old/b.txt', 'big.bin']) {
      assert.equal(hashOf(at('copy', name)), hashOf(at('shared', 'Plans', name)));
      assert.equal(statSync(at('copy', name)).mode & 0o222, 0, name);
    }
  });

  it('follows what is changed, added, renamed and removed; what was there is in the trash', async () => {
    writeFileSync(at('shared', 'Plans', 'a.txt'), 'one, changed');
    renameSync(at('shared', 'Plans', 'big.bin'), at('shared', 'Plans', 'large.bin'));
    rmSync(at('shared', 'Plans', 'Old'), { recursive: true });
    writeFileSync(at('shared', 'Plans', 'new.txt'), 'new');
    const keep = await follows();
    assert.equal(readFileSync(at('copy', 'a.txt'), 'utf8'), 'one, changed');
    assert.deepEqual(
      readdirSync(at('copy')).filter((name) => !name.startsWith('.')),
      ['a.txt', 'large.bin', 'new.txt'],
    );
    const [day = ''] = readdirSync(keep.trash);
    const trash = (name: string): string => join(keep.trash, day, name);
    assert.equal(readFileSync(trash('a.txt'), 'utf8'), 'one');
    assert.equal(readFileSync(trash('Old/b.txt'), 'utf8'), 'two');
    assert.ok(existsSync(trash('big.bin')));
  });

  it('leaves alone what the person put or changed there, and says so', async () => {
    writeFileSync(at('copy', 'mine.txt'), 'mine');
    chmodSync(at('copy', 'new.txt'), 0o644);
    writeFileSync(at('copy', 'new.txt'), 'changed here');
    writeFileSync(at('shared', 'Plans', 'mine.txt'), 'of the source');
    writeFileSync(at('shared', 'Plans', 'new.txt'), 'changed there');
    const keep = await follows();
    assert.deepEqual([...keep.inTheWay].sort(), ['mine.txt', 'new.txt']);
    rmSync(at('shared', 'Plans', 'new.txt'));
    await follows();
    assert.equal(readFileSync(at('copy', 'mine.txt'), 'utf8'), 'mine');
    assert.equal(readFileSync(at('copy', 'new.txt'), 'utf8'), 'changed here');
  });

  it('goes on by itself after its PC was killed and its source was away', async () => {
    await bert.kill('SIGKILL');
    await anna.stop();
    writeFileSync(at('shared', 'Plans', 'a.txt'), 'while both were away');
    await bert.start();
    await kept(({ state }) => state === 'waiting', 'it waits');
    await anna.start();
    await eventually(
      () => readFileSync(at('copy', 'a.txt'), 'utf8') === 'while both were away',
      LONG_MS,
      'the copy follows',
    );
  });

  it('says that the source is gone, and takes nothing away then', async () => {
    await anna.call(api.removeShare, { params: { id: share.id } });
    const id = (await bert.call(api.listKeeps, {}))[0]?.id ?? '';
    await bert.call(api.syncKeep, { params: { id } });
    const gone = await kept(({ state }) => state === 'gone', 'the source is gone');
    assert.match(gone.problem ?? '', /Anna does not share this any more/);
    assert.equal(readFileSync(at('copy', 'a.txt'), 'utf8'), 'while both were away');
    assert.equal((await bert.cli('keeps', 'end', 'copy')).code, 0);
    assert.deepEqual(await bert.call(api.listKeeps, {}), []);
    assert.notEqual(statSync(at('copy', 'a.txt')).mode & 0o200, 0);
    await assert.rejects(
      bert.call(api.startKeep, {
        body: { device: anna.deviceId, share: share.id, path: '', target: at('copy') },
      }),
      { code: 'share.not_found' },
    );
  });
});
