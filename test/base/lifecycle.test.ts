/** Parts that start somewhat later, with nobody waiting for them. */
import assert from 'node:assert/strict';
import { InBackground, type Lifecycle } from '../../src/base/lifecycle.ts';
import { ManualClock } from '../support/temporary.ts';

describe('base: parts in the background', () => {
  let clock: ManualClock;
  let steps: string[];
  let failures: unknown[];

  beforeEach(() => {
    clock = new ManualClock();
    steps = [];
    failures = [];
  });

  const part = (name: string, start = (): Promise<void> | void => {}): Lifecycle => ({
    start: () => {
      steps.push(`start ${name}`);
      return start();
    },
    stop: () => void steps.push(`stop ${name}`),
  });
  const background = (...parts: Lifecycle[]): InBackground =>
    new InBackground(parts, { clock, afterMs: 100, failed: (error) => void failures.push(error) });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('start when it is time, in order', async () => {
    const both = background(part('a'), part('b'));
    both.start();
    clock.advance(99);
    assert.deepEqual(steps, []);
    clock.advance(1);
    await turn();
    assert.deepEqual(steps, ['start a', 'start b']);
    await both.stop();
    assert.deepEqual(steps.slice(2), ['stop b', 'stop a']);
  });

  it('never start where the end comes before', async () => {
    const one = background(part('a'));
    one.start();
    await one.stop();
    clock.advance(1000);
    await turn();
    assert.deepEqual(steps, []);
  });

  it('are stopped only when their start is done', async () => {
    const slow = Promise.withResolvers<void>();
    const one = background(part('a', () => slow.promise));
    one.start();
    clock.advance(100);
    const stopped = one.stop();
    await turn();
    assert.deepEqual(steps, ['start a']);
    slow.resolve();
    await stopped;
    assert.deepEqual(steps, ['start a', 'stop a']);
  });

  it('tell why they could not start', async () => {
    const broken = new Error('no network');
    const both = background(
      part('a'),
      part('b', () => Promise.reject(broken)),
    );
    both.start();
    clock.advance(100);
    await turn();
    assert.deepEqual(failures, [broken]);
    await both.stop();
    assert.deepEqual(steps, ['start a', 'start b', 'stop b', 'stop a']);
  });
});
