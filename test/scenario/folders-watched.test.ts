/** What changes in a folder of one PC is heard at another, at its dashboard's door and by WebDAV. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { FolderNews } from '../../src/model/folder-news.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { answerOf, bytesOf, openRequest } from '../support/local-stream.ts';
import { HALLWAY } from '../support/test-agent.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { addShare, assertUnhurt, seesShare } from './edge-office.ts';

/** Everything that is told of one folder. */
class Following {
  readonly news: FolderNews[] = [];
  readonly #answer: IncomingMessage;
  #rest = '';

  constructor(answer: IncomingMessage) {
    this.#answer = answer;
    answer.on('error', () => {});
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.#rest + chunk).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') this.news.push(JSON.parse(line) as FolderNews);
    });
  }

  static async open(agent: TestAgent, { device, id }: OwnShare, path = ''): Promise<Following> {
    const params = { device, share: id };
    const outgoing = openRequest(agent, api.followFolder, { params, query: { path } });
    outgoing.end();
    const following = new Following(await answerOf(outgoing));
    await following.hears(({ state }) => state !== 'changed', 'how it stands', 0);
    return following;
  }

  /** Milliseconds until something is told, behind what was told already. */
  async hears(
    what: (news: FolderNews) => boolean,
    words: string,
    from = this.news.length,
  ): Promise<number> {
    const begun = performance.now();
    await eventually(() => this.news.slice(from).some(what), 20_000, words);
    return performance.now() - begun;
  }

  close(): void {
    this.#answer.destroy();
  }
}

const changed = ({ state }: FolderNews): boolean => state === 'changed';
const away =
  (code: string) =>
  (news: FolderNews): boolean =>
    news.state === 'away' && news.code === code;
const back = ({ state, missed }: FolderNews): boolean => state === 'watching' && missed;

/** Not by `fetch`, which says that it is a page's. */
async function propfind(url: string, authorization: string): Promise<string> {
  const headers = { authorization, depth: '1' };
  const outgoing = request(url, { method: 'PROPFIND', headers, agent: false });
  outgoing.end();
  return (await bytesOf(await answerOf(outgoing))).toString('utf8');
}

describe('watched folders of a colleague', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, 'Plans', ...names);
  const agents = useAgents();
  after(() => folder.remove());
  let owner: TestAgent;
  let guest: TestAgent;
  let share: OwnShare;

  before(async () => {
    mkdirSync(at('open'), { recursive: true });
    [owner, guest] = await agents.pair('Owner', 'Guest');
    share = await addShare(owner, at(), 'Plans', { access: 'write' });
    await seesShare(guest, share);
  });

  it('tells of a change within a second, and WebDAV shows it at the next look', async () => {
    const [near, far] = await Promise.all([
      Following.open(owner, share, 'open'),
      Following.open(guest, share, 'open'),
    ]);
    const { url, username, password } = await guest.call(api.getMount, {
      params: { device: owner.deviceId, share: share.id },
    });
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const both = Promise.all([near.hears(changed, 'near'), far.hears(changed, 'far')]);
      writeFileSync(at('open', `file ${round}`), '1');
      const listing = await propfind(`${url}open/`, authorization);
      assert.ok(listing.includes(`file%20${round}`), `WebDAV shows it at once: ${listing}`);
      times.push((await both)[1]);
      await new Promise((resolve) => setTimeout(resolve, 900));
    }
    console.log(`      heard after ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    assert.ok(times.toSorted((a, b) => a - b)[2]! < 3000);
    near.close();
    far.close();
  });

  it('ls --watch prints what comes, goes and changes, and ends well', async () => {
    const [command = '', ...words] = HALLWAY;
    const child = spawn(command, [
      ...words,
      '--home',
      guest.home,
      'ls',
      'Owner/Plans/open',
      '--watch',
      '--json',
    ]);
    let [said, noted] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (noted += chunk.toString()));
    const ended = once(child, 'exit');
    await eventually(() => noted.includes('Watching'), 20_000, 'it watches');
    // In one step: a file that is being written is seen empty first.
    writeFileSync(at('new'), '123');
    renameSync(at('new'), at('open/new'));
    await eventually(() => said.includes('"added"'), 20_000, 'a file that comes');
    rmSync(at('open/new'));
    await eventually(() => said.includes('"removed"'), 20_000, 'a file that goes');
    const [first] = said.split('\n');
    const { change, name, size } = JSON.parse(first ?? '') as Record<string, unknown>;
    assert.deepEqual([change, name, size], ['added', 'new', 3]);
    child.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
  });

  it('says so when the folder goes, and when it is back', async () => {
    const far = await Following.open(guest, share, 'open');
    const gone = far.hears(away('path.not_found'), 'that it is gone');
    renameSync(at('open'), at('away'));
    await gone;
    const returned = far.hears(back, 'that it is back');
    renameSync(at('away'), at('open'));
    await returned;
    const heard = far.hears(changed, 'a change after that');
    writeFileSync(at('open/later'), '');
    await heard;
    far.close();
  });

  it('check 50: hears nothing without the right, from the moment on at which it ends', async () => {
    const far = await Following.open(guest, share, 'open');
    const ended = far.hears(away('share.not_found'), 'that the share is gone');
    const rules = { params: { id: share.id } };
    await owner.call(api.changeShare, { ...rules, body: { with: [] } });
    await ended;
    const before = far.news.length;
    writeFileSync(at('open/secret'), '');
    const refused = await Following.open(guest, share, 'open');
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.deepEqual(
      [...far.news.slice(before), ...refused.news].filter(({ state }) => state !== 'away'),
      [],
    );
    const returned = far.hears(back, 'that it is back');
    await owner.call(api.changeShare, { ...rules, body: { with: 'everyone' } });
    await returned;
    far.close();
    refused.close();
  });

  it('outlives an owner who is killed and comes back, and says that something was missed', async () => {
    const far = await Following.open(guest, share, 'open');
    const gone = far.hears(away('peer.offline'), 'that the PC is away');
    await owner.kill('SIGKILL');
    await gone;
    writeFileSync(at('open/meanwhile'), '');
    const returned = far.hears(back, 'that it is back');
    await owner.start();
    await returned;
    const heard = far.hears(changed, 'a change after that');
    writeFileSync(at('open/after'), '');
    await heard;
    far.close();
    rmSync(at('open'), { recursive: true });
    await assertUnhurt([owner, guest]);
  });
});
