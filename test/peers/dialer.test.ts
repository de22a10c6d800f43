/** Who is dialled when, with time that the test moves. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import type { Target } from '../../src/net/tls-link.ts';
import { Dialer } from '../../src/peers/dialing/dialer.ts';
import { ManualClock } from '../support/temporary.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('dialer', () => {
  let clock: ManualClock;
  let dialled: string[];
  let linked: Set<string>;
  let remembered: Record<string, Target[]>;
  let dialer: Dialer;
  let error: Error;
  let forgotten: string[];
  let asleep: boolean;
  let timeouts: number[];
  const target = (port: number): Target => ({ host: '10.0.0.1', port });

  beforeEach(() => {
    clock = new ManualClock();
    dialled = [];
    linked = new Set();
    remembered = {};
    error = new Error('nobody there');
    [forgotten, timeouts, asleep] = [[], [], false];
    dialer = new Dialer({
      clock,
      wanted: () => ['anna', 'ben'],
      linked: (device) => linked.has(device),
      asleep: () => asleep,
      forget: (device, { port }) => void forgotten.push(`${device}:${port}`),
      failed: () => {},
      remembered: (device) => remembered[device] ?? [],
      dial: (device, { port }, { timeoutMs }) => {
        dialled.push(`${device}:${port}`);
        timeouts.push(timeoutMs);
        return Promise.reject(error);
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

  it('tries what worked before, however many addresses strangers announce', async () => {
    remembered = { anna: [target(1)] };
    dialer.heard(
      'anna',
      Array.from({ length: 20 }, (_, i) => target(100 + i)),
    );
    dialer.start();
    await advance(2000);
    assert.ok(dialled.includes('anna:1'), dialled.join());
  });

  it('does not flood anybody with tries of what members say of others', async () => {
    const members = Array.from({ length: 400 }, (_, i) => `m${i}`);
    const many = new Dialer({
      clock,
      wanted: () => members,
      linked: () => false,
      asleep: () => false,
      forget: () => {},
      failed: () => {},
      remembered: () => [],
      dial: (device) => {
        dialled.push(device);
        return Promise.reject(error);
      },
    });
    for (const device of members)
      for (let port = 1; port <= 8; port++) many.hinted(device, target(port));
    many.start();
    await advance(60_000);
    many.stop();
    assert.ok(dialled.length <= 1200, `${dialled.length} tries in a minute`);
    assert.ok(new Set(dialled).size > 100, 'everybody has a turn');
  });

  it('tries an address that another device has now ever more seldom, and gives it up', async () => {
    remembered = { anna: [target(1)] };
    error = new HallwayError('peer.impostor', 'Another device answers.');
    dialer.start();
    await advance(60_000);
    assert.equal(dialled.length, 2);
    await advance(10 * 60_000);
    assert.equal(dialled.length, 4);
    assert.deepEqual(forgotten, ['anna:1']);
    dialled.length = 0;
    dialer.heard('anna', [target(1)]);
    await advance(2500);
    assert.ok(dialled.length <= 1);
    await advance(60_000);
    assert.ok(dialled.length >= 1, 'heard of there: it may have got it back');
  });

  it('tries an address that is heard while others are being tried at once', async () => {
    remembered = { anna: [target(1)] };
    const never = new Promise<never>(() => {});
    const slow = new Dialer({
      clock,
      wanted: () => ['anna'],
      linked: () => false,
      asleep: () => false,
      remembered: (device) => remembered[device] ?? [],
      forget: () => {},
      failed: () => {},
      dial: (device, { port }) => {
        dialled.push(`${device}:${port}`);
        return never;
      },
    });
    slow.start();
    await advance(500);
    slow.heard('anna', [target(2)]);
    await settle();
    assert.deepEqual(dialled, ['anna:1', 'anna:2']);
    slow.stop();
  });

  it('waits long for an answer of a PC that stands still', async () => {
    remembered = { anna: [target(1)] };
    dialer.start();
    await advance(100);
    asleep = true;
    await advance(5000);
    assert.deepEqual([timeouts[0], timeouts.at(-1)], [3000, 30_000]);
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
