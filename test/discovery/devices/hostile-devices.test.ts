/** Whatever a device sends or serves, it is read soon, without a fault, as harmless text. */
import assert from 'node:assert/strict';
import { SSDP } from '../../../src/discovery/devices/ssdp.ts';
import { WS_DISCOVERY } from '../../../src/discovery/devices/ws-discovery.ts';
import { DatagramGuard } from '../../../src/discovery/devices/datagram-guard.ts';
import { ManualClock } from '../../support/temporary.ts';
import { seeded } from '../../support/seeded.ts';
import { allowed } from '../../support/promised.ts';
import { mutate } from '../packets.ts';
import {
  alive,
  bye,
  byebye,
  computer,
  description,
  found,
  hello,
  probeMatches,
  renderer,
  resolveMatches,
  ROUTER,
} from './specimens.ts';

const HERE = '192.168.1.20';
const HREF = `http://${HERE}:5357/x`;
// oxlint-disable-next-line no-control-regex
const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('discovery devices: hostile input', () => {
  it('check 22: reads 20 000 mutated datagrams and descriptions within 5 s and never trusts one', function () {
    this.timeout(10_000);
    const random = seeded(7);
    const url = new URL(HREF);
    const datagrams = [
      hello(HREF), bye(), probeMatches({ addresses: HREF }), resolveMatches(HREF), found(HREF),
      alive(HREF), byebye(),
    ]; // biome-ignore format: a list of words
    const documents = [computer('A/Workgroup:B'), description(renderer('TV')), description(ROUTER)];
    const started = performance.now();
    let understood = 0;
    for (let i = 0; i < 20_000; i++) {
      const datagram = mutate(datagrams[i % datagrams.length] ?? Buffer.of(), random);
      const document = mutate(documents[i % documents.length] ?? Buffer.of(), random);
      for (const protocol of [WS_DISCOVERY, SSDP]) {
        for (const said of protocol.read(datagram, HERE)) {
          assert.match(said.device, /^[\w-]{1,68}$/);
          if (said.type === 'seen' && said.url) assert.equal(said.url.hostname, HERE);
        }
        for (const thing of protocol.describe(document, url, HERE) ?? []) {
          understood += 1;
          assert.ok(thing.name !== '' && thing.name.length <= 63);
          assert.doesNotMatch(`${thing.name}${thing.model}${thing.location}`, DANGEROUS);
          for (const href of Object.values(thing.control ?? {}))
            if (href !== null) assert.equal(new URL(href).hostname, HERE);
        }
      }
    }
    assert.ok(performance.now() - started < allowed(5000), `${performance.now() - started} ms`);
    assert.ok(understood > 1000, 'some of it still makes sense');
  });

  it('hears nobody from beyond the LAN, not itself, and nobody too often or at length', () => {
    const clock = new ManualClock();
    const adapter = {
      name: 'eth0',
      kind: 'wired' as const,
      mac: undefined,
      ipv4: [{ address: '192.168.1.5', prefix: 24 }],
      ipv6: [{ address: 'fe80::5', prefix: 64 }],
      scope: 'eth0',
    };
    const guard = new DatagramGuard(adapter, clock);
    const some = Buffer.alloc(100);
    assert.equal(guard.accepts(some, HERE), HERE);
    assert.equal(guard.accepts(some, 'fe80::20%eth0'), 'fe80::20%eth0');
    for (const from of ['192.168.2.20', '192.168.1.5', 'fe80::5%eth0', 'fe80::20%eth1', '8.8.8.8'])
      assert.equal(guard.accepts(some, from), undefined, from);
    assert.equal(guard.accepts(Buffer.alloc(8193), HERE), undefined);
    assert.equal(guard.accepts(Buffer.alloc(0), HERE), undefined);
    const passed = Array.from({ length: 1000 }, () => guard.accepts(some, HERE)).filter(Boolean);
    assert.ok(passed.length < 200);
    assert.equal(guard.accepts(some, '192.168.1.21'), '192.168.1.21');
    clock.advance(10_000);
    assert.equal(guard.accepts(some, HERE), HERE);
  });
});
