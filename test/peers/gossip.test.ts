/** What is passed on of what members say of themselves. */
import assert from 'node:assert/strict';
import type { RosterFrame } from '../../src/api/peer.ts';
import { Gossip } from '../../src/peers/dialing/gossip.ts';
import { ManualClock } from '../support/temporary.ts';

describe('gossip', () => {
  it('passes on what a member says anew of itself, and nothing of the others', () => {
    const clock = new ManualClock();
    const sent: RosterFrame[] = [];
    const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(52));
    const links = ids.map((device, index) => ({
      device,
      target: { host: `10.0.0.${index + 1}`, port: 47_470 },
      send: (frame: RosterFrame) => void sent.push(frame),
    }));
    const gossip = new Gossip(
      { clock, addresses: { of: () => [] } } as never,
      { all: () => links, of: (id: string) => links.find(({ device }) => device === id) } as never,
    );
    const [liar = ''] = ids;
    for (let i = 0; i < 50; i++)
      gossip.heard(liar, {
        type: 'roster',
        peers: [{ device: liar, host: `10.9.0.${i}`, port: 47_470 }],
      });
    clock.advance(2000);
    assert.equal(sent.length, links.length, 'one frame for each link');
    for (const { peers } of sent)
      assert.deepEqual(new Set(peers.map(({ device }) => device)), new Set([liar]));
    clock.advance(10_000);
    assert.equal(sent.length, links.length, 'once');
    gossip.stop();
  });
});
