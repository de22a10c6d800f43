/** What is heard becomes services: bounded, forgetting, and never out of step with who is there. */
import assert from 'node:assert/strict';
import type { DnsRecord } from '../../src/discovery/dns-record.ts';
import { ServiceCache } from '../../src/discovery/service-cache.ts';
import { ManualClock } from '../support/temporary.ts';

const TYPE = '_ipp._tcp';
const txt = (...items: string[]): Uint8Array[] => items.map((item) => Buffer.from(item));

function announcement(instance: string, ttl = 4500, port = 631, item = 'rp=x'): DnsRecord[] {
  const name = `${instance}.${TYPE}.local`;
  return [
    { type: 'PTR', name: `${TYPE}.local`, ttl, target: name },
    { type: 'SRV', name, ttl, target: 'Host.local', port },
    { type: 'TXT', name, ttl, items: txt(item) },
    { type: 'A', name: 'host.local', ttl, address: '10.0.0.9' },
    { type: 'A', name: 'host.local', ttl, address: '192.0.2.9' },
  ];
}

function setUp(): {
  clock: ManualClock;
  cache: ServiceCache;
  told: string[];
  hear: (records: readonly DnsRecord[], from?: string) => void;
} {
  const clock = new ManualClock();
  const cache = new ServiceCache({ types: [TYPE], clock });
  const told: string[] = [];
  cache.events.on('seen', ({ service, changed }) =>
    told.push(`${changed ? 'new' : 'again'} ${service.instance}`),
  );
  cache.events.on('goodbye', (service) => told.push(`goodbye ${service.instance}`));
  cache.events.on('expired', (service) => told.push(`expired ${service.instance}`));
  const reach = (address: string): string | undefined =>
    address.startsWith('10.') ? address : undefined;
  const hear = (records: readonly DnsRecord[], from = '10.0.0.7'): void =>
    cache.apply({ records, from, reach });
  return { clock, cache, told, hear };
}

describe('discovery: service cache', () => {
  it('puts the sender before claimed addresses, and leaves out those that are elsewhere', () => {
    const { cache, hear } = setUp();
    hear(announcement('Laser'));
    const [service] = cache.services();
    assert.equal(service?.txt.get('rp'), 'x');
    assert.deepEqual(service?.addresses, [
      { host: '10.0.0.7', port: 631 },
      { host: '10.0.0.9', port: 631 },
    ]);
  });

  it('puts a new sender address first', () => {
    const { cache, clock, hear } = setUp();
    hear(announcement('Laser'));
    clock.advance(60_000);
    hear(announcement('Laser'), '10.0.0.8');
    const hosts = cache.services()[0]?.addresses.map(({ host }) => host);
    assert.deepEqual(hosts, ['10.0.0.8', '10.0.0.7', '10.0.0.9']);
  });

  it('keeps names with dots, spaces and any script', () => {
    const { cache, hear } = setUp();
    hear(announcement('HP 1\\.5 (büro) 打印机'));
    assert.equal(cache.services()[0]?.instance, 'HP 1.5 (büro) 打印机');
  });

  it('waits for the port, and asks for what is missing', () => {
    const { cache, told, hear } = setUp();
    const [pointer, srv] = announcement('Laser') as [DnsRecord, DnsRecord];
    hear([pointer]);
    assert.deepEqual(cache.services(), []);
    assert.deepEqual(cache.unresolved(), [`Laser.${TYPE}.local`]);
    hear([srv]);
    assert.deepEqual(told, ['new Laser']);
    assert.deepEqual(cache.unresolved(), [`Laser.${TYPE}.local`], 'its TXT record is missing');
  });

  it('takes a goodbye followed by an announcement as a change', () => {
    const { clock, told, hear } = setUp();
    hear(announcement('Laser'));
    hear(announcement('Laser', 0));
    hear(announcement('Laser', 4500, 631, 'rp=y'));
    clock.advance(1000);
    assert.deepEqual(told, ['new Laser', 'new Laser']);
    hear(announcement('Laser', 0));
    clock.advance(250);
    assert.deepEqual(told.at(-1), 'goodbye Laser');
  });

  it('a goodbye from an address that never spoke for it counts only if nobody objects', () => {
    const { cache, clock, told, hear } = setUp();
    cache.events.on('doubted', ({ instance }) => told.push(`doubted ${instance}`));
    hear(announcement('Laser'));
    hear(announcement('Laser', 0), '10.0.0.66');
    clock.advance(3000);
    assert.deepEqual(cache.known(TYPE, 0), [], 'so that it answers');
    hear(announcement('Laser'));
    clock.advance(60_000);
    assert.deepEqual(told, ['new Laser', 'doubted Laser', 'again Laser']);
    hear(announcement('Laser', 0), '10.0.0.66');
    clock.advance(4000);
    assert.equal(told.at(-1), 'goodbye Laser');
  });

  it('forgets what is not heard of for its life, 75 minutes at most', () => {
    const { cache, clock, told, hear } = setUp();
    hear(announcement('short', 120));
    hear(announcement('long', 28_800));
    clock.advance(121_000);
    cache.sweep();
    clock.advance(75 * 60_000);
    cache.sweep();
    assert.deepEqual(told.slice(2), ['expired short', 'expired long']);
  });

  it('tells as known what was heard lately', () => {
    const { cache, clock, hear } = setUp();
    hear(announcement('a', 28_800));
    hear(announcement('b\\.c', 28_800));
    const since = clock.monotonic();
    assert.deepEqual(
      cache.known(TYPE, since).map(({ target }) => target),
      [`a.${TYPE}.local`, `b\\.c.${TYPE}.local`],
    );
    assert.deepEqual(cache.known(TYPE, since + 1), [], 'not heard since');
    clock.advance(40 * 60_000);
    assert.deepEqual(cache.known(TYPE, since), [], 'past half of its life');
  });

  it('takes 200 services from one sender and 3000 in all', () => {
    const { cache, hear } = setUp();
    for (let i = 0; i < 300; i++) hear(announcement(`s${i}`), '10.0.0.66');
    assert.equal(cache.services().length, 200);
    for (let i = 0; i < 4000; i++) hear(announcement(`t${i}`), `10.1.${i % 50}.1`);
    assert.equal(cache.services().length, 3000);
    cache.clear();
    hear(announcement('after'), '10.0.0.66');
    assert.equal(cache.services().length, 1);
  });

  it('keeps the number of addresses small', () => {
    const { cache, hear } = setUp();
    for (let i = 0; i < 100; i++) hear(announcement('Laser'), `10.2.0.${i}`);
    assert.equal(cache.services()[0]?.addresses.length, 7);
  });

  it('leaves out what it did not ask for', () => {
    const { cache, hear } = setUp();
    hear([
      { type: 'PTR', name: '_ssh._tcp.local', ttl: 120, target: 'x._ssh._tcp.local' },
      { type: 'PTR', name: `${TYPE}.local`, ttl: 120, target: 'x._ssh._tcp.local' },
      { type: 'PTR', name: `${TYPE}.local`, ttl: 120, target: `${TYPE}.local` },
      { type: 'SRV', name: `y.${TYPE}.local`, ttl: 120, target: 'h', port: 1 },
    ]);
    assert.deepEqual(cache.services(), []);
    assert.deepEqual(cache.unresolved(), []);
  });
});
