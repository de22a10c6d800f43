/** Nobody makes this PC work harder than he works himself. */
import assert from 'node:assert/strict';
import { onLinkCheck, PacketGuard } from '../../src/discovery/packet-guard.ts';
import { ManualClock } from '../support/temporary.ts';

function packet(size: number, records: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt16BE(records, 6);
  return bytes;
}

describe('discovery: packet guard', () => {
  it('takes only packets of a size and number of records that DNS-SD has use for', () => {
    const guard = new PacketGuard(new ManualClock());
    assert.ok(guard.accepts(packet(300, 12), 'a'));
    assert.ok(guard.accepts(packet(9000, 200), 'a'));
    for (const [size, records] of [
      [11, 0],
      [9001, 1],
      [500, 201],
      [500, 65535],
      [500, 0],
    ] as const)
      assert.ok(!guard.accepts(packet(size, records), 'a'), `${size} bytes, ${records} records`);
    assert.ok(!guard.accepts(Buffer.alloc(3), 'a'));
  });

  it('gives each sender a budget that refills, and leaves the others theirs', () => {
    const clock = new ManualClock();
    const guard = new PacketGuard(clock);
    const flood = (from: string): number => {
      let taken = 0;
      for (let i = 0; i < 1000; i++) if (guard.accepts(packet(9000, 200), from)) taken++;
      return taken;
    };
    assert.equal(flood('attacker'), 34);
    assert.ok(guard.accepts(packet(600, 16), 'honest'));
    clock.advance(1000);
    assert.equal(flood('attacker'), 3);
  });

  it('bounds what many forged senders cause together', () => {
    const guard = new PacketGuard(new ManualClock());
    let taken = 0;
    for (let i = 0; i < 5000; i++) if (guard.accepts(packet(9000, 200), `10.0.${i}`)) taken++;
    assert.equal(taken, 137);
  });

  it('knows which addresses are on its own networks', () => {
    const reach = onLinkCheck({
      name: 'eth0',
      kind: 'wired' as const,
      mac: undefined,
      ipv4: [{ address: '10.77.0.1', prefix: 16 }],
      ipv6: [
        { address: 'fd77::1', prefix: 64 },
        { address: 'fe80::1', prefix: 64 },
      ],
      scope: 'eth0',
    });
    assert.equal(reach('10.77.3.4'), '10.77.3.4');
    assert.equal(reach('fd77::99'), 'fd77::99');
    assert.equal(reach('fe80::2%eth0'), 'fe80::2%eth0');
    assert.equal(reach('fe80::2'), 'fe80::2%eth0');
    for (const far of ['10.78.0.1', '8.8.8.8', 'fd78::1', 'fe80::2%eth1', 'nonsense', ''])
      assert.equal(reach(far), undefined, far);
  });
});
