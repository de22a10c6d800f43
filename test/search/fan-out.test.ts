/** Whom a search asks first, and what it tells while it goes on. */
import assert from 'node:assert/strict';
import type { SearchAnswer } from '../../src/model/search.ts';
import type { Answer } from '../../src/search/answers.ts';
import { FanOut } from '../../src/search/fan-out.ts';
import { ManualClock } from '../support/temporary.ts';
import { fakeHit as hit, SHARE } from './fake-hit.ts';

describe('questions to many PCs, in turn', () => {
  const names = ['me', 'anna', 'ben', 'carla', 'dora', 'emil'];

  /** An office whose PCs answer when the test says so. */
  class Office {
    readonly clock = new ManualClock();
    readonly asked: string[] = [];
    readonly told: SearchAnswer[] = [];
    readonly #answers = new Map<string, (answer: Answer) => void>();
    readonly #fanOut = new FanOut({
      own: 'me',
      devices: () => names.map((id) => ({ id, name: id, online: true })),
      ask: (device) => {
        this.asked.push(device);
        return new Promise((resolve) => this.#answers.set(device, resolve));
      },
      shareNames: () => new Map([[SHARE, 'Papers']]),
      clock: this.clock,
    });

    search(): Promise<SearchAnswer> {
      this.asked.length = 0;
      this.told.length = 0;
      const tell = (answer: SearchAnswer): void => void this.told.push(answer);
      return this.#fanOut.search({ words: 'plan' }, undefined, tell, new AbortController().signal);
    }

    async answer(device: string, paths: string[] = []): Promise<void> {
      const hits = paths.map((path) => {
        const { share, kind, size, modified, snippet, score, content } = hit(device, path);
        return { share, path, kind, size, modified, snippet, score, content };
      });
      this.#answers.get(device)?.({ hits, reading: false });
      await settled();
      this.clock.advance(3);
      await settled();
    }
  }

  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };

  it('asks the others when one has answered, or a moment later where none does', async () => {
    const office = new Office();
    const done = office.search();
    assert.deepEqual(office.asked, ['me', 'anna', 'ben']);
    await office.answer('anna', ['plan.txt']);
    assert.deepEqual(new Set(office.asked), new Set(names));
    for (const name of names) await office.answer(name);
    assert.equal((await done).answered, names.length);

    const again = office.search();
    await settled();
    assert.equal(office.asked.length, 3);
    office.clock.advance(20);
    await settled();
    assert.equal(office.asked.length, names.length);
    for (const name of names) await office.answer(name);
    assert.equal((await again).answered, names.length);
  });

  it('asks those first that answered quickest', async () => {
    const office = new Office();
    const done = office.search();
    office.clock.advance(20);
    await settled();
    for (const name of ['emil', 'dora', 'carla', 'me', 'anna', 'ben']) {
      office.clock.advance(10);
      await office.answer(name);
    }
    await done;
    const again = office.search();
    assert.deepEqual(office.asked, ['emil', 'dora', 'carla']);
    office.clock.advance(20);
    await settled();
    for (const name of names) await office.answer(name);
    await again;
  });

  it('tells at once what is found, and that nothing was only after a while', async () => {
    const office = new Office();
    const done = office.search();
    await office.answer('me');
    assert.equal(office.told.length, 0);
    await office.answer('anna', ['plan.txt']);
    assert.deepEqual(
      office.told.map(({ answered, hits }) => [answered, hits.length]),
      [[2, 1]],
    );
    for (const name of names) await office.answer(name);
    await done;

    const empty = office.search();
    await office.answer('me');
    office.clock.advance(100);
    await settled();
    await office.answer('anna');
    assert.deepEqual(
      office.told.map(({ answered, hits }) => [answered, hits.length]),
      [[2, 0]],
    );
    for (const name of names) await office.answer(name);
    await empty;
  });
});
