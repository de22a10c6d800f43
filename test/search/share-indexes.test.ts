/** Indexes of shares are kept up to date, whatever is in these shares. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { silentLog } from '../../src/base/log.ts';
import type { ResourceId } from '../../src/model/id.ts';
import type { IndexOrder } from '../../src/search/index-order.ts';
import { ShareIndexes } from '../../src/search/share-indexes.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

const SHARE = '0000000000000001' as ResourceId;
const HOUR_MS = 3_600_000;

describe('indexes of shares', () => {
  const place = temporaryFolder();
  after(() => place.remove());

  it('check 62: reads on after any number of documents that end the reading, with pauses', async () => {
    const clock = new ManualClock();
    // Each of so many documents ends it twice before it is passed over.
    let hostile = 2 * 45;
    let run = 0;
    const indexes = new ShareIndexes({
      folder: join(place.path, 'search'),
      worker: {
        run: async ({ what }: IndexOrder) => {
          await turn();
          if (what !== 'contents') return true;
          run += 1;
          if (hostile === 0) return true;
          hostile -= 1;
          throw new Error('A file took too long.');
        },
        makeWay: () => {},
        rest: () => {},
        stop: async () => {},
      },
      released: async () => {},
      clock,
      log: silentLog,
    });
    const path = join(place.path, 'share');
    mkdirSync(path);
    indexes.start();
    indexes.follow([{ id: SHARE, path, kind: 'folder', image: false, hidden: false }]);
    clock.advance(5000);
    const idle = async (): Promise<void> => {
      for (let last = -1; last !== run; ) {
        last = run;
        for (let turns = 0; turns < 10; turns += 1) await turn();
      }
    };
    await idle();
    assert.equal(run, 20, 'then others come first');
    assert.equal(indexes.isReading(SHARE), true, 'and it says that it is not done');
    for (let quarter = 0; quarter < 100; quarter += 1) {
      clock.advance(HOUR_MS / 4);
      await idle();
    }
    assert.equal(hostile, 0);
    assert.equal(indexes.isReading(SHARE), false, 'all is read');
    await indexes.stop();
  });
});
