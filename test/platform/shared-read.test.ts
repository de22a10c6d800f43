/** One reading for all who ask meanwhile, and never one that began too early. */
import assert from 'node:assert/strict';
import { SharedRead } from '../../agent/platform/linux/shared-read.ts';

describe('readings that are shared', () => {
  it('answer nobody with what was read before he asked', async () => {
    let readings = 0;
    const waiting: ((text: string) => void)[] = [];
    const shared = new SharedRead(() => {
      readings += 1;
      return new Promise((resolve) => waiting.push(resolve));
    });
    const first = shared.read('a');
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(readings, 1);
    const later = [shared.read('a'), shared.read('a'), shared.read('a')];
    waiting[0]?.('old');
    assert.equal(await first, 'old');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(readings, 2);
    waiting[1]?.('new');
    assert.deepEqual(await Promise.all(later), ['new', 'new', 'new']);
  });

  it('fail for all who shared them, and not for the next', async () => {
    let fails = true;
    const shared = new SharedRead(async (file) => {
      if (fails) throw new Error('no table');
      return file;
    });
    const both = await Promise.allSettled([shared.read('a'), shared.read('a')]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    fails = false;
    assert.equal(await shared.read('a'), 'a');
  });
});
