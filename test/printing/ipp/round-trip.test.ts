/** What comes in goes out byte for byte, whatever its tags. */
import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/printing/ipp/decode.ts';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import type { IppMessage, IppValue } from '../../../src/printing/ipp/types.ts';
import { answerWithEveryTag, everyTag } from './specimens.ts';

/** A request with one job attribute of these values. */
function messageOf(...values: IppValue[]): IppMessage {
  return {
    version: { major: 2, minor: 0 },
    code: 0x0002,
    requestId: 7,
    groups: [
      { tag: 1, attributes: new Map([['attributes-charset', [{ tag: 0x47, value: 'utf-8' }]]]) },
      { tag: 2, attributes: new Map([['x-attribute', values]]) },
    ],
  };
}

function assertRoundTrip(...values: IppValue[]): void {
  const bytes = encodeMessage(messageOf(...values));
  const { message, length } = decodeMessage(Buffer.concat([bytes, Buffer.from('%PDF-')]));
  assert.equal(length, bytes.length);
  assert.deepEqual(message, messageOf(...values));
  assert.deepEqual(encodeMessage(message), bytes);
}

/** The same with a value's bytes as they stand on the wire. */
function assertBytesSurvive(tag: number, value: Buffer): void {
  const name = Buffer.from('x');
  const bytes = Buffer.concat([
    Buffer.from('0200000200000001', 'hex'),
    Buffer.from([1, tag, 0, name.length]),
    name,
    Buffer.from([value.length >> 8, value.length & 0xff]),
    value,
    Buffer.from([3]),
  ]);
  assert.deepEqual(encodeMessage(decodeMessage(bytes).message), bytes);
}

describe('IPP codec: round trip', () => {
  it('keeps integers, enums and booleans', () => {
    assertRoundTrip({ tag: 0x21, value: -1 }, { tag: 0x21, value: 0x7fffffff });
    assertRoundTrip({ tag: 0x23, value: 5 });
    assertRoundTrip({ tag: 0x22, value: true }, { tag: 0x22, value: false });
  });

  it('keeps the zone of a dateTime, and its month', () => {
    assertRoundTrip({
      tag: 0x31,
      value: {
        year: 2026,
        month: 1,
        day: 31,
        hour: 23,
        minute: 59,
        second: 60,
        deciseconds: 9,
        direction: '-',
        zoneHours: 3,
        zoneMinutes: 30,
      },
    });
  });

  it('keeps resolutions and ranges', () => {
    assertRoundTrip({ tag: 0x32, value: { x: 600, y: 1200, units: 3 } });
    assertRoundTrip({ tag: 0x33, value: { lower: 1, upper: 0x7fffffff } });
  });

  it('keeps texts and names with a language', () => {
    assertRoundTrip({ tag: 0x35, value: { language: 'de', text: 'Papier fehlt: Fach 2 ü' } });
    assertRoundTrip({ tag: 0x36, value: { language: 'fr-ca', text: '' } });
  });

  it('keeps every kind of character string', () => {
    for (let tag = 0x40; tag <= 0x5f; tag += 1)
      if (tag !== 0x4a) assertRoundTrip({ tag, value: 'größer 📄' });
  });

  it('keeps bytes that are no UTF-8, as old printers send them', () => {
    assertBytesSurvive(0x41, Buffer.from('Gr\u00fcn', 'latin1'));
    assertBytesSurvive(0x35, Buffer.from('00026465000147'.replace('47', 'fc'), 'hex'));
  });

  it('keeps octetString, unknown and extension tags as bytes', () => {
    const value = Buffer.from([0, 0xff, 0x80, 0x0a]);
    for (const tag of [0x30, 0x20, 0x2f, 0x38, 0x60, 0x7e, 0x7f, 0x80, 0xff])
      assertRoundTrip({ tag, value });
  });

  it('keeps out-of-band values, with bytes too', () => {
    for (let tag = 0x10; tag < 0x20; tag += 1) assertRoundTrip({ tag, value: null });
    assertBytesSurvive(0x13, Buffer.from('odd'));
  });

  it('keeps a 1setOf with different tags', () => {
    assertRoundTrip({ tag: 0x44, value: 'iso_a4_210x297mm' }, { tag: 0x42, value: 'Letterhead' });
  });

  it('keeps a 1setOf collections inside a collection', () => {
    const size = (x: number): IppValue => ({
      tag: 0x34,
      value: new Map([
        ['x-dimension', [{ tag: 0x21, value: x }]],
        ['y-dimension', [{ tag: 0x33, value: { lower: 1, upper: 2 } }]],
      ]),
    });
    const media: IppValue = { tag: 0x34, value: new Map([['media-size', [size(1), size(2)]]]) };
    assertRoundTrip(media, { tag: 0x34, value: new Map() }, media);
  });

  it('keeps one value of every tag, registered or not, beside the others', () => {
    const values = everyTag();
    assert.ok(values.length > 60);
    for (const value of values) assertRoundTrip(value);
    const bytes = answerWithEveryTag();
    assert.deepEqual(encodeMessage(decodeMessage(bytes).message), bytes);
  });

  it('keeps several groups of one tag, and empty ones', () => {
    const message: IppMessage = {
      version: { major: 1, minor: 1 },
      code: 0,
      requestId: -5,
      groups: [1, 2, 2, 4, 15].map((tag) => ({ tag, attributes: new Map() })),
    };
    assert.deepEqual(decodeMessage(encodeMessage(message)).message, message);
  });
});
