/** Names that people read are each somebody's alone on the LAN. */
import assert from 'node:assert/strict';
import type { Advert, Renamed } from '../../src/discovery/advertiser.ts';
import { NameClaims } from '../../src/discovery/name-claims.ts';
import { responsePackets } from '../../src/discovery/packet-writer.ts';
import { ManualClock } from '../support/temporary.ts';
import { CapturedLink, OneLink } from './captured-link.ts';

const advert = (instance: string, port = 631): Advert => ({
  type: '_ipp._tcp',
  instance,
  port,
  txt: { rp: 'ipp/print' },
  readable: true,
});

interface Claimant {
  link: CapturedLink;
  claims: NameClaims;
  renamed: Renamed[];
  want: (...adverts: Advert[]) => void;
}

function claimant(clock: ManualClock, number: number, random = 0.5): Claimant {
  const link = new CapturedLink(clock, number);
  const links = new OneLink(clock, link);
  const host = `hallway-${number}.local`;
  const claims = new NameClaims({ links, clock, host, random: () => random });
  const renamed: Renamed[] = [];
  claims.events.on('renamed', (now) => renamed.push(now));
  links.up();
  return { link, claims, renamed, want: (...adverts) => claims.want(adverts) };
}

/** What a device that has the name says. */
function taken(instance: string): Uint8Array {
  const name = `${instance}._ipp._tcp.local`;
  const srv = { type: 'SRV', name, ttl: 120, target: 'other.local', port: 631 } as const;
  return responsePackets([{ answers: [srv], additionals: [] }])[0] ?? new Uint8Array();
}

describe('discovery: name claims', () => {
  it('asks three times, 250 ms apart, before it uses a name', () => {
    const clock = new ManualClock(0);
    const { link, claims, want } = claimant(clock, 1);
    want(advert('Laser 1.5'));
    clock.advance(874);
    assert.equal(claims.nameOf(advert('Laser 1.5')), undefined);
    assert.deepEqual(
      link.said.map(({ at, packet }) => [at, packet.questions, packet.authorities.length]),
      [125, 375, 625].map((at) => [at, [{ name: 'Laser 1\\.5._ipp._tcp.local', type: 'ANY' }], 2]),
    );
    clock.advance(1);
    assert.equal(claims.nameOf(advert('Laser 1.5')), 'Laser 1.5');
  });

  it('gives way to whoever has the name, until one is free, and tells it', () => {
    const clock = new ManualClock(0);
    const { link, claims, renamed, want } = claimant(clock, 1);
    want(advert('Laser'));
    clock.advance(400);
    link.receive(taken('Laser'), { address: '10.77.0.9' });
    link.receive(taken('laser (2)'), { address: '10.77.0.9' });
    clock.advance(1000);
    assert.equal(claims.nameOf(advert('Laser')), 'Laser (3)');
    assert.deepEqual(renamed, [{ type: '_ipp._tcp', wanted: 'Laser', now: 'Laser (3)' }]);
    assert.equal(claims.nameOf(advert('Other')), undefined);
  });

  it('keeps 63 bytes when it adds a number', () => {
    const clock = new ManualClock(0);
    const { link, claims, want } = claimant(clock, 1);
    const long = `${'ä'.repeat(31)}x`;
    want(advert(long));
    link.receive(taken(long), { address: '10.77.0.9' });
    clock.advance(2000);
    assert.equal(claims.nameOf(advert(long)), `${'ä'.repeat(29)} (2)`);
  });

  it('two that claim one name at the same moment end with two names', () => {
    const clock = new ManualClock(0);
    const all = [claimant(clock, 1), claimant(clock, 2)] as const;
    all[0].link.others.push(all[1].link);
    all[1].link.others.push(all[0].link);
    // A claimant answers as its responder would.
    for (const { link, claims } of all)
      link.events.on('query', ({ questions }) => {
        const name = claims.nameOf(advert('Laser'));
        if (name !== undefined && questions.some((q) => q.name === `${name}._ipp._tcp.local`))
          for (const other of link.others)
            other.receive(taken(name), { address: link.adapter.ipv4[0]?.address ?? '' });
      });
    for (const { want } of all) want(advert('Laser'));
    clock.advance(5000);
    const names = new Set(all.map(({ claims }) => claims.nameOf(advert('Laser'))));
    assert.deepEqual(names, new Set(['Laser', 'Laser (2)']));
    assert.deepEqual(
      all.flatMap(({ renamed }) => renamed.map(({ now }) => now)),
      ['Laser (2)'],
    );
  });

  it('slows down when every name is taken', () => {
    const clock = new ManualClock(0);
    const { link, want } = claimant(clock, 1);
    link.events.on('query', ({ questions }) => {
      const [label = ''] = (questions[0]?.name ?? '').split('.');
      queueMicrotask(() => link.receive(taken(label), { address: '10.77.0.9' }));
    });
    want(advert('Laser'));
    return (async () => {
      for (let i = 0; i < 600; i++) {
        clock.advance(100);
        await Promise.resolve();
      }
      assert.ok(link.said.length < 40, `${link.said.length} probes in a minute`);
    })();
  });

  it('asks anew on a link that comes up, and when another claims what it has', () => {
    const clock = new ManualClock(0);
    const { link, claims, want } = claimant(clock, 1);
    want(advert('Laser'));
    clock.advance(1000);
    assert.equal(claims.nameOf(advert('Laser')), 'Laser');
    link.said.length = 0;
    link.receive(taken('Laser'), { address: '10.77.0.9' });
    assert.equal(claims.nameOf(advert('Laser')), undefined, 'in doubt');
    clock.advance(1000);
    assert.equal(link.said.length, 3);
    assert.equal(claims.nameOf(advert('Laser')), 'Laser', 'nobody has it after all');
  });
});
