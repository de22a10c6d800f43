/** Jobs that follow one another ask a printer once what it is, and anew where it refused one. */
import assert from 'node:assert/strict';
import type { SelfDescription } from '../../src/printing/lately-asked.ts';
import { LatelyAsked } from '../../src/printing/lately-asked.ts';

describe('a printer that was asked a moment ago', () => {
  let now = 0;
  let asked = 0;
  let lately: LatelyAsked;
  const ask = (): Promise<SelfDescription> =>
    Promise.resolve({ attributes: new Map(), printer: (asked += 1) } as never);
  const use = (key = 'a'): Promise<unknown> =>
    lately.use(key, ask, ({ printer }) => Promise.resolve(printer));

  beforeEach(() => {
    [now, asked] = [0, 0];
    const never = (): (() => void) => () => {};
    lately = new LatelyAsked({ monotonic: () => now, now: () => now, after: never, every: never });
  });

  it('is not asked again for two seconds, each for itself', async () => {
    assert.deepEqual([await use(), await use(), await use('b'), await use()], [1, 1, 2, 1]);
    now = 2000;
    assert.equal(await use(), 3);
  });

  it('is asked anew after it refused a job', async () => {
    await use();
    await assert.rejects(
      lately.use('a', ask, () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(await use(), 2);
  });

  it('is asked anew after it did not answer', async () => {
    const silent = (): Promise<SelfDescription> => Promise.reject(new Error('silence'));
    await assert.rejects(
      lately.use('a', silent, () => Promise.resolve()),
      /silence/,
    );
    assert.equal(await use(), 1);
  });
});
