/** Waking: what is sent, how often, and how long it is waited for. */
import assert from 'node:assert/strict';
import { openDatabase } from '../../src/store/database.ts';
import { broadcastOf, magicPacket } from '../../src/peers/waking/magic-packet.ts';
import { WakeBook } from '../../src/peers/waking/wake-book.ts';
import { Waker } from '../../src/peers/waking/waker.ts';
import { ManualClock } from '../support/temporary.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('waker', () => {
  let clock: ManualClock;
  let online: Set<string>;
  let sent: string[];
  let relayed: string[];
  let onOnline: (() => void)[];
  let waker: Waker;
  beforeEach(() => {
    clock = new ManualClock();
    online = new Set();
    [sent, relayed, onOnline] = [[], [], []];
    waker = new Waker({
      clock,
      isOnline: (device) => online.has(device),
      nameOf: () => 'Anna',
      addresses: (device) =>
        device === 'anna' || device.startsWith('pc-') ? ['aa:bb:cc:dd:ee:ff'] : [],
      send: async (macs) => void sent.push(...macs),
      relay: (device) => void relayed.push(device),
      dial: () => {},
      onOnline: (_device, then) => {
        onOnline.push(then);
        return () => {};
      },
    });
  });

  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50);
      await settle();
    }
  }

  it('sends three packets and asks the others, however many wait, until it is online', async () => {
    const waiting = [waker.wake('anna', 30_000), waker.wake('anna', 30_000)];
    await pass(1000);
    assert.equal(sent.length, 3);
    assert.deepEqual(relayed, ['anna']);
    online.add('anna');
    for (const then of onOnline) then();
    await Promise.all(waiting);
    await pass(10_000);
    assert.equal(sent.length, 3);
  });

  it('gives up in time, in words', async () => {
    const waiting = waker.wake('anna', 30_000);
    const failed = assert.rejects(waiting, /Anna is asleep and did not wake within 30 seconds/);
    await pass(31_000);
    await failed;
    assert.equal(sent.length, 3 * 6);
  });

  it('says so of a PC that never told how it is woken', async () => {
    await assert.rejects(waker.wake('ben', 1000), /never told how/);
    assert.equal(waker.canWake('ben'), false);
  });

  it('check 25: wakes for another member at most once in five seconds', async () => {
    for (let i = 0; i < 20; i++) waker.relayed('anna');
    await pass(1000);
    assert.equal(sent.length, 3);
    waker.relayed('ben');
    await pass(1000);
    assert.equal(sent.length, 3);
  });

  it('floods no network for a member that asks for everybody', async () => {
    for (let i = 0; i < 500; i++) waker.relayed(`pc-${i}`);
    await pass(1000);
    assert.ok(sent.length > 0 && sent.length <= 3 * 20, `${sent.length} packets`);
    sent.length = 0;
    await pass(5000);
    waker.relayed('anna');
    await pass(1000);
    assert.equal(sent.length, 3);
  });

  it('makes the packet of AMD publication 20213', () => {
    const packet = Buffer.from(magicPacket('0a:0b:0c:0d:0e:0f')).toString('hex');
    assert.equal(packet, 'ffffffffffff' + '0a0b0c0d0e0f'.repeat(16));
  });

  it('knows the broadcast address of a network', () => {
    assert.equal(broadcastOf('192.168.1.20', 24), '192.168.1.255');
    assert.equal(broadcastOf('10.77.3.9', 16), '10.77.255.255');
    assert.equal(broadcastOf('192.168.4.7', 29), '192.168.4.7');
  });

  it('keeps how members are woken over a restart, and forgets those who left', () => {
    const database = openDatabase(':memory:');
    new WakeBook(database).keep('anna', ['bb:bb:bb:bb:bb:bb', 'aa:aa:aa:aa:aa:aa']);
    const book = new WakeBook(database);
    assert.deepEqual(book.of('anna'), ['aa:aa:aa:aa:aa:aa', 'bb:bb:bb:bb:bb:bb']);
    book.forget('anna');
    assert.deepEqual(new WakeBook(database).of('anna'), []);
    database.close();
  });
});
