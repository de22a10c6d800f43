/** Links between members: made from either side, kept to one, ended when they should be. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { LINK_PATH } from '../../src/api/peer.ts';
import { dialPinned } from '../../src/net/tls-link.ts';
import { openFrameSocket, type FrameSocket } from '../../src/net/web-socket.ts';
import { eventually } from '../support/eventually.ts';
import { befriend, makePeer, type TestPeer } from './linked-directories.ts';

describe('peer directory', () => {
  let peers: TestPeer[];
  beforeEach(async () => {
    peers = await Promise.all([makePeer(), makePeer(), makePeer()]);
  });
  afterEach(() => Promise.all(peers.map((peer) => peer.stop())));

  const at = (index: number): TestPeer => {
    const peer = peers[index];
    assert.ok(peer);
    return peer;
  };
  const sees = (a: TestPeer, b: TestPeer): boolean => a.directory.isOnline(b.identity.id);
  const linked = (a: TestPeer, b: TestPeer): Promise<unknown> =>
    eventually(() => sees(a, b) && sees(b, a), 5000, 'both see each other');

  it('links two members that hear of each other at the same moment, and keeps one link', async () => {
    const [a, b] = [at(0), at(1)];
    befriend(a, b);
    let offline = 0;
    a.directory.on('offline', () => offline++);
    b.directory.on('offline', () => offline++);
    a.directory.heard(b.identity.id, [b.target]);
    b.directory.heard(a.identity.id, [a.target]);
    await linked(a, b);
    await delay(1200);
    assert.ok(sees(a, b) && sees(b, a));
    assert.equal(offline, 0);
    assert.deepEqual(a.remembered.get(b.identity.id) ?? [b.target], [b.target]);
  });

  it('reaches a third member that only the second has an address of', async () => {
    const [a, b, c] = [at(0), at(1), at(2)];
    befriend(a, b, c);
    b.directory.heard(c.identity.id, [c.target]);
    await linked(b, c);
    a.directory.heard(b.identity.id, [b.target]);
    await linked(a, b);
    await linked(a, c);
  });

  it('refuses frames to and from a device that is no member any more, at once', async () => {
    const [a, b] = [at(0), at(1)];
    befriend(a, b);
    a.directory.heard(b.identity.id, [b.target]);
    await linked(a, b);
    const gone = new Promise((resolve) => a.directory.on('offline', resolve));
    a.members.delete(b.identity.id);
    a.directory.membersChanged();
    await gone;
    assert.deepEqual(a.directory.peers(), []);
    await eventually(() => !sees(b, a), 1000, 'the other side is cut too');
  });

  it('shows a member that stops as gone at once', async () => {
    const [a, b] = [at(0), at(1)];
    befriend(a, b);
    a.directory.heard(b.identity.id, [b.target]);
    await linked(a, b);
    const started = performance.now();
    await b.directory.stop();
    await eventually(() => !sees(a, b), 1000, 'it is gone');
    assert.ok(performance.now() - started < 1000);
  });

  it('keeps a link although the address cannot be written down', async () => {
    const full = await makePeer({
      remember: () => {
        throw new Error('database or disk is full');
      },
    });
    peers.push(full);
    const b = at(1);
    befriend(full, b);
    full.directory.heard(b.identity.id, [b.target]);
    await linked(full, b);
  });

  const rawLink = async (from: TestPeer, to: TestPeer): Promise<FrameSocket> => {
    const socket = await dialPinned(to.target, to.identity.id, from.identity, { timeoutMs: 2000 });
    return openFrameSocket(socket, LINK_PATH, { maxFrameBytes: 65_536, timeoutMs: 2000 });
  };
  const hello = (instance: string): string =>
    JSON.stringify({
      type: 'hello',
      protocol: 99,
      instance,
      name: '<img src=x>‮',
      port: 9,
      state: 'b'.repeat(52),
      resources: 'x',
    });

  it('links with a newer version, passes over frames that it does not know, and closes on broken ones', async () => {
    const [a, b] = [at(0), at(1)];
    a.members.add(b.identity.id);
    const frames = await rawLink(b, a);
    frames.listen(() => {});
    const closed = new Promise<{ code: number }>((resolve) => frames.on('close', resolve));
    frames.send(hello('one-instance-of-this'));
    await eventually(() => sees(a, b), 2000, 'it is linked');
    assert.equal(a.directory.peers()[0]?.name, '<img src=x>');
    frames.send(JSON.stringify({ type: 'piece-offer', pieces: [1, 2, 3] }));
    await delay(100);
    assert.ok(sees(a, b));
    frames.send(JSON.stringify({ type: 'resources', resources: 7 }));
    assert.equal((await closed).code, 4000);
    assert.ok(!sees(a, b));
  });

  it('keeps nothing of two links of one start that both ended', async () => {
    const [a, b] = [at(0), at(1)];
    a.members.add(b.identity.id);
    const first = await rawLink(b, a);
    first.listen(() => {});
    first.send(hello('one-instance-of-this'));
    await eventually(() => sees(a, b), 2000, 'it is linked');
    const second = await rawLink(b, a);
    second.listen(() => {});
    second.send(hello('one-instance-of-this'));
    second.destroy();
    first.destroy();
    await eventually(() => !sees(a, b), 2000, 'nothing is left of either');
  });
});
