/** A colleague's files are renamed, copied, removed and had back, at the command line of another PC. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'; // biome-ignore format: one import
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { OwnShare } from '../../src/model/share.ts';
import type { Written } from '../../src/model/entry.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { upload } from '../support/local-stream.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { addShare, assertDone, assertFails, assertUnhurt, seesShare } from './edge-office.ts';

/** What `trash list --json` says of each thing. */
interface Listed {
  path: string;
  by_name: string;
}

describe('files of a colleague are changed', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, 'Plans', ...names);
  const agents = useAgents();
  after(() => folder.remove());
  let owner: TestAgent;
  let guest: TestAgent;
  let share: OwnShare;

  before(async () => {
    mkdirSync(at('old/deep'), { recursive: true });
    writeFileSync(at('old/deep/leaf.txt'), 'leaf');
    writeFileSync(at('one.txt'), '1');
    writeFileSync(at('two.txt'), '2');
    [owner, guest] = await agents.pair('Owner', 'Guest');
    share = await addShare(owner, at(), 'Plans', { access: 'write' });
    await seesShare(guest, share);
  });

  async function json<T>(agent: TestAgent, ...words: string[]): Promise<T> {
    const ran = await agent.cli(...words, '--json');
    assertDone(ran);
    return ran.json<T>();
  }

  it('cp and mv: to a share of another PC and back, with the trash as the way back', async () => {
    mkdirSync(join(folder.path, 'Own'));
    await addShare(guest, join(folder.path, 'Own'), 'Own', { access: 'write' });
    const copied = await json<{ bytes: number; files: number; path: string }>(
      guest, 'cp', 'Owner/Plans/old', 'Guest/Own',
    ); // biome-ignore format: one command line
    assert.deepEqual([copied.path, copied.files, copied.bytes], ['old', 1, 4]);
    assert.equal(readFileSync(join(folder.path, 'Own/old/deep/leaf.txt'), 'utf8'), 'leaf');
    assertDone(await guest.cli('mv', 'Guest/Own/old', 'Owner/Plans/back'));
    assert.equal(readFileSync(at('back/deep/leaf.txt'), 'utf8'), 'leaf');
    assert.equal(existsSync(join(folder.path, 'Own/old')), false);
    const trash = await json<Listed[]>(guest, 'trash', 'list', 'Guest/Own');
    assert.deepEqual(trash.map(({ path }) => path), ['old']); // biome-ignore format: one list
    rmSync(at('back'), { recursive: true });
  });

  it('mv and cp: another name, into a folder, over what is there', async () => {
    const moved = await json<{ path: string }>(guest, 'mv', 'Owner/Plans/old', 'Owner/Plans/new');
    assert.equal(moved.path, 'new');
    assertDone(await guest.cli('mv', 'Owner/Plans/one.txt', 'Owner/Plans/new'));
    assert.deepEqual(readdirSync(at('new')).sort(), ['deep', 'one.txt']);
    assertFails(
      await guest.cli('cp', 'Owner/Plans/two.txt', 'Owner/Plans/new/one.txt'),
      /already something of this name/,
    );
    const placed = await json<{ replaced: boolean }>(
      guest, 'cp', 'Owner/Plans/two.txt', 'Owner/Plans/new/one.txt', '--replace',
    ); // biome-ignore format: one command line
    assert.equal(placed.replaced, true);
    assert.deepEqual(
      [readFileSync(at('new/one.txt'), 'utf8'), existsSync(at('two.txt'))],
      ['2', true],
    );
    assertDone(await guest.cli('mv', 'Owner/Plans/two.txt', 'Owner/Plans/TWO.txt'));
    assert.ok(readdirSync(at()).includes('TWO.txt'));
    const other = await guest.cli('mv', 'Owner/Plans', 'Owner/Plans/x');
    assert.equal(other.code, 2);
  });

  it('rm and trash: removed, listed, had back, and emptied by the owner alone', async () => {
    const { trash } = await json<{ trash: string }>(guest, 'rm', 'Owner/Plans/new/deep');
    assert.equal(existsSync(at('new/deep')), false);
    const mine = await json<Listed[]>(guest, 'trash', 'list', 'Owner/Plans');
    // What the copy replaced is there as well.
    assert.deepEqual(mine.map(({ path, by_name }) => [path, by_name]), [
      ['new/deep', 'Guest'], ['new/one.txt', 'Guest'],
    ]); // biome-ignore format: a list
    assertDone(await owner.cli('rm', 'Owner/Plans/TWO.txt'));
    assert.equal((await json<Listed[]>(guest, 'trash', 'list', 'Owner/Plans')).length, 2);
    assert.equal((await json<Listed[]>(owner, 'trash', 'list', 'Owner/Plans')).length, 3);
    assertFails(await guest.cli('trash', 'empty', 'Owner/Plans'), /Only the owner/);

    const back = await json<{ path: string }>(
      guest, 'trash', 'restore', 'Owner/Plans', trash.slice(0, 6),
    ); // biome-ignore format: one command line
    assert.equal(back.path, 'new/deep');
    assert.equal(readFileSync(at('new/deep/leaf.txt'), 'utf8'), 'leaf');
    assertFails(await guest.cli('trash', 'restore', 'Owner/Plans', trash), /no such thing/);
    const emptied = await json<{ removed: number }>(owner, 'trash', 'empty', 'Owner/Plans');
    assert.equal(emptied.removed, 2);
  });

  it('keeps a version beside one that it must not overwrite, and tells both persons', async () => {
    const place = { params: { device: owner.deviceId, share: share.id } };
    const write = (agent: TestAgent, text: string, ifMatch?: string): Promise<unknown> =>
      upload(
        agent,
        api.writeFile,
        { ...place, query: { path: 'new/plan.txt', keepBoth: true, ifMatch } },
        Buffer.from(text),
      );
    const first = (await write(owner, 'one')) as Written;
    await write(owner, 'two', first.etag);
    const kept = (await write(guest, 'mine', first.etag)) as Written;
    assert.match(kept.path, /^new\/plan \(conflict, Guest, [-0-9]+ [.0-9]+\)\.txt$/);
    assert.deepEqual(
      [readFileSync(at('new/plan.txt'), 'utf8'), readFileSync(at(kept.path), 'utf8')],
      ['two', 'mine'],
    );
    const told = async (agent: TestAgent): Promise<string> =>
      (await agent.call(api.listNotices, {})).map(({ text }) => text).join();
    await eventually(
      async () => /Your version is kept as “plan \(conf/.test(await told(guest)),
      10_000,
      'the writer hears',
    );
    assert.match(await told(owner), /^Guest changed “plan.txt” in “Plans” of Owner too\./);
  });

  it('put: over what is there or beside it, if told so', async () => {
    const source = join(folder.path, 'plan.txt');
    const put = (...words: string[]) => guest.cli('put', source, 'Owner/Plans/new', ...words);
    writeFileSync(source, 'again');
    assertFails(await put(), /already there and differs.*--keep-both/s);
    assert.equal((await put('--replace', '--keep-both')).code, 2);
    const beside = await put('--keep-both');
    assertDone(beside);
    const [, kept = ''] = /(plan \(conflict, Guest, [^)]+\) ?[^\n]*)/.exec(beside.stdout) ?? [];
    assert.deepEqual([at('new/plan.txt'), at('new', kept)].map((path) => readFileSync(path, 'utf8')), ['two', 'again']); // biome-ignore format: one
    assertDone(await put('--replace'));
    assert.equal(readFileSync(at('new/plan.txt'), 'utf8'), 'again');

    mkdirSync(join(folder.path, 'new'));
    writeFileSync(join(folder.path, 'new/plan.txt'), 'of the folder');
    const folderPut = (...words: string[]) =>
      guest.cli('put', join(folder.path, 'new'), 'Owner/Plans', ...words);
    assertFails(await folderPut(), /already there and differs/);
    assertDone(await folderPut('--replace'));
    assert.equal(readFileSync(at('new/plan.txt'), 'utf8'), 'of the folder');
  });

  it('share change: its rules hold for what is open already', async () => {
    writeFileSync(at('.secret'), 'x');
    const place = { device: owner.deviceId, share: share.id };
    const names = async (): Promise<string[]> =>
      (await guest.call(api.listEntries, { params: place, query: {} })).entries.map(
        ({ name }) => name,
      );
    assert.deepEqual(await names(), ['.secret', 'new']);
    const [changed] = await json<OwnShare[]>(
      owner, 'share', 'change', 'Plans', '--hidden', 'hide', '--limit', '1MB',
    ); // biome-ignore format: one command line
    assert.deepEqual([changed?.hidden, changed?.limit], [false, 1_000_000]);
    assert.deepEqual(await names(), ['new']);
    writeFileSync(join(folder.path, 'large'), Buffer.alloc(1_200_000));
    assertFails(
      await guest.cli('put', join(folder.path, 'large'), 'Owner/Plans'),
      /as large as its owner lets it be/,
    );
    assertDone(await owner.cli('share', 'change', 'Plans', '--access', 'read', '--limit', 'none'));
    assertFails(await guest.cli('rm', 'Owner/Plans/new'), /can only be read/);
    assert.equal((await owner.cli('share', 'change', 'Plans')).code, 2);
    await assertUnhurt([owner, guest]);
  });
});
