/** Messages of the bus: what is written is read again, and what anybody else writes hurts nobody. */
import assert from 'node:assert/strict';
import {
  decodeMessage,
  encodeMessage,
  messageLength,
  MessageType,
  type Message,
} from '../../src/desktop/dbus/message.ts';
import { splitSignature } from '../../src/desktop/dbus/signature.ts';
import { Variant } from '../../src/desktop/dbus/value-writer.ts';
import { seededBelow } from '../support/seeded.ts';

const MUTATIONS = 10_000;

const call: Message = {
  type: MessageType.call,
  flags: 0,
  serial: 7,
  path: '/MenuBar',
  interface: 'com.canonical.dbusmenu',
  member: 'GetLayout',
  destination: ':1.42',
  signature: 'yba{sv}(nqiuxtd)asaysv',
  body: [
    200,
    true,
    { label: new Variant('s', 'Öffnen'), rows: new Variant('a(si)', [['one', 1]]) },
    [-3, 4, -5, 6, -7, 8, 0.5],
    ['', 'two'],
    Buffer.of(1, 2, 3),
    'last',
    new Variant('v', new Variant('u', 9)),
  ],
};

describe('desktop: messages of the bus', () => {
  it('come out as they went in, with their length told by their beginning', () => {
    const bytes = encodeMessage(call);
    assert.equal(messageLength(bytes.subarray(0, 15)), undefined);
    assert.equal(messageLength(bytes.subarray(0, 16)), bytes.length);
    const { body, ...head } = decodeMessage(bytes);
    const { body: _given, ...expected } = call;
    assert.deepEqual(head, expected);
    assert.deepEqual(body, [
      200,
      true,
      new Map<string, unknown>([
        ['label', 'Öffnen'],
        ['rows', [['one', 1]]],
      ]),
      [-3, 4, -5, 6, -7, 8, 0.5],
      ['', 'two'],
      Buffer.of(1, 2, 3),
      'last',
      9,
    ]);
  });

  it('are read in the other byte order as well', () => {
    // A signal of D-Bus, "Message Format", with one string.
    const bytes = Buffer.concat([
      Buffer.from('420401010000000700000005', 'hex'),
      Buffer.from('000000070801670001730000', 'hex'),
      Buffer.from('00000002686900', 'hex'),
    ]);
    assert.equal(messageLength(bytes), bytes.length);
    assert.deepEqual(decodeMessage(bytes).body, ['hi']);
  });

  it('carry neither NUL nor half characters, at which a bus hangs up', () => {
    const bytes = encodeMessage({ ...call, signature: 's', body: ['a\0b\ud800'] });
    assert.deepEqual(decodeMessage(bytes).body, ['a b\ufffd']);
  });

  it('have signatures of complete types alone', () => {
    assert.deepEqual(splitSignature('ia{sv}av(u(s))'), ['i', 'a{sv}', 'av', '(u(s))']);
    for (const wrong of [
      'a',
      '(',
      '()',
      'a{vs}',
      'a{s}',
      '{sv}',
      'z',
      'a'.repeat(99),
      'i'.repeat(256),
    ])
      assert.throws(() => splitSignature(wrong), RangeError, wrong);
  });

  it('check 51: hurt nobody, however they are damaged', () => {
    const below = seededBelow(51);
    const whole = encodeMessage(call);
    let read = 0;
    for (let round = 0; round < MUTATIONS; round += 1) {
      const bytes = Buffer.from(whole.subarray(0, below(4) ? undefined : below(whole.length)));
      for (let times = below(6); times >= 0 && bytes.length > 0; times -= 1)
        bytes[below(bytes.length)] = below(256);
      try {
        const length = messageLength(bytes);
        if (length === undefined) continue;
        assert.ok(length <= 1 << 20);
        decodeMessage(bytes);
        read += 1;
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }
    assert.ok(read > 0);
  });
});
