/** Any bytes end in a message or in `ipp.malformed`, quickly and without much memory. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../../src/base/errors.ts';
import { decodeMessage } from '../../../src/printing/ipp/decode.ts';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import type { IppMessage, IppValue } from '../../../src/printing/ipp/types.ts';
import { seededBelow } from '../../support/seeded.ts';
import { mutate } from './mutations.ts';

const isMalformed = { name: 'HallwayError', code: 'ipp.malformed' };

function refuses(hex: string): void {
  assert.throws(() => decodeMessage(Buffer.from(hex, 'hex')), isMalformed);
}

/** Header, operation group, then these bytes, then the end tag. */
function refusesIn(hex: string): void {
  refuses(`020000020000000101${hex}03`);
}

function sample(): IppMessage {
  const size: IppValue = { tag: 0x34, value: new Map([['x', [{ tag: 0x21, value: 21000 }]]]) };
  return {
    version: { major: 2, minor: 0 },
    code: 0x000b,
    requestId: 1,
    groups: [
      {
        tag: 1,
        attributes: new Map<string, IppValue[]>([
          ['attributes-charset', [{ tag: 0x47, value: 'utf-8' }]],
          ['attributes-natural-language', [{ tag: 0x48, value: 'en' }]],
          ['printer-uri', [{ tag: 0x45, value: 'ipp://localhost/printers/x' }]],
        ]),
      },
      {
        tag: 2,
        attributes: new Map<string, IppValue[]>([
          ['copies', [{ tag: 0x21, value: 2 }]],
          ['page-ranges', [{ tag: 0x33, value: { lower: 1, upper: 2 } }]],
          ['media-col', [{ tag: 0x34, value: new Map([['media-size', [size, size]]]) }]],
          ['job-name', [{ tag: 0x36, value: { language: 'en', text: 'x' } }]],
          ['when', [{ tag: 0x31, value: Buffer.from('07ea0b160a0b0c002b0100', 'hex') }]],
        ]),
      },
    ],
  };
}

describe('IPP codec: hostile input', () => {
  it('refuses at once the message that spins other decoders for ever', () => {
    refuses('0200000b000000010144000161fffa03');
  });

  it('refuses at once the message that takes other decoders gigabytes', () => {
    refuses('0200000b0000000101440001610000440000fffb');
  });

  it('refuses every truncation of a message', () => {
    const bytes = encodeMessage(sample());
    for (let end = 0; end < bytes.length; end += 1)
      assert.throws(() => decodeMessage(bytes.subarray(0, end)), isMalformed);
  });

  it('refuses values of the wrong length', () => {
    refusesIn('2100016100020001');
    refusesIn('220001610000');
    refusesIn('2200016100020101');
    refusesIn('3100016100020001');
    refusesIn('3200016100020001');
    refusesIn('3300016100020001');
    refusesIn('350001610004ffff0000');
    refusesIn('35000161000500000001');
  });

  it('refuses what is neither true nor false, and a date without a zone', () => {
    refusesIn('2200016100010202');
    refusesIn('31000161000b07ea0b160a0b0c00000100');
  });

  it('refuses attributes outside a group, values without an attribute, names twice', () => {
    refuses('02000002000000012100016100040000000103');
    refusesIn('210000000400000001');
    refusesIn('2100016100040000000121000161000400000001');
    refuses('02000002000000010003');
  });

  it('refuses broken collections', () => {
    refusesIn('340001610001003700000000');
    refusesIn('340001610000');
    refusesIn('34000161000002');
    refusesIn('3400016100004a00000001783700000000');
    refusesIn('3400016100002100000004000000013700000000');
    refusesIn('370001610000');
    refusesIn('4a000161000178');
  });

  it('takes collections eight deep and no deeper', () => {
    const nested = (depth: number): IppValue => ({
      tag: 0x34,
      value: new Map([['m', [depth > 1 ? nested(depth - 1) : { tag: 0x21, value: 1 }]]]),
    });
    const messageWith = (depth: number): Buffer => {
      const message = sample();
      message.groups[1]?.attributes.set('deep', [nested(depth)]);
      return encodeMessage(message);
    };
    decodeMessage(messageWith(8));
    assert.throws(() => decodeMessage(messageWith(9)), isMalformed);
  });

  it('takes 4096 values and no more', () => {
    const messageWith = (values: number): Buffer =>
      encodeMessage({
        ...sample(),
        groups: [
          {
            tag: 1,
            attributes: new Map([
              ['a', Array.from({ length: values }, () => ({ tag: 0x22, value: true }))],
            ]),
          },
        ],
      });
    decodeMessage(messageWith(4096));
    assert.throws(() => decodeMessage(messageWith(4097)), isMalformed);
  });

  it('takes 256 KiB of attributes and no more', () => {
    const messageWith = (length: number): Buffer => {
      const message = sample();
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        message.groups[0]?.attributes.set(name, [{ tag: 0x30, value: Buffer.alloc(length) }]);
      return encodeMessage(message);
    };
    decodeMessage(messageWith(52_000));
    assert.throws(() => decodeMessage(messageWith(53_000)), isMalformed);
  });

  it('survives 30,000 mutated messages, and writes back what it accepts', () => {
    const below = seededBelow(20_261_122);
    const original = encodeMessage(sample());
    let accepted = 0;
    for (let round = 0; round < 30_000; round += 1) {
      const bytes = mutate(original, below);
      let decoded: ReturnType<typeof decodeMessage>;
      try {
        decoded = decodeMessage(bytes);
      } catch (error) {
        assert.ok(error instanceof HallwayError && error.code === 'ipp.malformed', String(error));
        continue;
      }
      accepted += 1;
      assert.deepEqual(encodeMessage(decoded.message), bytes.subarray(0, decoded.length));
    }
    assert.ok(accepted > 1000, `only ${accepted} accepted: the mutations are too coarse`);
  }).timeout(30_000);
});
