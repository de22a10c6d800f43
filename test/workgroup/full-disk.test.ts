/** A PC that is put out while its disk is full goes at once, and is rid of it when there is room. */
import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { MembershipNews } from '../../src/model/workgroup.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { StatementLog, type LogEntry } from '../../src/workgroup/log/log.ts';
import { Replica } from '../../src/workgroup/replica.ts';
import { WorkgroupStore, type SpentKey } from '../../src/workgroup/workgroup-store.ts';
import { ManualClock } from '../support/temporary.ts';
import { Device, identities } from './support.ts';

class SmallStore extends WorkgroupStore {
  full = false;

  override append(entries: readonly LogEntry[], news: readonly MembershipNews[]): void {
    this.#room();
    super.append(entries, news);
  }

  override end(notice: string | null, spent: SpentKey | undefined): void {
    this.#room();
    super.end(notice, spent);
  }

  #room(): void {
    if (this.full) throw new HallwayError('disk.full', 'The disk is full.');
  }
}

describe('workgroup: put out on a full disk', () => {
  let keys: Identity[];
  let database: Database;
  let store: SmallStore;
  let clock: ManualClock;
  let replica: Replica;
  let anna: Device;
  let ben: Device;
  let left: string[];
  before(async () => {
    keys = await identities(3);
  });
  beforeEach(() => {
    anna = Device.found(keys[0] as Identity);
    ben = anna.admit(keys[1] as Identity, 'Ben');
    database = openDatabase(':memory:');
    store = new SmallStore(database);
    clock = new ManualClock();
    replica = new Replica({
      store,
      identity: ben.identity,
      clock,
      log: silentLog,
      peerNames: () => new Map([[anna.id, 'Anna at the front desk']]),
    });
    left = [];
    replica.events.on('left', ({ reason, spent }) => left.push(`${reason} ${spent}`));
    const log = new StatementLog(ben.log.workgroup);
    for (const { text } of ben.log.entries) log.add(text);
    replica.enter(log);
    store.full = true;
  });
  afterEach(() => {
    replica.close();
    database.close();
  });

  it('goes at once and says why, also that the disk is full', () => {
    replica.take([anna.remove(ben.id)]);
    assert.equal(replica.current(), null);
    assert.match(replica.notice() ?? '', /^Anna at the front desk removed this PC.*disk.*is full/);
    assert.deepEqual(left, ['removed false'], 'no new key while the old one may come back');
  });

  it('is rid of it without a restart when there is room', () => {
    replica.take([anna.remove(ben.id)]);
    clock.advance(60_000);
    assert.equal(store.spentKeys().length, 0);
    store.full = false;
    clock.advance(5000);
    assert.deepEqual(left, ['removed false', 'removed true']);
    assert.equal(store.load(), undefined);
    assert.equal(store.spentKeys()[0]?.device, ben.id);
    assert.match(replica.notice() ?? '', /^Anna at the front desk removed this PC/);
    assert.doesNotMatch(replica.notice() ?? '', /is full/);
    clock.advance(60_000);
    assert.equal(left.length, 2);
  });

  it('enters no other workgroup before that, and says why', () => {
    replica.take([anna.remove(ben.id)]);
    const other = Device.found(keys[1] as Identity);
    assert.throws(() => replica.enter(other.log), { code: 'disk.full' });
    store.full = false;
    replica.enter(other.log);
    assert.equal(store.load()?.workgroup, other.log.workgroup);
    assert.deepEqual(left, ['removed false', 'removed true']);
  });

  it('stays a member where something else cannot be kept, and takes it later', () => {
    const admission = anna.write('admit', {
      key: Buffer.from((keys[2] as Identity).spki).toString('base64url'),
      name: 'Carla',
    });
    assert.throws(() => replica.take([admission]), { code: 'disk.full' });
    assert.equal(replica.membership.members.size, 2);
    store.full = false;
    assert.deepEqual(replica.take([admission]), { added: 1, rejected: 0 });
    assert.equal(replica.membership.members.size, 3);
    assert.deepEqual(
      replica.news().map(({ text }) => text),
      ['Anna at the front desk let Carla in.'],
    );
  });
});
