/** A statement has one exact form, and everything else is refused. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { canonicalJson } from '../../src/identity/signed-text.ts';
import { genesisStatement } from '../../src/workgroup/log/log-writer.ts';
import { isSignedBy, parseStatement, signStatement } from '../../src/workgroup/log/statement.ts';
import { identities } from './support.ts';

describe('workgroup: statements', () => {
  let self: Identity;
  let other: Identity;
  before(async () => {
    [self, other] = (await identities(2)) as [Identity, Identity];
  });
  const hash = 'a'.repeat(52);
  const sign = (over: object = {}) =>
    signStatement(self, {
      workgroup: hash,
      seq: 1,
      prev: hash,
      heads: {},
      type: 'leave',
      body: {},
      ...over,
    });

  it('sorts keys and leaves no white space', () => {
    assert.equal(
      canonicalJson({ b: [1, { d: null, c: 'ä"' }], a: true }),
      '{"a":true,"b":[1,{"c":"ä\\"","d":null}]}',
    );
  });

  it('comes back from its text with the same id and a good signature', () => {
    const signed = sign();
    const read = parseStatement(signed.text);
    assert.equal(read.id, signed.id);
    assert.match(read.id, /^[a-z2-7]{52}$/);
    assert.ok(isSignedBy(read, self.spki));
    assert.ok(!isSignedBy(read, other.spki));
  });

  it('has an id that does not depend on the signature', () => {
    const first = sign();
    const second = sign();
    assert.equal(first.id, second.id);
    assert.notEqual(sign({ seq: 2 }).id, first.id);
  });

  it('notices any changed field', () => {
    const { text } = sign();
    for (const changed of [
      text.replace('"seq":1', '"seq":2'),
      text.replace('"leave"', '"other"'),
      text.replace(`"workgroup":"${hash}"`, `"workgroup":"${'b'.repeat(52)}"`),
    ])
      assert.ok(!isSignedBy(parseStatement(changed), self.spki));
  });

  it('keeps types that it does not know', () => {
    const signed = sign({ type: 'share-ledger', body: { anything: [1, { at: 'all' }] } });
    assert.equal(parseStatement(signed.text).statement.type, 'share-ledger');
  });

  const refused: Record<string, (text: string) => string> = {
    'white space': (text) => `${text} `,
    'another order of keys': (text) => text.replace('{"body":{},', '{').replace('}', ',"body":{}}'),
    'a field twice': (text) => text.replace('"v":1', '"v":1,"v":1'),
    'another version': (text) => text.replace('"v":1', '"v":2'),
    'a further field': (text) => text.replace('"v":1', '"v":1,"w":1'),
    'a further field in a known body': (text) => text.replace('"body":{}', '"body":{"a":1}'),
    'a fraction as seq': (text) => text.replace('"seq":1', '"seq":1.5'),
    'a seq without a chain': (text) => text.replace('"seq":1', '"seq":0'),
    'a bad author': (text) => text.replace('"by":"', '"by":"A'),
    'no JSON': () => '{',
    null: () => 'null',
    'an array': () => '[]',
    'a text that is too long': (text) => text.padEnd(8193, 'a'),
    'endless nesting': (text) =>
      text
        .replace('"body":{}', `"body":{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`)
        .replace('"leave"', '"x"'),
    'a genesis inside a workgroup': (text) => text.replace('"leave"', '"genesis"'),
  };
  for (const [name, spoil] of Object.entries(refused))
    it(`refuses ${name}`, () => {
      const { text } = sign();
      assert.notEqual(spoil(text), text);
      assert.throws(() => parseStatement(spoil(text)), { code: 'log.invalid' });
    });

  it('refuses a genesis that claims another author', () => {
    const { text } = genesisStatement(self, 'Office', 'PC');
    assert.throws(() => parseStatement(text.replace(self.id, other.id)), { code: 'log.invalid' });
  });

  it('refuses a key of another kind, a long name and more heads than fit', () => {
    const body = { key: Buffer.alloc(91).toString('base64url'), name: 'x' };
    assert.throws(() => sign({ type: 'admit', body }), { code: 'log.invalid' });
    const key = Buffer.from(other.spki).toString('base64url');
    assert.throws(() => sign({ type: 'admit', body: { key, name: 'x'.repeat(20_000) } }), {
      code: 'log.invalid',
    });
    const digits = 'abcdefghijklmnopqrstuvwxyz234567';
    const heads = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `${digits[i >> 5]}${digits[i & 31]}`.padEnd(52, 'a'),
        hash,
      ]),
    );
    assert.throws(() => sign({ heads }), { code: 'log.invalid' });
  });
});
