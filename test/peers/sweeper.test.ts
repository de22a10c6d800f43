/** When a sweep begins, how politely it asks, and what ends it. Time is moved by the test. */
import assert from 'node:assert/strict';
import type { Adapter } from '../../src/net/adapters.ts';
import type { Target } from '../../src/net/tls-link.ts';
import { Sweeper } from '../../src/peers/sweep/sweeper.ts';
import { ManualClock } from '../support/temporary.ts';
import { adapter } from './own-adapters.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('sweeper', () => {
  let clock: ManualClock;
  let adapters: Adapter[];
  let missing: string[];
  let explained: Set<string>;
  let online: string[];
  let heardAt: Map<string, number>;
  let listening: Map<string, string>;
  let asked: { host: string; at: number }[];
  let asking: number;
  let most: number;
  let found: string[];
  let sweeper: Sweeper;

  beforeEach(() => {
    clock = new ManualClock();
    adapters = [adapter('eth0', 'wired', '10.0.0.5/24')];
    missing = ['anna'];
    [explained, heardAt, listening] = [new Set(), new Map(), new Map()];
    [online, asked, found] = [[], [], []];
    [asking, most] = [0, 0];
    sweeper = new Sweeper({
      clock,
      adapters: () => adapters,
      missing: () => missing,
      explained: (device) => explained.has(device),
      online: () => online,
      self: 'mmm',
      heardAt: (device) => heardAt.get(device),
      ports: () => [47_470],
      listens: async ({ host }: Target) => {
        asked.push({ host, at: clock.monotonic() });
        most = Math.max(most, ++asking);
        await new Promise<void>((resolve) => void clock.after(500, resolve));
        asking -= 1;
        return listening.has(host);
      },
      who: async ({ host }) => listening.get(host),
      found: (device) => void found.push(device),
    });
    sweeper.start();
  });
  afterEach(() => sweeper.stop());

  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50);
      await settle();
    }
  }

  it('waits 20 s alone, then asks each address of the network once, politely', async () => {
    await pass(19 * SECOND);
    assert.equal(asked.length, 0);
    await pass(30 * SECOND);
    assert.equal(new Set(asked.map(({ host }) => host)).size, 253);
    assert.equal(asked.length, 253);
    assert.ok(!asked.some(({ host }) => /\.(0|5|255)$/.test(host)));
    assert.ok(most <= 8, `${most} at once`);
    const [first = 0] = asked.map(({ at }) => at);
    assert.ok(asked.filter(({ at }) => at - first < SECOND).length <= 20);
  });

  it('asks again after 5 min, 30 min and every 2 h only', async () => {
    await pass(50 * SECOND);
    assert.equal(asked.length, 253);
    await pass(4 * MINUTE);
    assert.equal(asked.length, 253);
    await pass(2 * MINUTE);
    assert.equal(asked.length, 2 * 253);
    await pass(28 * MINUTE);
    assert.equal(asked.length, 2 * 253);
  });

  it('ends with the first member that answers', async () => {
    listening = new Map([['10.0.0.9', 'anna']]);
    await pass(60 * SECOND);
    assert.deepEqual(found, ['anna']);
    assert.ok(asked.length < 30, `${asked.length} asked`);
  });

  it('begins only where somebody is missing, and not while a link stands', async () => {
    missing = [];
    await pass(2 * MINUTE);
    missing = ['anna'];
    online = ['ben'];
    await pass(2 * MINUTE);
    assert.equal(asked.length, 0);
  });

  it('asks for a member that is missing while others are there once an hour, if it is the one to do so', async () => {
    online = ['zoe'];
    await pass(2 * MINUTE);
    assert.equal(asked.length, 0);
    await pass(3 * MINUTE);
    assert.equal(asked.length, 253);
    await pass(30 * MINUTE);
    assert.equal(asked.length, 253);
  });

  it('leaves that to the device with the smallest id', async () => {
    online = ['ben'];
    await pass(10 * MINUTE);
    assert.equal(asked.length, 0);
  });

  it('does not search for a member that said goodbye, or that was heard lately', async () => {
    online = ['zoe'];
    missing = ['anna', 'carl'];
    explained.add('anna');
    for (let minute = 0; minute < 10; minute++) {
      heardAt.set('carl', clock.monotonic());
      await pass(MINUTE);
    }
    assert.equal(asked.length, 0);
  });

  it('ends when the adapters change, and never asks beyond the networks of now', async () => {
    await pass(26 * SECOND);
    assert.ok(sweeper.sweeping);
    adapters = [adapter('eth0', 'wired', '192.168.4.3/29')];
    sweeper.adaptersChanged();
    assert.ok(!sweeper.sweeping);
    await settle();
    asked = [];
    await pass(SECOND);
    assert.equal(asked.length, 0);
    await pass(40 * SECOND);
    assert.deepEqual(asked.map(({ host }) => host).sort(), [
      '192.168.4.1',
      '192.168.4.2',
      '192.168.4.4',
      '192.168.4.5',
      '192.168.4.6',
    ]);
  });
});
