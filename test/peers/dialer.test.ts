/** Who is dialled when, with time that the test moves. */
import assert from 'node:assert/strict';
import type { Target } from '../../src/net/tls-link.ts';
import { Dialer } from '../../src/peers/dialer.ts';
import { ManualClock } from '../support/temporary.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('dialer', () => {
  let clock: ManualClock;
  let dialled: string[];
  let linked: Set<string>;
  let remembered: Record<string, Target[]>;
  let dialer: Dialer;
  const target = (port: number): Target => ({ host: '10.0.0.1', port });

  beforeEach(() => {
    clock = new ManualClock();
    dialled = [];
    linked = new Set();
    remembered = {};
    dialer = new Dialer({
      clock,
      wanted: () => ['anna', 'ben'],
      linked: (device) => linked.has(device),
      remembered: (device) => remembered[device] ?? [],
      dial: (device, { port }) => {
        dialled.push(`${device}:${port}`);
        return Promise.reject(new Error('nobody there'));
      },
    });
  });
  afterEach(() => dialer.stop());

  async function advance(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50);
      await settle();
    }
  }

  it('dials remembered addresses at the start, and again and again', async () => {
    remembered = { anna: [target(1)] };
    dialer.start();
    await advance(100);
    assert.deepEqual(dialled, ['anna:1']);
    await advance(6000);
    assert.ok(dialled.length >= 3 && dialled.length <= 4, `${dialled.length} tries in 6 s`);
  });

  it('tries seldom after ten minutes', async () => {
    remembered = { anna: [target(1)] };
    dialer.start();
    await advance(11 * 60_000);
    dialled.length = 0;
    await advance(60_000);
    assert.ok(dialled.length >= 3 && dialled.length <= 5, `${dialled.length} tries a minute`);
  });

  it('dials at once what it hears, newest address first, and leaves linked ones alone', async () => {
    remembered = { anna: [target(1)] };
    linked.add('ben');
    dialer.start();
    await advance(3100);
    dialled.length = 0;
    dialer.heard('anna', [target(2)]);
    dialer.heard('ben', [target(3)]);
    await advance(400);
    assert.deepEqual(dialled, ['anna:2', 'anna:1']);
  });

  it('tries hints in their turn only, however many come', async () => {
    dialer.start();
    await advance(100);
    for (let port = 1; port <= 500; port++) dialer.hinted('anna', target(port));
    await settle();
    assert.deepEqual(dialled, []);
    await advance(1200);
    assert.ok(dialled.length > 0 && dialled.length <= 8, `${dialled.length} addresses`);
  });

  it('forgets a device that is no member any more', async () => {
    remembered = { anna: [target(1)] };
    dialer.start();
    dialer.heard('anna', [target(2)]);
    dialer.forget('anna');
    await advance(50);
    dialled.length = 0;
    remembered = {};
    await advance(5000);
    assert.deepEqual(dialled, []);
  });
});
