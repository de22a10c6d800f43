/** Members by several ways, by address, asleep: what the directory shows and does. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Adapter } from '../../src/net/adapters.ts';
import { eventually } from '../support/eventually.ts';
import { befriend, makePeer, type TestPeer } from './linked-directories.ts';
import { adapter } from './own-adapters.ts';

const WIFI = adapter('wlan0', 'wireless', '127.0.0.1/8');
const CABLE = adapter('eth0', 'wired', '127.0.0.2/8');
/** Loopback answers at every 127.x.y.z: one is its Wi-Fi, another its cable. */
const adapters = {
  adapterOf: (address: string): Adapter | undefined =>
    address.includes('127.0.0.2') ? CABLE : WIFI,
  current: () => [WIFI, CABLE],
};

describe('peer directory: ways', function () {
  this.timeout(15_000);
  const peers: TestPeer[] = [];
  afterEach(() => Promise.all(peers.splice(0).map((peer) => peer.stop())));

  async function make(options: Parameters<typeof makePeer>[0] = {}): Promise<TestPeer> {
    const peer = await makePeer(options);
    peers.push(peer);
    return peer;
  }
  const sees = (a: TestPeer, b: TestPeer): boolean => a.directory.isOnline(b.identity.id);
  const linked = (a: TestPeer, b: TestPeer): Promise<unknown> =>
    eventually(() => sees(a, b) && sees(b, a), 5000, 'both see each other');

  it('moves to a cable that is heard of, without being offline for a moment', async () => {
    const [a, b] = [await make(), await make({ adapters })];
    befriend(a, b);
    a.directory.heard(b.identity.id, [b.target]);
    await linked(a, b);
    const events: string[] = [];
    for (const { directory } of [a, b]) {
      directory.on('offline', () => events.push('offline'));
      directory.on('moved', ({ dead }) => events.push(dead ? 'dead' : 'moved'));
    }
    const cable = { host: '127.0.0.2', port: b.target.port };
    a.directory.heard(b.identity.id, [cable, b.target]);
    await eventually(() => events.length >= 2, 5000, 'it moved on both sides');
    assert.deepEqual(events, ['moved', 'moved']);
    assert.deepEqual(a.directory.targetOf(b.identity.id), cable);
    assert.equal(b.directory.peer(a.identity.id).path?.adapter, 'eth0');
    await delay(2500);
    assert.deepEqual(events, ['moved', 'moved'], 'and it stays there');
  });

  it('leads to every member through one link, by what that one was told', async () => {
    const [a, b, c] = [await make(), await make({ adapters }), await make({ adapters })];
    befriend(a, b, c);
    // B reaches C where A does not; C itself says where else it is.
    c.directory.heard(b.identity.id, [b.target]);
    await linked(b, c);
    const peer = await a.directory.connect(b.target);
    assert.deepEqual([peer.id, peer.online], [b.identity.id, true]);
    await linked(a, c);
  });

  it('says at once that a PC sleeps, leaves it alone, and shows it online when it woke', async () => {
    const [a, b] = [await make(), await make()];
    befriend(a, b);
    a.directory.heard(b.identity.id, [b.target]);
    await linked(a, b);
    b.directory.sleep();
    await eventually(() => !sees(a, b), 500, 'it is gone at once');
    await delay(3000);
    const { presence, trouble } = a.directory.peer(b.identity.id);
    assert.deepEqual([presence, trouble?.code], ['asleep', 'asleep']);
    b.directory.woke();
    a.directory.heard(b.identity.id, [b.target]);
    await linked(a, b);
    assert.equal(a.directory.peer(b.identity.id).presence, 'online');
  });

  it('links by a typed address to members only, and says who else answers', async () => {
    const [a, b, stranger] = [await make(), await make(), await make()];
    befriend(a, b);
    await assert.rejects(
      a.directory.connect(stranger.target),
      (error: { code?: string }) => error.code === 'workgroup.not_member',
    );
    await assert.rejects(a.directory.connect(a.target), /is this PC itself/);
    assert.deepEqual(stranger.directory.online(), []);
    await a.directory.connect({ host: 'localhost', port: b.target.port });
    assert.ok(sees(a, b));
    assert.match(a.directory.peer(b.identity.id).address ?? '', /^(127\.|\[::1)/);
    const again = await a.directory.connect(b.target);
    assert.equal(again.online, true);
  });

  it('refuses more than it can use of a flood of addresses', async () => {
    const [a, b] = [await make(), await make()];
    befriend(a, b);
    a.directory.heard(b.identity.id, [b.target]);
    await linked(a, b);
    const device = b.identity.id;
    for (let round = 0; round < 20; round++) {
      const flood = Array.from({ length: 200 }, (_, i) => ({
        device,
        host: `127.1.${round}.${i}`,
        port: 9,
      }));
      b.directory.send(a.identity.id, { type: 'roster', peers: flood });
    }
    await delay(2000);
    assert.ok(sees(a, b));
  });
});
