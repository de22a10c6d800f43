/** What a PC answers to the questions of another, and what these may cost it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { ResourceId } from '../../src/model/id.ts';
import { Answers } from '../../src/search/answers.ts';
import { IndexLooks } from '../../src/search/index-looks.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import type { MadeIndex } from '../../src/search/share-indexes.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ANNA = 'a'.repeat(52);
const MALLORY = 'm'.repeat(52);
const ROOT = 'r'.repeat(52);
const SHARES = ['1', '2', '3'].map((one) => one.padStart(16, '0'));

describe('answers of the search', () => {
  const place = temporaryFolder();
  const indexes = new Map<ResourceId, MadeIndex>();
  const damaged: ResourceId[] = [];
  let visible = SHARES;
  let turns: (() => void)[] = [];
  let taken = 0;
  const looks = new IndexLooks({
    clock: systemClock,
    turn: () => new Promise((resolve) => turns.push(resolve)),
  });
  const answers = new Answers({
    indexes: {
      get: (id) => indexes.get(id),
      isReading: () => false,
      damaged: (id) => void damaged.push(id),
    },
    visibleTo: () => visible.map((id) => ({ id, available: true })),
    looker: looks,
    rootOf: (_device, _share, path) => Promise.resolve(path === 'b.txt' ? ROOT : undefined),
    person: () => 'anna.kowalska',
    deviceName: () => 'Front desk',
    log: silentLog,
  });
  const query = { words: 'plan', limit: 5 };

  before(() => {
    for (const id of SHARES) {
      const file = join(place.path, `${id}.db`);
      const index = new ShareIndex(file);
      const files = ['a', 'b', 'c'].map((name) => {
        return { name: `${name}.txt`, kind: 'file' as const, size: 1, modified: 1 };
      });
      index.setFolder('', files);
      index.setTexts(
        index.toRead(9).map((one) => {
          const content = { 'a.txt': 's'.repeat(52), 'b.txt': 'ends' }[one.path] ?? '';
          return { file: one, text: 'the plan', content };
        }),
      );
      index.close();
      indexes.set(id, { file });
    }
  });
  beforeEach(() => {
    visible = SHARES;
    turns = [];
    taken = 0;
  });
  after(() => {
    looks.closeAll();
    place.remove();
  });

  async function turnUntil<T>(over: Promise<T>, each = (): void => {}): Promise<T> {
    const state = { done: false };
    const seen = over.finally(() => (state.done = true));
    while (!state.done) {
      each();
      taken += turns.length;
      for (const go of turns.splice(0)) go();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return seen;
  }

  it('check 61: lets other work go on between shares and between texts', async () => {
    const { hits } = await turnUntil(answers.answer(ANNA, query));
    assert.equal(hits.length, 5);
    assert.ok(hits.every(({ snippet }) => snippet.includes('plan')));
    assert.ok(taken >= SHARES.length + hits.length, `${taken} turns`);
  });

  it('check 61: tells nothing of a share that ends for somebody meanwhile', async () => {
    const { hits } = await turnUntil(answers.answer(ANNA, { ...query, limit: 9 }), () => {
      if (taken === SHARES.length) visible = SHARES.slice(1);
    });
    assert.equal(hits.length, 6);
    assert.ok(hits.every(({ share }) => share !== SHARES[0]));
    assert.deepEqual(damaged, []);
  });

  it('tells what a content is by its root, where that is known', async () => {
    visible = SHARES.slice(0, 1);
    const { hits } = await turnUntil(answers.answer(ANNA, query));
    const told = Object.fromEntries(hits.map(({ path, root, content }) => [path, [root, content]]));
    assert.deepEqual(told, {
      'a.txt': ['s'.repeat(52), ''],
      'b.txt': [ROOT, 'ends'],
      'c.txt': [undefined, ''],
    });
  });

  it('answers for its own person alone, by either name', async () => {
    for (const [person, found] of [
      ['Anna', 5],
      ['kowal', 5],
      ['front DESK', 5],
      ['Ben', 0],
      ['nna', 0],
    ] as const) {
      const answer = await turnUntil(answers.answer(ANNA, { ...query, person }));
      assert.equal(answer.hits.length, found, person);
    }
  });

  it('check 61: answers few questions of one PC at once, and those of others beside', async () => {
    const open = Array.from({ length: 4 }, () => answers.answerPeer(MALLORY, query));
    await assert.rejects(answers.answerPeer(MALLORY, query), { code: 'request.busy' });
    open.push(answers.answerPeer(ANNA, query));
    const all = await turnUntil(Promise.all(open));
    assert.ok(all.every(({ hits }) => hits.length === 5));
    await turnUntil(answers.answerPeer(MALLORY, query));
  });
});
