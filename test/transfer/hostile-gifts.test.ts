/** What is given reaches those alone that it is for, and what is offered does no harm here. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SentFiles } from '../../agent/sent-files.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Gift } from '../../src/model/sending.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ReceiveRuleBook } from '../../src/transfer/sending/receive-rules.ts';
import { freePlace } from '../../src/transfer/sending/receipt-run.ts';
import { ReceivingDesk } from '../../src/transfer/sending/receiving-desk.ts';
import { SendingDesk } from '../../src/transfer/sending/sending-desk.ts';
import { readRecords, recordOf } from '../../src/transfer/tree/file-records.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ANNA = 'a'.repeat(52);
const BERT = 'b'.repeat(52);
const MALLORY = 'm'.repeat(52);
const ID = 'g'.repeat(16);

describe('transfer: hostile gifts', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const away: PeerTransport = {
    call: () => Promise.reject(new HallwayError('peer.offline', 'Not there.')),
    open: () => Promise.reject(new HallwayError('peer.offline', 'Not there.')),
  };

  function sendingDesk(): { desk: SendingDesk; files: SentFiles } {
    const desk: SendingDesk = new SendingDesk({
      database: openDatabase(':memory:'),
      transport: away,
      isOnline: () => false,
      others: () => [BERT, MALLORY],
      nameOf: (device) => device,
      measure: (path) => files.measure(path),
      newId: () => ID,
      clock: systemClock,
    });
    const files = new SentFiles({
      home: folder.path,
      readable: (device, id) => desk.readable(device, id),
      nameOf: (device) => device,
      paused: () => false,
      clock: systemClock,
      log: silentLog,
    });
    return { desk, files };
  }

  function receivingDesk(): ReceivingDesk {
    const never = (): never => {
      throw new Error('not asked for');
    };
    return new ReceivingDesk({
      database: openDatabase(':memory:'),
      transport: away,
      transfers: {
        begin: never,
        ended: never,
        act: never,
        partsOf: () => [],
        drop: async () => {},
      },
      filesOf: never,
      rules: new ReceiveRuleBook({
        memory: { get: () => undefined, set: () => {} },
        defaultFolder: () => folder.path,
        nameOf: (device) => device,
      }),
      nameOf: (device) => device,
      clock: systemClock,
      log: silentLog,
    });
  }
  const gift = (id: string, name = 'plan.pdf'): Gift => {
    return { id, name, kind: 'file', bytes: 3, files: 1 };
  };

  it('check 67: what is given can be read by those alone whom it is for, and until they have it', async () => {
    writeFileSync(join(folder.path, 'pay.ods'), 'pay');
    writeFileSync(join(folder.path, 'beside.txt'), 'secret');
    const { desk, files } = sendingDesk();
    await desk.add({ path: join(folder.path, 'pay.ods'), to: [BERT] });
    assert.equal(files.openFor(MALLORY, ID), undefined);
    const forBert = files.openFor(BERT, ID);
    assert.ok(forBert);
    assert.equal((await forBert.stat('pay.ods')).size, 3);
    for (const path of ['beside.txt', '../beside.txt', 'pay.ods/../beside.txt', './beside.txt'])
      await assert.rejects(forBert.stat(path), HallwayError, path);
    assert.deepEqual(
      (await forBert.list('')).entries.map(({ name }) => name),
      ['pay.ods'],
    );
    await assert.rejects(forBert.createFolder('x'), { code: 'share.read_only' });
    // What another PC says of it counts for nothing.
    desk.heard(MALLORY, ID, { state: 'done', bytes: 3 });
    assert.equal(desk.list()[0]?.to[0]?.state, 'waiting');
    desk.heard(BERT, ID, { state: 'done', bytes: 3 });
    assert.equal(files.openFor(BERT, ID), undefined);
    await assert.rejects(forBert.stat('pay.ods'), { code: 'share.not_found' });
  });

  it('check 68: an offer is its sender’s alone, waits for a yes, and is one of few', async () => {
    const desk = receivingDesk();
    assert.equal((await desk.offered(ANNA, gift(ID))).state, 'asked');
    await assert.rejects(desk.offered(MALLORY, gift(ID)), { code: 'request.conflict' });
    await desk.withdrawn(MALLORY, ID);
    assert.equal(desk.list()[0]?.state, 'asked');
    let taken = 0;
    for (let i = 0; i < 400; i++)
      await desk
        .offered(
          MALLORY,
          gift(
            i
              .toString(36)
              .padStart(16, 'a')
              .replace(/[01890]/g, 'z'),
          ),
        )
        .then(
          () => (taken += 1),
          () => {},
        );
    assert.ok(desk.list().length <= 51, `${desk.list().length} after ${taken}`);
  });

  it('check 69: a name that is a path, a device or hidden becomes a file of the chosen folder', async () => {
    const into = join(folder.path, 'into');
    mkdirSync(into);
    for (const name of [
      '../../x',
      '..',
      '.bashrc',
      'CON',
      'a\u202egpj.exe',
      'a/b',
      '\\\\host\\x',
    ]) {
      const place = await freePlace(into, name);
      writeFileSync(place, '');
      assert.equal(join(place, '..'), into, name);
    }
    assert.ok(readdirSync(into).every((name) => !name.startsWith('.') && name !== 'CON'));
  });

  it('check 70: of many files as one stream none is kept whose bytes are not what was said', async () => {
    const good = recordOf({ bytes: Buffer.from('good'), modified: 5 });
    const all = async (parts: Buffer[], count = 1): Promise<number> => {
      let found = 0;
      for await (const _one of readRecords(Readable.from(parts), count)) found += 1;
      return found;
    };
    assert.equal(await all([...good, ...good], 2), 2);
    const [head = Buffer.alloc(0), bytes = Buffer.alloc(0), hash = Buffer.alloc(0)] = good;
    const flipped = Buffer.from(bytes);
    flipped[0] = 0;
    await assert.rejects(all([head, flipped, hash]), { code: 'peer.protocol' });
    const huge = Buffer.from(JSON.stringify({ size: 1 << 30, modified: 1 }));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(huge.length);
    await assert.rejects(all([length, huge]), { code: 'peer.protocol' });
    length.writeUInt32BE(1 << 30);
    await assert.rejects(all([length]), { code: 'peer.protocol' });
    await assert.rejects(all([head, bytes]), { code: 'transfer.interrupted' });
  });
});
