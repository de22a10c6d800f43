/** What a PC lends is stated in its ledger, once and surely. */
import assert from 'node:assert/strict';
import { LentThings } from '../../agent/lent-things.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { commitmentOf, rootOf } from '../../src/journal/entry.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { openDatabase } from '../../src/store/database.ts';
import { Settings } from '../../src/store/settings.ts';

const DEVICE = 'd'.repeat(52);
const SHARE: OwnShare = {
  id: 's'.repeat(26),
  device: DEVICE,
  name: 'Plans',
  kind: 'folder',
  access: 'read',
  available: true,
  path: '/plans',
  with: 'everyone',
  until: null,
  hidden: false,
  limit: null,
};

describe('lent things in the ledger', () => {
  it('states again what the disk had no room for', () => {
    const database = openDatabase(':memory:');
    const settings = new Settings(database);
    const workgroup = (): string => 'w'.repeat(52);
    const ledger = new Ledger({
      database,
      self: DEVICE,
      journal: { append: () => ({ seq: 0 }), commitmentOf, rootOf },
      workgroup,
      clock: systemClock,
      log: silentLog,
    });
    const lent = new LentThings({
      workgroup,
      note: (what, words) => ledger.note(DEVICE, what, words),
      nameOf: () => 'Ben',
      kept: (kind) => settings.entry(`lent.${kind}`),
      log: silentLog,
    });
    const stated = (): string[] =>
      ledger.list({ limit: 10 }).map(({ what, target }) => `${what} ${target}`);
    database.run(
      `CREATE TRIGGER no_room BEFORE INSERT ON activity
       BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    );
    lent.shares([SHARE]);
    assert.deepEqual(stated(), []);
    database.run('DROP TRIGGER no_room');
    for (let time = 0; time < 2; time += 1) lent.shares([SHARE]);
    assert.deepEqual(stated(), ['lent Plans: to read, for everybody']);
    lent.shares([]);
    assert.equal(stated().length, 2);
    ledger.stop();
    database.close();
  });
});
