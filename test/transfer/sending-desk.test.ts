/** What was given stays to be read as long as anybody may yet take it. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import { openDatabase } from '../../src/store/database.ts';
import { SendingDesk } from '../../src/transfer/sending/sending-desk.ts';
import { ManualClock } from '../support/temporary.ts';

const BERT = 'b'.repeat(52);
const CARLA = 'c'.repeat(52);
const away = (): Promise<never> => Promise.reject(new HallwayError('peer.offline', 'Not there.'));

describe('transfer: what may still be taken', () => {
  let desk: SendingDesk;
  let count = 0;
  beforeEach(() => {
    count = 0;
    desk = new SendingDesk({
      database: openDatabase(':memory:'),
      transport: { call: away, open: away },
      isOnline: () => false,
      others: () => [BERT, CARLA],
      nameOf: (device) => device,
      measure: async (path) => ({ path, name: path, kind: 'file', bytes: 3, files: 1 }),
      newId: () => `${count++}`.padStart(16, 'g'),
      clock: new ManualClock(),
    });
  });

  it('is what was declined too, for whoever accepts it after all', async () => {
    const { id } = await desk.add({ path: '/plan.pdf', to: 'all' });
    desk.heard(CARLA, id, { state: 'done', bytes: 3 });
    desk.heard(BERT, id, { state: 'declined', bytes: 0 });
    assert.deepEqual(desk.openPaths(), ['/plan.pdf']);
    assert.ok(desk.readable(BERT, id));
    assert.equal(desk.readable(CARLA, id), undefined);
    desk.heard(BERT, id, { state: 'running', bytes: 0 });
    desk.heard(BERT, id, { state: 'done', bytes: 3 });
    assert.deepEqual(desk.openPaths(), []);
  });

  it('is nothing whose entry is gone, which is told', async () => {
    const { id } = await desk.add({ path: '/first', to: [BERT] });
    desk.heard(BERT, id, { state: 'declined', bytes: 0 });
    let told: string[] = [];
    desk.on('changed', () => (told = desk.openPaths()));
    for (let more = 0; more < 100; more += 1) await desk.add({ path: `/${more}`, to: [BERT] });
    assert.equal(told.length, 100);
    assert.ok(!told.includes('/first'));
    const last = desk.list()[0]?.id ?? '';
    desk.heard(BERT, last, { state: 'declined', bytes: 0 });
    assert.ok(told.includes('/99'));
    await desk.cancel(last);
    assert.ok(!told.includes('/99') && desk.readable(BERT, last) === undefined);
  });
});
