/** Pieces go out in turns, so that nobody who asks for much keeps the others waiting. */
import assert from 'node:assert/strict';
import { PieceLine } from '../../src/transfer/piece-line.ts';
import { ManualClock } from '../support/temporary.ts';

describe('line for pieces', () => {
  it('gives each PC its turn, however much one asks for', async () => {
    const line = new PieceLine(new ManualClock());
    const order: string[] = [];
    const open: (() => void)[] = [];
    const ask = (device: string): Promise<void> =>
      line.use(device, async () => {
        order.push(device);
        await new Promise<void>((resolve) => open.push(resolve));
      });
    const all = [...Array.from({ length: 12 }, () => ask('greedy')), ask('anna'), ask('ben')];
    for (let done = 0; done < all.length; done++) {
      await new Promise((resolve) => setImmediate(resolve));
      open.shift()?.();
    }
    await Promise.all(all);
    assert.equal(order.length, 14);
    // Four were under way before the others came.
    assert.ok(order.indexOf('anna') <= 6, order.join(' '));
    assert.ok(order.indexOf('ben') <= 7, order.join(' '));
  });
});
