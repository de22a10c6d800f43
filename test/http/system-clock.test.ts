/** What a timer starts may fail without ending the agent. */
import assert from 'node:assert/strict';
import { guardedClock } from '../../agent/system-clock.ts';

describe('system clock', () => {
  it('hands over what a timer throws, and a repeated one goes on', async () => {
    const failed: unknown[] = [];
    const clock = guardedClock((error) => failed.push(error));
    const disk = new Error('database or disk is full');
    let runs = 0;
    // The real timers do not keep the process alive.
    const alive = setInterval(() => {}, 1000);
    await new Promise<void>((resolve) => {
      clock.after(1, () => {
        throw disk;
      });
      const cancel = clock.every(5, () => {
        if (++runs === 3) {
          cancel();
          clock.after(1, resolve);
        }
        throw disk;
      });
    });
    clearInterval(alive);
    assert.deepEqual(failed, [disk, disk, disk, disk]);
  });
});
