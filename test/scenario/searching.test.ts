/** Files are found on whichever PC they are, by those who may see them. Real agents, real folders. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LocalClient } from '../../agent/cli/local-client.ts';
import * as api from '../../src/api/local.ts';
import type { SearchAnswer } from '../../src/model/search.ts';
import { eventually, joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Found {
  hits: {
    device: string;
    device_name: string;
    share: string;
    path: string;
    snippet: string;
    score: number;
    person: string;
    root: string | null;
    holders: {
      device: string;
      device_name: string;
      share: string;
      path: string;
      root: string | null;
    }[];
  }[];
  answered: number;
  asked: number;
}

describe('searching', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const place = temporaryFolder();
  let anna: TestAgent;
  let ben: TestAgent;
  let carl: TestAgent;
  const folder = (name: string): string => join(place.path, name);

  const share = async (agent: TestAgent, name: string, more: object = {}): Promise<string> => {
    const body = { path: folder(name), name, ...more };
    return (await agent.call(api.addShare, { body })).id;
  };
  const find = async (agent: TestAgent, ...words: string[]): Promise<Found> =>
    (await agent.cli('search', ...words, '--json')).json<Found>();
  /** What the command does, without a process for each look. */
  const askAll = async (agent: TestAgent, words: string): Promise<SearchAnswer[]> => {
    const client = new LocalClient(agent.home);
    try {
      const { body } = await client.download(api.search, { body: { words } });
      const lines = (await text(body)).trim().split('\n');
      return lines.map((line) => JSON.parse(line) as SearchAnswer);
    } finally {
      client.close();
    }
  };
  const ask = async (agent: TestAgent, words: string): Promise<SearchAnswer> => {
    const last = (await askAll(agent, words)).at(-1);
    assert.ok(last?.done);
    return last;
  };
  const paths = async (agent: TestAgent, ...words: string[]): Promise<string[]> =>
    (await find(agent, ...words)).hits.map(
      ({ device_name, share: in_, path }) => `${device_name}/${in_}/${path}`,
    );
  const soon = async (agent: TestAgent, words: string, expected: string[]): Promise<void> => {
    let last: string[] = [];
    await eventually(
      async () => {
        last = (await ask(agent, words)).hits.map(
          ({ deviceName, shareName, path }) => `${deviceName}/${shareName}/${path}`,
        );
        return JSON.stringify(last.toSorted()) === JSON.stringify(expected.toSorted());
      },
      15_000,
      `“${words}” finds ${JSON.stringify(expected)}`,
    );
  };

  before(async () => {
    for (const name of ['papers', 'secret', 'pictures']) mkdirSync(folder(name));
    writeFileSync(join(folder('papers'), 'Budget 2026.txt'), 'The rent goes up in autumn.');
    writeFileSync(
      join(folder('secret'), 'Budget draft.txt'),
      'Nobody but Ben reads of the merger.',
    );
    mkdirSync(join(folder('pictures'), 'Zürich'));
    writeFileSync(join(folder('pictures'), 'Zürich', 'budget.jpg'), 'no picture');
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    carl = await agents.start({ name: 'Carl' });
    await joinAll([anna, ben, carl]);
    const { device } = await ben.call(api.getStatus, {});
    await share(anna, 'papers', { access: 'write' });
    await share(anna, 'secret', { with: [device.id] });
    await share(carl, 'pictures');
  });
  after(() => place.remove());

  it('finds names and contents on every PC, also its own', async () => {
    await soon(ben, 'budget', [
      'Anna/papers/Budget 2026.txt',
      'Anna/secret/Budget draft.txt',
      'Carl/pictures/Zürich/budget.jpg',
    ]);
    await soon(carl, 'zurich', ['Carl/pictures/Zürich']);
    await soon(carl, 'rent autumn', ['Anna/papers/Budget 2026.txt']);
    const { hits, answered, asked } = await find(carl, 'rent');
    assert.deepEqual([answered, asked], [3, 3]);
    assert.match(hits[0]?.snippet ?? '', /^The rent goes up in autumn\.$/);
  });

  it('check 61: says nothing of a share to whom it is not for', async () => {
    await soon(ben, 'merger', ['Anna/secret/Budget draft.txt']);
    const withIt = await find(carl, 'budget');
    assert.deepEqual(await paths(carl, 'merger'), []);
    assert.deepEqual(await paths(carl, 'draft'), []);
    const { id } =
      (await anna.call(api.listOwnShares, {})).find(({ name }) => name === 'secret') ?? {};
    assert.ok(id);
    await anna.call(api.removeShare, { params: { id } });
    await soon(ben, 'merger', []);
    // The very same answer, ranks included.
    assert.deepEqual(await find(carl, 'budget'), withIt);
  });

  it('follows what is written, renamed and removed', async () => {
    const papers = folder('papers');
    mkdirSync(join(papers, 'new', 'deep'), { recursive: true });
    writeFileSync(join(papers, 'new', 'deep', 'minutes.md'), '# Elephants\n\nThey were discussed.');
    await soon(ben, 'minutes', ['Anna/papers/new/deep/minutes.md']);
    await soon(ben, 'elephants', ['Anna/papers/new/deep/minutes.md']);
    writeFileSync(join(papers, 'new', 'deep', 'minutes.md'), '# Giraffes\n\nInstead of them.');
    await soon(ben, 'giraffes', ['Anna/papers/new/deep/minutes.md']);
    await soon(ben, 'elephants', []);
    renameSync(join(papers, 'new'), join(papers, 'old'));
    await soon(ben, 'minutes', ['Anna/papers/old/deep/minutes.md']);
    rmSync(join(papers, 'old'), { recursive: true });
    await soon(ben, 'minutes', []);
  });

  it('shows the same file on several PCs as one that all of them hold', async () => {
    for (const name of ['papers', 'pictures'])
      writeFileSync(join(folder(name), 'handbook.txt'), 'The same everywhere.'.repeat(1000));
    await eventually(
      async () => (await ask(ben, 'handbook')).hits[0]?.holders.length === 2,
      15_000,
      'one hit, two holders',
    );
    const { hits } = await find(ben, 'handbook');
    assert.equal(hits.length, 1);
    const [hit] = hits;
    assert.match(hit?.root ?? '', /^[a-z2-7]{52}$/);
    assert.deepEqual(
      hit?.holders
        .map((one) => [one.device_name, one.share, one.path, one.root].join('/'))
        .toSorted(),
      [`Anna/papers/handbook.txt/${hit?.root}`, `Carl/pictures/handbook.txt/${hit?.root}`],
    );
    const said = await ben.cli('search', 'handbook');
    assert.match(said.stdout, /^ {4}also (Anna|Carl)\/\w+\/handbook\.txt$/m);
    // What is got by the root is that content, or nothing.
    const target = join(place.path, 'handbook here.txt');
    const got = await ben.cli('get', 'Anna/papers/handbook.txt', target, '--root', hit.root ?? '');
    assert.equal(got.code, 0, got.stderr);
    writeFileSync(join(folder('papers'), 'handbook.txt'), 'Something else.');
    const wrong = await ben.cli(
      'get',
      'Anna/papers/handbook.txt',
      `${target}2`,
      '--root',
      hit.root ?? '',
    );
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /another content/);
    assert.equal(existsSync(`${target}2`), false);
    assert.deepEqual(
      (await ben.call(api.listTransfers, {})).filter(({ state }) => state !== 'done'),
      [],
    );
  });

  it('knows large files by their roots once somebody got them', async () => {
    for (const name of ['papers', 'pictures'])
      writeFileSync(join(folder(name), 'film.mkv'), 'frame'.repeat(80_000));
    const both = async (root: boolean) =>
      eventually(
        async () => {
          const [hit] = (await ask(ben, 'film')).hits;
          return (
            hit?.holders.length === 2 && hit.holders.some((one) => one.root !== undefined) === root
          );
        },
        15_000,
        `two holders, known by root: ${root}`,
      );
    await both(false);
    const { device, share: shareId, path } = (await ask(ben, 'film')).hits[0] ?? assert.fail();
    const target = join(place.path, 'film.mkv');
    await ben.call(api.startTransfer, { body: { device, share: shareId, path, target } });
    await both(true);
  });

  it('asks for one person alone, by the name of a PC or of its account', async () => {
    const only = await find(ben, 'budget', '--who', 'carl');
    assert.deepEqual(
      only.hits.map(({ path }) => path),
      ['Zürich/budget.jpg'],
    );
    assert.equal(only.asked, 3);
    assert.equal(only.hits[0]?.person, userInfo().username);
    assert.equal((await find(ben, 'budget', '--who', userInfo().username)).hits.length, 2);
    assert.deepEqual((await find(ben, 'budget', '--who', 'nobody like this')).hits, []);
  });

  it('asks one PC alone, and for one kind, where that is wished', async () => {
    assert.deepEqual((await find(ben, 'budget', '--on', 'Carl')).asked, 1);
    assert.deepEqual(await paths(ben, 'budget', '--kind', 'picture'), [
      'Carl/pictures/Zürich/budget.jpg',
    ]);
    // By size and by the day of the last change.
    assert.deepEqual(await paths(ben, 'budget', '--larger', '20B', '--smaller', '1kB'), [
      'Anna/papers/Budget 2026.txt',
    ]);
    assert.deepEqual(await paths(ben, 'budget', '--since', '2100-01-01'), []);
    assert.equal((await paths(ben, 'budget', '--until', '2100-01-01')).length, 2);
    assert.equal((await ben.cli('search', 'budget', '--larger', 'big')).code, 2);
    const wrong = await ben.cli('search', 'budget', '--kind', 'pictures');
    assert.equal(wrong.code, 2);
  });

  it('waits for nobody who is stuck with what the others found', async () => {
    process.kill(carl.pid, 'SIGSTOP');
    try {
      const lines = await askAll(ben, 'budget');
      const early = lines.find(({ hits, done }) => hits.length > 0 && !done);
      assert.deepEqual(
        early?.hits.map(({ path }) => path),
        ['Budget 2026.txt'],
      );
      assert.deepEqual([lines.at(-1)?.answered, lines.at(-1)?.silent], [2, ['Carl']]);
    } finally {
      process.kill(carl.pid, 'SIGCONT');
    }
    await eventually(async () => (await ask(ben, 'budget')).answered === 3, 20_000, 'all answer');
  });

  it('says who did not answer', async () => {
    await carl.stop();
    await eventually(async () => (await ask(ben, 'budget')).answered === 2, 10_000, 'two answer');
    const said = await ben.cli('search', 'budget');
    assert.match(said.stdout, /Anna\/papers\/Budget 2026\.txt/);
    assert.match(said.stderr, /2 of 3 PCs answered\. Not heard: Carl\./);
  });
});
