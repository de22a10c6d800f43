/** Devices are found, described once and forgotten in time; at rest nothing is sent. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../agent/system-clock.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { DeviceFinder } from '../../../src/discovery/devices/device-finder.ts';
import type { DeviceProtocol } from '../../../src/discovery/devices/device-protocol.ts';
import { SSDP } from '../../../src/discovery/devices/ssdp.ts';
import { WS_DISCOVERY } from '../../../src/discovery/devices/ws-discovery.ts';
import { eventually } from '../../support/eventually.ts';
import { ManualClock } from '../../support/temporary.ts';
import { FakeDevice, groupPort, HERE, LOOPBACK } from './fake-device.ts';
import {
  alive,
  byebye,
  computer,
  description,
  found,
  probeMatches,
  renderer,
  resolveMatches,
} from './specimens.ts';

const TV = description(renderer('TV'));

describe('discovery devices: finder', function () {
  this.timeout(10_000);
  let finder: DeviceFinder;
  let device: FakeDevice;
  let clock: ManualClock;

  const begin = async (protocol: DeviceProtocol, time: Clock = clock): Promise<void> => {
    const port = groupPort();
    device = new FakeDevice(port);
    device.serve = (_request, response) => response.end(TV);
    await device.start();
    finder = new DeviceFinder({ protocol: { ...protocol, port }, clock: time, log: silentLog });
  };
  const names = (): string => finder.things().map(({ thing }) => thing.name).join(); // biome-ignore format: short
  const shows = (what: string): Promise<unknown> =>
    eventually(() => names() === what, 3000, `it shows “${what}”`);
  /** Datagrams on loopback come at once; so would a request that should not be. */
  const settle = (): Promise<void> => delay(150);

  beforeEach(() => {
    clock = new ManualClock();
  });
  afterEach(async () => {
    finder.stop();
    await device.stop();
  });

  it('asks twice when it starts, then never by itself', async () => {
    await begin(SSDP);
    await finder.use([LOOPBACK]);
    await eventually(() => device.questions.length === 1, 2000, 'one question');
    clock.advance(1000);
    await eventually(() => device.questions.length === 2, 2000, 'another one');
    clock.advance(24 * 3_600_000);
    await settle();
    assert.equal(device.questions.length, 2);
    assert.equal(device.questions[0], device.questions[1]);
  });

  it('asks again when somebody looks, at most every 10 s', async () => {
    await begin(SSDP);
    await finder.use([LOOPBACK]);
    clock.advance(9000);
    for (let i = 0; i < 5; i++) finder.refresh();
    await eventually(() => device.questions.length === 2, 2000, 'the first round');
    clock.advance(2000);
    for (let i = 0; i < 5; i++) finder.refresh();
    await eventually(() => device.questions.length === 3, 2000, 'one more question');
    clock.advance(1000);
    await eventually(() => device.questions.length === 4, 2000, 'and its repetition');
    finder.refresh(60_000);
    await settle();
    assert.equal(device.questions.length, 4);
  });

  it('fetches a description once, however often the device tells of itself', async () => {
    await begin(SSDP);
    device.answers = [found(device.at('/d.xml'))];
    await finder.use([LOOPBACK]);
    await shows('TV');
    for (let i = 0; i < 20; i++) device.say(alive(device.at('/d.xml'), { 'CACHE-CONTROL': 'x' }));
    clock.advance(1000);
    await settle();
    assert.deepEqual(device.requests, ['GET /d.xml']);
    assert.deepEqual(finder.things()[0]?.addresses, [HERE]);
  });

  it('hears a new device that nobody asked for, its new description, and its leave', async () => {
    await begin(SSDP);
    await finder.use([LOOPBACK]);
    device.say(alive(device.at('/d.xml')));
    await shows('TV');
    device.serve = (_request, response) => response.end(description(renderer('Cinema')));
    device.say(alive(device.at('/d.xml'), { 'BOOTID.UPNP.ORG': '2' }));
    await shows('Cinema');
    device.say(byebye());
    await shows('');
  });

  it("believes nobody who takes another's leave, and asks that one", async function () {
    await begin(SSDP);
    // It has but one loopback address.
    if (platform() === 'darwin') this.skip();
    await finder.use([LOOPBACK]);
    device.say(alive(device.at('/d.xml')));
    await shows('TV');
    const other = createSocket('udp4');
    other.bind(0, '127.0.0.2');
    await once(other, 'listening');
    other.setMulticastInterface(HERE);
    other.send(byebye(), device.port, '239.255.255.250');
    await settle();
    clock.advance(2000);
    await eventually(() => device.requests.length === 2, 2000, 'it is asked');
    await settle();
    other.close();
    assert.equal(names(), 'TV');
  });

  it('forgets what does not renew its announcement', async () => {
    await begin(SSDP);
    await finder.use([LOOPBACK]);
    device.say(alive(device.at('/d.xml')));
    await shows('TV');
    clock.advance(99_000);
    assert.equal(names(), 'TV');
    let told = 0;
    finder.events.on('changed', () => told++);
    clock.advance(2000);
    assert.equal(names(), '');
    assert.equal(told, 1);
  });

  it('finds out that an unplugged device is gone when somebody looks, and keeps a slow one', async () => {
    await begin(WS_DISCOVERY);
    device.serve = (_request, response) => response.end(computer('NAS/Workgroup:W'));
    device.answers = [probeMatches({ addresses: device.at('/x') })];
    await finder.use([LOOPBACK]);
    await shows('NAS');
    device.answers = [];
    clock.advance(20_000);
    finder.refresh();
    await settle();
    clock.advance(5000);
    await eventually(() => device.requests.length === 2, 2000, 'it is asked itself');
    await settle();
    assert.equal(names(), 'NAS');
    await device.stop();
    clock.advance(20_000);
    finder.refresh();
    await settle();
    clock.advance(5000);
    await shows('');
  });

  it('asks a computer where its description is, if it does not tell', async () => {
    await begin(WS_DISCOVERY);
    device.serve = (_request, response) => response.end(computer('EMPFANG/Workgroup:W'));
    device.answers = [probeMatches()];
    await finder.use([LOOPBACK]);
    await eventually(() => device.questions.some((q) => q.includes('Resolve')), 2000, 'a question');
    device.answers = [resolveMatches(device.at('/x'))];
    clock.advance(1000);
    await shows('EMPFANG');
    assert.deepEqual(device.requests, ['POST /x']);
  });

  it('check 23: fetches nothing from an address that is not that of the sender', async () => {
    await begin(SSDP);
    for (const host of ['localhost', '127.0.0.2', '[::1]', '192.168.1.1', 'user:word@127.0.0.1'])
      device.answers.push(found(device.at('/x', host)));
    await finder.use([LOOPBACK]);
    await eventually(() => device.questions.length === 1, 2000, 'a question');
    await settle();
    assert.deepEqual(device.requests, []);
    assert.deepEqual(finder.things(), []);
  });

  it('follows no redirect, reads no endless answer and waits for no silent one', async () => {
    await begin(SSDP, systemClock);
    let sent = 0;
    device.serve = ({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { location: device.at('/secret') }).end();
      if (url !== '/endless') return;
      const timer = setInterval(() => {
        sent += 16_384;
        response.write(Buffer.alloc(16_384, 0x20));
      }, 1);
      response.on('close', () => clearInterval(timer));
    };
    device.answers = ['moved', 'endless', 'silent'].map((path, i) =>
      found(device.at(`/${path}`), { USN: `uuid:device-${i}::upnp:rootdevice` }),
    );
    await finder.use([LOOPBACK]);
    await eventually(() => device.requests.length === 3, 2000, 'three requests');
    await delay(500);
    const already = sent;
    await delay(200);
    assert.equal(sent, already);
    assert.ok(!device.requests.includes('GET /secret'));
    assert.deepEqual(finder.things(), []);
  });

  it('keeps 16 devices of one sender at most, and asks it no more than its budget', async () => {
    await begin(SSDP);
    await finder.use([LOOPBACK]);
    for (let i = 0; i < 150; i++)
      device.say(
        alive(device.at(`/${i}`), { USN: `uuid:device-${i % 50}::upnp:rootdevice`, CACHE: `${i}` }),
      );
    await eventually(() => finder.things().length === 16, 3000, 'sixteen of them');
    await settle();
    assert.equal(finder.things().length, 16);
    assert.ok(device.requests.length <= 24, `${device.requests.length} requests`);
  });

  it('goes on without a network, and forgets what was on the one that went', async () => {
    await begin(SSDP);
    device.answers = [found(device.at('/d.xml'))];
    await finder.use([{ ...LOOPBACK, ipv4: [{ address: '203.0.113.7', prefix: 24 }] }]);
    assert.equal(names(), '');
    await finder.use([LOOPBACK]);
    await shows('TV');
    await finder.use([]);
    assert.equal(names(), '');
    finder.refresh();
    clock.advance(60_000);
  });
});
