/** A device that was reached once is found again without multicast. */
import assert from 'node:assert/strict';
import { KnownAddresses } from '../../src/discovery/known-addresses.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ManualClock } from '../support/temporary.ts';

describe('discovery: known addresses', () => {
  it('keeps the newest eight of each device, newest first', () => {
    const database = openDatabase(':memory:');
    const clock = new ManualClock();
    const known = new KnownAddresses(database, clock);
    for (let i = 0; i < 12; i++) {
      known.remember('one', `10.0.0.${i}`, 4000);
      clock.advance(1000);
    }
    known.remember('one', '10.0.0.5', 4000);
    known.remember('two', 'fe80::1%eth0', 4001);
    const hosts = known.of('one').map(({ host }) => host.split('.')[3]);
    assert.deepEqual(hosts, ['5', '11', '10', '9', '8', '7', '6', '4']);
    known.forget('one');
    assert.deepEqual(known.of('one'), []);
    assert.deepEqual(known.of('two'), [{ host: 'fe80::1%eth0', port: 4001 }]);
    database.close();
  });
});
