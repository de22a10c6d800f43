/** What multicast DNS and the other protocols find is one list, and a player can be told to play. */
import assert from 'node:assert/strict';
import { silentLog } from '../../../src/base/log.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { NearbyDevices } from '../../../src/discovery/devices/nearby-devices.ts';
import { SSDP } from '../../../src/discovery/devices/ssdp.ts';
import type { DiscoveryEvents } from '../../../src/discovery/discovery.ts';
import { asNearby } from '../../../src/discovery/nearby.ts';
import { AdapterWatch } from '../../../src/net/adapters.ts';
import { eventually } from '../../support/eventually.ts';
import { ManualClock } from '../../support/temporary.ts';
import { FakeDevice, groupPort, HERE } from './fake-device.ts';
import { byebye, description, found, renderer } from './specimens.ts';

const PAGE = '<presentationURL>/settings</presentationURL>';

describe('discovery devices: nearby', () => {
  const clock = new ManualClock();
  const port = groupPort();
  const device = new FakeDevice(port);
  const heard = asNearby({
    type: '_ipp._tcp',
    instance: 'HP',
    port: 631,
    txt: new Map(),
    addresses: [{ host: '10.0.0.7', port: 631 }],
  });
  const discovery = { events: new Emitter<DiscoveryEvents>(), nearby: () => heard, refresh() {} };
  const netmask = '255.0.0.0';
  const lo = { address: HERE, netmask, family: 'IPv4' as const, mac: '', internal: true, cidr: `${HERE}/8` }; // biome-ignore format: one line
  const adapters = new AdapterWatch({ clock, read: () => ({ lo: [lo] }) });
  const protocols = [{ ...SSDP, port }];
  const nearby = new NearbyDevices({ adapters, discovery, clock, log: silentLog, protocols });

  before(async () => {
    await device.start();
    device.serve = (_request, response) => response.end(description(renderer('TV', PAGE)));
    device.answers = [found(device.at('/d.xml'))];
    adapters.start();
    await nearby.start();
  });
  after(async () => {
    nearby.stop();
    adapters.stop();
    await device.stop();
  });

  it('lists both, tells when that changes, and keeps to the addresses of the device', async () => {
    let told = 0;
    nearby.events.on('changed', () => told++);
    const [printer, tv] = await eventually(
      () => nearby.list().length === 2 && nearby.list(),
      3000,
      'two lines',
    );
    assert.equal(printer?.name, 'HP');
    assert.deepEqual([tv?.kind, tv?.name, tv?.via], ['renderer', 'TV', ['ssdp']]);
    assert.deepEqual(tv?.can, ['play', 'page']);
    assert.equal(tv.page, device.at('/settings'));
    assert.equal(nearby.control(tv.id)?.avTransport, device.at('/upnp/control/av'));
    assert.equal(nearby.control(printer?.id ?? ''), undefined);
    discovery.events.emit('nearby', undefined);
    assert.ok(told >= 1);
    device.say(byebye());
    await eventually(() => nearby.control(tv.id) === undefined, 3000, 'it is gone');
    assert.deepEqual(nearby.list().length, 1);
  });

  it('asks the LAN at most every 10 s for who asks, once a minute for who keeps looking', async () => {
    clock.advance(5000);
    await eventually(() => device.questions.length === 2, 2000, 'the first round');
    const before = device.questions.length;
    nearby.look();
    nearby.watch();
    clock.advance(6000);
    nearby.watch();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(device.questions.length, before);
    nearby.look();
    await eventually(() => device.questions.length === before + 1, 2000, 'a question');
  });
});
