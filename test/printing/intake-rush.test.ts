/** What was taken waits while more documents come in, but not for ever. */
import assert from 'node:assert/strict';
import { IntakeRush } from '../../src/printing/intake-rush.ts';
import { ManualClock } from '../support/temporary.ts';

describe('printing: a rush of documents', () => {
  let clock: ManualClock;
  let rush: IntakeRush;
  const never = new AbortController().signal;

  beforeEach(() => {
    clock = new ManualClock();
    rush = new IntakeRush(clock);
  });

  const take = (ms: number): Promise<void> =>
    rush.during(() => {
      clock.advance(ms);
      return Promise.resolve();
    });

  /** Whether it is over `ms` later. */
  async function isOverAfter(ms: number, signal = never): Promise<boolean> {
    let over = false;
    void rush.over(signal).then(() => (over = true));
    for (let passed = 0; passed <= ms; passed += 5) {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      if (passed < ms) clock.advance(5);
    }
    return over;
  }

  it('is none with the first document', async () => {
    await take(8);
    assert.ok(await isOverAfter(0));
  });

  it('lasts while documents follow each other, and ends when none comes', async () => {
    for (let count = 0; count < 3; count += 1) await take(8);
    assert.ok(!(await isOverAfter(10)));
    assert.ok(await isOverAfter(20));
  });

  it('goes on while one is on its way, however long that takes', async () => {
    await take(8);
    const { promise, resolve } = Promise.withResolvers<void>();
    const taking = rush.during(() => promise);
    assert.ok(!(await isOverAfter(450)));
    resolve();
    await taking;
    assert.ok(await isOverAfter(20));
  });

  it('lasts as well where pauses are long, because the PC is busy', async () => {
    for (let count = 0; count < 6; count += 1) {
      await take(8);
      clock.advance(40);
    }
    assert.ok(!(await isOverAfter(40)));
    assert.ok(await isOverAfter(120));
  });

  it('is none where somebody prints now and then', async () => {
    await take(8);
    clock.advance(250);
    await take(8);
    assert.ok(await isOverAfter(0));
  });

  it('lets one document in half a second go on', async () => {
    for (let count = 0; count < 70; count += 1) await take(8);
    assert.ok(await isOverAfter(0));
    let went = false;
    const second = rush.over(never).then(() => (went = true));
    await take(8);
    assert.ok(!went);
    for (let count = 0; count < 70; count += 1) await take(8);
    await second;
  });

  it('keeps nothing back for more than twenty seconds', async () => {
    for (let count = 0; count < 2600; count += 1) await take(8);
    for (let count = 0; count < 3; count += 1) assert.ok(await isOverAfter(0));
  });

  it('ends for whoever no longer waits', async () => {
    for (let count = 0; count < 3; count += 1) await take(8);
    assert.ok(await isOverAfter(0, AbortSignal.abort()));
  });

  it('is over with what could not be taken', async () => {
    await take(8);
    await assert.rejects(rush.during(() => Promise.reject(new Error('full'))));
    assert.ok(await isOverAfter(20));
  });
});
