/** TXT records: what is sent fits its items, what is heard is harmless. */
import assert from 'node:assert/strict';
import { parseTxt, txtRecord } from '../../src/discovery/txt-record.ts';

const bytes = (...items: string[]): Uint8Array[] => items.map((item) => Buffer.from(item));

describe('discovery: TXT records', () => {
  it('keeps each item within 255 bytes, cut at a whole character', () => {
    const { name = '' } = txtRecord({ name: 'ü'.repeat(200) });
    assert.equal(name, 'ü'.repeat(125));
    assert.ok(Buffer.byteLength(`name=${name}`) <= 255);
    const { emoji = '' } = txtRecord({ emoji: '😀'.repeat(100) });
    assert.ok(emoji.isWellFormed() && Buffer.byteLength(`emoji=${emoji}`) <= 255);
  });

  it('leaves out undefined values and impossible keys, and stays within a packet', () => {
    assert.deepEqual(txtRecord({ a: 'x', b: undefined, 'c=d': 'y', '': 'z' }), { a: 'x' });
    const many = txtRecord(
      Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v'.repeat(200)])),
    );
    assert.equal(Object.keys(many).length, 6);
  });

  it('reads keys without regard to case, the first of several counts', () => {
    const read = parseTxt(bytes('Name=one', 'name=two', 'flag', 'empty=', 'sum=a=b', '=none', ''));
    assert.deepEqual(Object.fromEntries(read), { name: 'one', flag: '', empty: '', sum: 'a=b' });
  });

  it('makes hostile text inert', () => {
    const read = parseTxt([
      ...bytes('a=line\nbreak\u202e\u0000end', 'ключ=x'),
      Uint8Array.of(0x62, 0x3d, 0xff, 0xfe),
    ]);
    assert.equal(read.get('a'), 'line break end');
    assert.equal(read.get('b'), '\ufffd\ufffd');
    assert.equal(read.size, 2);
    assert.equal(parseTxt(Array.from({ length: 500 }, (_, i) => Buffer.from(`k${i}=v`))).size, 64);
  });
});
