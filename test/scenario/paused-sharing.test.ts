/** Whoever pauses sharing refuses colleagues everything, over a restart too, until it is ended. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { addShare, assertDone, assertUnhurt, seesShare } from './edge-office.ts';

const PATIENCE_MS = 15_000;

describe('sharing that is paused', function () {
  this.timeout(90_000);
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const agents = useAgents();
  let owner: TestAgent;
  let guest: TestAgent;
  let share: OwnShare;

  before(async () => {
    mkdirSync(at('Plans'));
    writeFileSync(at('Plans/one.txt'), 'one');
    [owner, guest] = await agents.pair('Owner', 'Guest');
    share = await addShare(owner, at('Plans'), 'Plans', { access: 'write' });
    await seesShare(guest, share);
  });
  after(() => folder.remove());

  const pause = (paused: boolean) => owner.call(api.setDesktop, { body: { paused } });
  const offered = async (): Promise<number> => {
    const shares = await guest.call(api.listShares, {});
    const printers = await guest.call(api.listPrinters, {});
    return [...shares, ...printers].filter(({ device }) => device === owner.deviceId).length;
  };

  it('shows colleagues nothing, and neither gives nor takes a file', async () => {
    const before = await offered();
    assert.ok(before >= 1);
    assert.equal((await pause(true)).paused, true);
    await eventually(async () => (await offered()) === 0, PATIENCE_MS, 'nothing is offered');
    writeFileSync(at('two.txt'), 'two');
    assert.notEqual((await guest.cli('get', 'Owner/Plans/one.txt', at('got.txt'))).code, 0);
    assert.notEqual((await guest.cli('put', at('two.txt'), 'Owner/Plans')).code, 0);
    const own = await owner.cli('ls', 'Owner/Plans', '--json');
    assertDone(own);
    assert.match(own.stdout, /one\.txt/, 'whoever paused sees what is there');
    assert.doesNotMatch(own.stdout, /two\.txt/);
  });

  it('stays so over a restart, and ends at a word', async () => {
    await owner.kill('SIGKILL');
    await owner.start();
    assert.equal((await owner.call(api.getDesktop, {})).paused, true);
    await eventually(
      async () => (await guest.call(api.listPeers, {})).some(({ online }) => online),
      PATIENCE_MS,
      'both see each other again',
    );
    assert.notEqual((await guest.cli('get', 'Owner/Plans/one.txt', at('got.txt'))).code, 0);
    await pause(false);
    await seesShare(guest, share);
    assertDone(await guest.cli('get', 'Owner/Plans/one.txt', at('got.txt')));
    assert.equal(readFileSync(at('got.txt'), 'utf8'), 'one');
    await assertUnhurt([owner, guest]);
  });
});
