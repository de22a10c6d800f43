/** A question in several packets is one question. */
import assert from 'node:assert/strict';
import type { DnsRecord, Packet } from '../../src/discovery/dns-record.ts';
import { KnownAnswers, type Query } from '../../src/discovery/known-answers.ts';
import { ManualClock } from '../support/temporary.ts';

const pointer = (target: string): DnsRecord => ({
  type: 'PTR',
  name: '_ipp._tcp.local',
  ttl: 4500,
  target,
});

function part(truncated: boolean, asks: boolean, known: readonly string[]): Packet {
  return {
    response: false,
    truncated,
    questions: asks ? [{ name: '_ipp._tcp.local', type: 'PTR' }] : [],
    answers: known.map(pointer),
    authorities: [],
    additionals: [],
  };
}

function setUp(): { clock: ManualClock; parts: KnownAnswers; whole: Query[] } {
  const clock = new ManualClock();
  const whole: Query[] = [];
  const parts = new KnownAnswers({ clock, random: () => 0.5, whole: (query) => whole.push(query) });
  return { clock, parts, whole };
}

const targets = ({ known }: Query): string[] => known.map(({ target }) => target);

describe('discovery: known answers', () => {
  it('passes a whole question on at once, and what nobody asked for not at all', () => {
    const { parts, whole } = setUp();
    parts.take(part(false, true, ['a']), '10.0.0.7');
    assert.deepEqual(whole.map(targets), [['a']]);
    parts.take(part(false, false, ['b']), '10.0.0.7');
    assert.equal(whole.length, 1);
  });

  it('waits for the rest of a truncated one, of each asker apart', () => {
    const { parts, whole, clock } = setUp();
    parts.take(part(true, true, ['a']), '10.0.0.7');
    parts.take(part(true, true, ['x']), '10.0.0.8');
    clock.advance(300);
    parts.take(part(true, false, ['b']), '10.0.0.7');
    clock.advance(149);
    assert.deepEqual(whole, []);
    clock.advance(1);
    assert.deepEqual(whole.map(targets), [['x']], 'after 400 to 500 ms without the rest');
    parts.take(part(false, false, ['c']), '10.0.0.7');
    assert.deepEqual(whole.map(targets)[1], ['a', 'b', 'c']);
    clock.advance(1000);
    assert.equal(whole.length, 2);
  });

  it('keeps little, however many ask and whatever they know', () => {
    const { parts, whole, clock } = setUp();
    for (let i = 0; i < 1000; i++) parts.take(part(true, true, ['a']), `10.1.${i >> 8}.${i & 255}`);
    assert.equal(whole.length, 1000 - 64);
    for (let i = 0; i < 500; i++)
      parts.take(
        part(
          true,
          true,
          Array.from({ length: 100 }, (_, k) => `${i} ${k}`),
        ),
        '10.0.0.9',
      );
    clock.advance(1000);
    assert.ok(
      whole.every(({ known, questions }) => known.length <= 4000 && questions.length <= 200),
    );
  });
});
