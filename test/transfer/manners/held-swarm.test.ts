/** A low limit of this PC's own: nobody is blamed for it, and no more are asked than it lets through. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { hashPiece, HASH_BYTES, layoutOf } from '../../../src/transfer/manifest.ts';
import { PieceSet } from '../../../src/transfer/piece-set.ts';
import { SourceState } from '../../../src/transfer/source.ts';
import { Swarm } from '../../../src/transfer/swarm.ts';
import { ManualClock } from '../../support/temporary.ts';

describe('transfer: swarm below a limit', () => {
  async function swarm(sources: number) {
    const layout = layoutOf(12 * 256 * 1024);
    const piece = randomBytes(layout.pieceSize);
    const hash = await hashPiece(piece);
    const hashes = new Uint8Array(12 * HASH_BYTES);
    for (let at = 0; at < 12; at++) hashes.set(hash, at * HASH_BYTES);
    const clock = new ManualClock();
    const stop = new AbortController();
    const bodies: Readable[] = [];
    const limit = { holds: true };
    const one = new Swarm({
      layout,
      hashes,
      have: new PieceSet(12),
      ask: async (_device, want, _most, signal) => {
        const body = new Readable({ read: () => {} });
        signal.addEventListener('abort', () => body.destroy(), { once: true });
        bodies.push(body);
        const first = Array.from({ length: 12 }, (_, at) => at).findIndex((at) => want.has(at));
        return { first, count: 1, body, held: () => limit.holds };
      },
      write: async () => {},
      clock,
      random: Math.random,
    });
    const running = one.run(stop.signal).catch(() => {});
    one.know(12);
    const all = new PieceSet(12);
    for (let at = 0; at < 12; at++) all.add(at);
    for (let at = 0; at < sources; at++) {
      one.heard(`pc ${at}`, all);
      for (let turns = 0; turns < 4; turns++) await turn();
    }
    const states = (): string[] => Array.from(one.sources.values(), ({ state }) => state);
    const end = async (): Promise<void> => {
      stop.abort();
      await running;
    };
    return { clock, bodies, limit, states, end };
  }

  it('takes its own waiting for nobody’s silence, and asks two at a time', async () => {
    const { clock, bodies, limit, states, end } = await swarm(6);
    assert.equal(bodies.length, 2);
    clock.advance(60_000);
    await turn();
    assert.deepEqual(new Set(states()), new Set([SourceState.active]));
    assert.equal(bodies.length, 2);
    assert.ok(bodies.every(({ destroyed }) => !destroyed));
    // Who is silent when it may send is asked no more.
    limit.holds = false;
    clock.advance(6000);
    await turn();
    assert.ok(bodies[0]?.destroyed === true && bodies[1]?.destroyed === true);
    assert.ok(bodies.length > 2);
    await end();
  });
});
