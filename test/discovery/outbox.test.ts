/** What is said goes in few packets, and nothing is said without need. */
import assert from 'node:assert/strict';
import type { DnsRecord } from '../../src/discovery/dns-record.ts';
import { Outbox, SERVICE_TYPES } from '../../src/discovery/outbox.ts';
import { ManualClock } from '../support/temporary.ts';
import { CapturedLink } from './captured-link.ts';

const TYPE = '_ipp._tcp.local';
const A: DnsRecord = { type: 'A', name: 'h.local', ttl: 120, address: '10.77.0.1' };

function group(label: string, ttl = 4500): { answers: DnsRecord[]; additionals: DnsRecord[] } {
  const full = `${label}.${TYPE}`;
  return {
    answers: [
      { type: 'PTR', name: TYPE, ttl, target: full },
      { type: 'SRV', name: full, ttl, target: 'h.local', port: 1 },
    ],
    additionals: [A],
  };
}

function setUp(): { clock: ManualClock; link: CapturedLink; outbox: Outbox; start: number } {
  const clock = new ManualClock();
  const link = new CapturedLink(clock);
  const outbox = new Outbox({ link, clock, random: () => 0.5 });
  return { clock, link, outbox, start: clock.monotonic() };
}

describe('discovery: outbox', () => {
  it('announces several services in one packet, again a second later, and never more', () => {
    const { clock, link, outbox, start } = setUp();
    for (const label of ['a', 'b', 'c']) outbox.announce({}, group(label));
    clock.advance(3600_000);
    assert.deepEqual(
      link.said.map(({ at }) => at - start),
      [10, 1010],
    );
    const [first] = link.said;
    assert.equal(first?.packet.answers.length, 6);
    assert.equal(first?.packet.additionals.length, 1);
  });

  it('waits 20 to 120 ms with an answer, for others to go with it', () => {
    const { clock, link, outbox, start } = setUp();
    outbox.answer({}, group('a'));
    clock.advance(30);
    outbox.answer({}, group('b'));
    clock.advance(1000);
    assert.deepEqual(
      link.said.map(({ at, packet }) => [at - start, packet.answers.length]),
      [[70, 4]],
    );
  });

  it('says a record at most once in 400 ms, however often it is asked for, and forgets no question', () => {
    const { clock, link, outbox, start } = setUp();
    const source = {};
    for (let i = 0; i < 10; i++) {
      outbox.answer(source, group('a'));
      clock.advance(100);
    }
    assert.deepEqual(
      link.said.map(({ at }) => at - start),
      [70, 470, 870],
    );
  });

  it('says a changed record at once, though it was said just now', () => {
    const { clock, link, outbox } = setUp();
    const source = {};
    outbox.announce(source, group('a'));
    clock.advance(50);
    outbox.forget(source);
    outbox.announce({}, group('a'));
    clock.advance(50);
    assert.equal(link.said.length, 2);
  });

  it('forgets a goodbye when the service is back before it was said', () => {
    const { clock, link, outbox } = setUp();
    outbox.goodbye({}, group('a', 0).answers);
    outbox.announce({}, group('a'));
    clock.advance(50);
    assert.ok(link.said.every(({ packet }) => packet.answers.every(({ ttl }) => ttl > 0)));
    outbox.goodbye({}, group('a', 0).answers);
    clock.advance(50);
    assert.deepEqual(
      link.said.at(-1)?.packet.answers.map(({ ttl }) => ttl),
      [0, 0],
    );
  });

  it('leaves the types of services to whoever names them first', () => {
    const { clock, link, outbox } = setUp();
    const types: DnsRecord = { type: 'PTR', name: SERVICE_TYPES, ttl: 120, target: TYPE };
    outbox.answer({}, { answers: [types], additionals: [] });
    outbox.heard([types], '10.77.0.1');
    clock.advance(15);
    outbox.heard([{ ...types, target: '_smb._tcp.local' }], '10.77.0.9');
    clock.advance(200);
    assert.equal(link.said.length, 1, 'not for its own words, nor for another type');
    clock.advance(1000);
    outbox.answer({}, { answers: [types], additionals: [] });
    outbox.heard([types], '10.77.0.9');
    clock.advance(200);
    assert.equal(link.said.length, 1);
  });
});
