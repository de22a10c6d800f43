/** CPace against the vectors of draft-irtf-cfrg-cpace, appendix "ristretto255 and hash SHA-512". */
import assert from 'node:assert/strict';
import {
  generator,
  generatorString,
  isValidShare,
  lengthPrefixed,
  makeShare,
  sessionKey,
  sharedPoint,
} from '../../src/workgroup/pairing/cpace.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const secret = Buffer.from('Password');
const channel = hex('0b415f696e69746961746f720b425f726573706f6e646572');
const session = hex('7e4b4791d6a8ef019b936c79fb7f2c57');
const ya = hex('da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08');
const yb = hex('d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d');
const Ya = hex('d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157');
const Yb = hex('3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258');
const K = hex('80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f');

describe('CPace: the vectors of the draft', () => {
  it('prefixes lengths as LEB128', () => {
    assert.deepEqual(lengthPrefixed(Buffer.from('')), hex('00'));
    assert.deepEqual(lengthPrefixed(Buffer.from('1234')), hex('0431323334'));
    const long = lengthPrefixed(Buffer.alloc(128));
    assert.deepEqual(long.subarray(0, 2), hex('8001'));
    assert.equal(long.length, 130);
  });

  it('makes the generator string', () => {
    const expected = hex(
      `11435061636552697374726574746f3235350850617373776f726464${'00'.repeat(100)}
       180b415f696e69746961746f720b425f726573706f6e646572107e4b4791d6a8ef019b936c79fb7f2c57`,
    );
    assert.equal(expected.length, 170);
    assert.deepEqual(generatorString(secret, channel, session), expected);
  });

  it('makes the generator', () => {
    assert.deepEqual(
      generator(secret, channel, session),
      hex('222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56'),
    );
  });

  it('makes both public shares', () => {
    assert.deepEqual(makeShare(secret, channel, session, ya).bytes, Ya);
    assert.deepEqual(makeShare(secret, channel, session, yb).bytes, Yb);
  });

  it('comes to the same point on both sides', () => {
    assert.deepEqual(sharedPoint(makeShare(secret, channel, session, ya), Yb), K);
    assert.deepEqual(sharedPoint(makeShare(secret, channel, session, yb), Ya), K);
  });

  it('makes the session key of initiator and responder', () => {
    const key = sessionKey(
      session,
      K,
      { share: Ya, data: Buffer.from('ADa') },
      { share: Yb, data: Buffer.from('ADb') },
    );
    assert.deepEqual(
      key,
      hex(
        `b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd
         2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447`,
      ),
    );
  });
});

describe('CPace: hostile shares', () => {
  const own = makeShare(secret, channel, session);
  const bad: Record<string, Buffer> = {
    'the identity point': Buffer.alloc(32),
    'a value above the field': Buffer.alloc(32, 0xff),
    'a negative field element': hex(
      '0100000000000000000000000000000000000000000000000000000000000000',
    ),
    'a share that is too short': Ya.subarray(1),
    'a share that is too long': Buffer.concat([Ya, Buffer.alloc(1)]),
    'a non-canonical encoding of the identity': hex(
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    ),
    nothing: Buffer.alloc(0),
  };
  for (const [name, share] of Object.entries(bad))
    it(`refuses ${name}`, () => {
      assert.equal(isValidShare(share), false);
      assert.equal(sharedPoint(own, share), undefined);
    });

  it('makes a new share each time', () => {
    assert.notDeepEqual(makeShare(secret, channel, session).bytes, own.bytes);
  });
});
