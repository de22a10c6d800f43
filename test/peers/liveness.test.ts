/** When a silent link is given up, and whose silence it was. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../src/base/clock.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { FrameSocket } from '../../src/net/web-socket.ts';
import { Liveness } from '../../src/peers/links/liveness.ts';
import { PeerLink, type LinkEnd } from '../../src/peers/links/peer-link.ts';

const CHECK_MS = 500;

/** Nothing ever comes over it by itself. */
class SilentFrames extends Emitter<{ alive: undefined; latency: number; close: { code: number } }> {
  ping(): void {}
  send(): void {}
  close(): void {}
  destroy(): void {}
}

/** Checks as late as a test wants them. */
class LateClock implements Clock {
  #now = 1000;
  #check = (): void => {};

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(): () => void {
    return () => {};
  }

  every(_ms: number, run: () => void): () => void {
    this.#check = run;
    return () => {};
  }

  async check(afterMs: number): Promise<void> {
    this.#now += afterMs;
    this.#check();
    // The peer's system is asked over a real socket.
    await delay(20);
  }
}

describe('liveness of a link', () => {
  let system: Server;
  let clock: LateClock;
  let frames: SilentFrames;
  let link: PeerLink;
  let end: LinkEnd | undefined;

  // The peer's system answers while its program does not.
  before(async () => {
    system = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await once(system, 'listening');
  });
  after(() => system.close());

  beforeEach(() => {
    clock = new LateClock();
    frames = new SilentFrames();
    end = undefined;
    const { port } = system.address() as AddressInfo;
    link = new PeerLink({
      device: 'x',
      dialled: true,
      frames: frames as unknown as FrameSocket,
      hello: {
        type: 'hello',
        protocol: 1,
        instance: 'i',
        name: 'PC',
        port,
        state: '',
        resources: '',
      },
      target: { host: '127.0.0.1', port },
      own: () => undefined,
      clock,
    });
    link.on('close', ({ how }) => (end = how));
    new Liveness({ clock, links: () => (link.ended ? [] : [link]), doubted: () => {} }).start();
  });

  async function endedAfter(checkEveryMs: number, limitMs: number): Promise<number> {
    const since = clock.monotonic();
    while (!link.ended && clock.monotonic() - since < limitMs) await clock.check(checkEveryMs);
    return clock.monotonic() - since;
  }

  it('is frozen after seven seconds where its system answers', async () => {
    assert.equal(await endedAfter(CHECK_MS, 60_000), 7500);
    assert.equal(end, 'frozen');
  });

  it('outlives an hour of sleep of this PC, and what it says afterwards counts', async () => {
    await clock.check(CHECK_MS);
    await clock.check(3_600_000);
    assert.equal(link.ended, false);
    for (let i = 0; i < 20; i++) {
      frames.emit('alive', undefined);
      await clock.check(CHECK_MS);
    }
    assert.equal(link.ended, false);
  });

  it('ends soon also where this PC is busy at every check', async () => {
    assert.ok((await endedAfter(1600, 60_000)) <= 14_000);
    assert.equal(end, 'frozen');
  });
});
