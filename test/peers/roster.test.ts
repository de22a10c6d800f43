/** What members tell each other of addresses, and what of it is believed. */
import assert from 'node:assert/strict';
import { RosterFrame } from '../../src/api/peer.ts';
import { shapeError } from '../../src/net/shape.ts';
import { isUsableHint, OwnWords, rosterFrames } from '../../src/peers/dialing/roster.ts';

const device = (n: number): string => 'abcdefghijklmnopqrstuvwxyz'[n % 26]?.repeat(52) ?? '';
const at = (host: string) => ({ host, port: 47_470 });

describe('roster', () => {
  it('tells only addresses that mean the same to others', () => {
    const targets = ['10.0.0.1', 'fe80::1%eth0', '169.254.3.4', '::1', 'pc.office', 'fd00::1'];
    const [frame] = rosterFrames([{ device: device(0), targets: targets.map(at) }]);
    assert.equal(shapeError(RosterFrame, frame), undefined);
    assert.deepEqual(
      frame?.peers.map(({ host }) => host),
      ['10.0.0.1', 'fd00::1'],
    );
  });

  it('tells a few addresses of each of many, in frames of the allowed size', () => {
    const entries = Array.from({ length: 300 }, (_, n) => ({
      device: device(n),
      targets: Array.from({ length: 20 }, (__, i) => at(`10.1.${n % 250}.${i}`)),
    }));
    const frames = rosterFrames(entries);
    assert.equal(frames.length, 5);
    for (const frame of frames) assert.equal(shapeError(RosterFrame, frame), undefined);
  });

  it('check 24: believes no hint that points at this PC itself, at nobody or at many', () => {
    const far = at('10.0.0.9');
    for (const host of [
      '127.0.0.1',
      '::1',
      '0.0.0.0',
      '::',
      '224.0.0.251',
      '255.255.255.255',
      'ff02::fb',
      '0:0:0:0:0:0:0:1',
      '0::0',
      '::ffff:7f00:1',
      '::ffff:e000:fb',
      '169.254.169.254',
    ])
      assert.equal(isUsableHint(at(host), far), false, host);
    assert.ok(isUsableHint(at('10.0.0.1'), far));
    assert.ok(isUsableHint(at('127.0.0.1'), at('127.0.0.1')), 'from an agent on the same PC');
  });

  it('believes only addresses, no names that the system would look up', () => {
    for (const host of ['127.1', '2130706433', '0177.0.0.1', 'cafe.de', 'bad.c.d', '10.0.0.1.'])
      assert.equal(isUsableHint(at(host), at('10.0.0.9')), false, host);
    const [frame] = rosterFrames([{ device: device(0), targets: [at('cafe.de'), at('10.1')] }]);
    assert.equal(frame, undefined);
  });

  it('keeps what a member says of itself, and only that', () => {
    const words = new OwnWords();
    const [anna, ben] = [device(0), device(1)];
    const told = (host: string) =>
      words.heard(anna, {
        type: 'roster',
        peers: [
          { device: anna, ...at(host) },
          { device: ben, ...at('10.0.0.2') },
        ],
      });
    assert.equal(told('10.0.0.1'), true);
    assert.equal(told('10.0.0.1'), false);
    assert.equal(told('10.0.0.7'), true);
    assert.deepEqual(words.of(anna), [at('10.0.0.7')]);
    assert.deepEqual(words.of(ben), []);
  });
});
