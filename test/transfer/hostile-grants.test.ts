/** Who gets pieces from a holder: whom the owner lets have them, and nobody else a byte. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIdentity } from '../../src/identity/identity.ts';
import { makeGrant, readGrant } from '../../src/transfer/grant.ts';
import { PieceSet } from '../../src/transfer/piece-set.ts';
import { FakeLan, SHARE, type FakePc } from './fake-lan.ts';

const SIZE = 3_000_000;
const HOUR = 3_600_000;

describe('transfer: who gets what a holder has', function () {
  this.timeout(20_000);
  let lan: FakeLan;
  let [anna, bert, carla, mallory]: FakePc[] = [];
  let root: string;

  beforeEach(async () => {
    lan = new FakeLan();
    anna = await lan.pc('Anna');
    bert = await lan.pc('Bert');
    carla = await lan.pc('Carla');
    mallory = await lan.pc('Mallory');
    anna.audience = [bert.id, carla.id];
    writeFileSync(join(anna.owner.root, 'pay.ods'), randomBytes(SIZE));
    await bert.get(anna, 'pay.ods');
    root = await rootOf(anna, bert);
  });
  afterEach(() => lan.end());

  async function rootOf(owner: FakePc, reader: FakePc): Promise<string> {
    for await (const line of await owner.transfers.desk.open(reader.id, SHARE, 'pay.ods'))
      if ('root' in line) return line.root;
    throw new Error('The manifest has no end.');
  }

  const grant = (device: FakePc, changes: object = {}, owner = anna!): string =>
    makeGrant(owner.identity, {
      share: SHARE,
      root,
      device: device.id,
      until: Date.now() + HOUR,
      ...changes,
    });
  const asks = (device: FakePc, text?: string): Promise<unknown> =>
    bert!.transfers.holdings.find(device.id, root, text);
  const refused = { code: 'transfer.not_found' };

  it('check 57: a device without the owner’s grant gets no piece of a restricted file from anybody', async () => {
    await assert.rejects(asks(mallory!), refused);
    await assert.rejects(bert!.transfers.join(mallory!.id, root, { have: '' }), refused);
    const others = [grant(carla!), grant(bert!)];
    for (const text of others) await assert.rejects(asks(mallory!, text), refused);
    await assert.rejects(anna!.transfers.holdings.find(mallory!.id, root, undefined), refused);
    const file = { share: SHARE, path: 'pay.ods', etag: '"x"' };
    await assert.rejects(anna!.transfers.holdings.inShare(mallory!.id, file), {
      code: 'share.not_found',
    });
    await assert.rejects(anna!.transfers.desk.open(mallory!.id, SHARE, 'pay.ods'), {
      code: 'share.not_found',
    });
    assert.deepEqual(
      bert!.sent.filter(({ to }) => to === mallory!.id),
      [],
    );
  });

  it('check 58: a grant that is forged, changed, over, or for something else is worth nothing', async () => {
    const good = grant(carla!);
    await asks(carla!, good);
    const stranger = await createIdentity();
    const facts = { share: SHARE, root, device: carla!.id, until: Date.now() + HOUR };
    const [payload = '', signature = ''] = good.split('.');
    const bad = {
      'signed by the asking one itself': grant(carla!, {}, carla),
      'signed by a stranger': makeGrant(stranger, facts),
      over: grant(carla!, { until: Date.now() - 1 }),
      'for another content': grant(carla!, { root: 'a'.repeat(52) }),
      'with another payload': `${grant(mallory!).split('.')[0]}.${signature}`,
      'without a signature': payload,
      'with a part too many': `${good}.${signature}`,
      'no JSON': `${Buffer.from('x').toString('base64url')}.${signature}`,
      empty: '',
      long: 'a'.repeat(5000),
    };
    for (const [what, text] of Object.entries(bad))
      await assert.rejects(asks(carla!, text), refused, what);
    for (let bit = 0; bit < 64; bit++) {
      const bytes = Buffer.from(signature, 'base64url');
      bytes[bit] = (bytes[bit] ?? 0) ^ 1;
      assert.equal(readGrant(`${payload}.${bytes.toString('base64url')}`), undefined);
    }
  });

  it('check 59: of an owner who was put out no word counts, and to one who was put out nothing goes', async () => {
    lan.removed.add(anna!.id);
    await assert.rejects(asks(carla!, grant(carla!)), refused);
  });

  it('gives what is for everybody to every member, and asks all of them', async () => {
    anna!.audience = undefined;
    writeFileSync(join(anna!.owner.root, 'film'), randomBytes(SIZE));
    await carla!.get(anna!, 'film');
    await mallory!.get(anna!, 'film');
    assert.ok(carla!.askedBy.includes(mallory!.id));
  });

  it('asks only those whom the owner named for what is not for everybody', async () => {
    bert!.askedBy.length = 0;
    anna!.slowMs = 20;
    await carla!.get(anna!, 'pay.ods');
    assert.ok(bert!.askedBy.includes(carla!.id), 'the other one who has it');
    assert.deepEqual(mallory!.askedBy, [], 'nobody else hears of it');
    assert.ok(bert!.sent.some(({ to }) => to === carla!.id));
  });

  it('takes bitmaps that do not fit for what they are', () => {
    for (const text of ['', 'AA', 'A'.repeat(2732)])
      assert.throws(() => PieceSet.fromText(12, text), { code: 'peer.protocol' });
    assert.throws(() => PieceSet.fromText(12, Buffer.from([0xff, 0xff]).toString('base64url')), {
      code: 'peer.protocol',
    });
    assert.equal(PieceSet.fromText(12, PieceSet.full(12).toText()).size, 12);
  });
});
