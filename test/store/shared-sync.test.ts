/** The log is on the disk when it is said to be, whoever else waits for it, and failures are told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openDatabase } from '../../src/store/database.ts';
import { SharedSync } from '../../src/store/shared-sync.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Write {
  done: () => void;
  failed: (error: Error) => void;
}

describe('store: the log on the disk', () => {
  let begun: Write[];
  let opened: number;
  let closed: number;
  let log: SharedSync;

  beforeEach(() => {
    begun = [];
    [opened, closed] = [0, 0];
    log = new SharedSync('unused', () => {
      opened += 1;
      return Promise.resolve({
        datasync: () =>
          new Promise<void>((done, failed) => {
            begun.push({ done, failed });
          }),
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      });
    });
  });

  /** Whether it has resolved by now. */
  async function isSettled(waiting: Promise<void>): Promise<boolean> {
    await turn();
    return Promise.race([waiting.then(() => true), turn(false)]);
  }

  it('does not count a write that had begun before, and shares one that had not', async () => {
    const first = log.settled();
    await turn();
    assert.equal(begun.length, 1);
    const second = log.settled();
    const third = log.settled();
    begun[0]?.done();
    assert.equal(await isSettled(first), true);
    assert.equal(await isSettled(second), false);
    assert.equal(begun.length, 2, 'one for both');
    begun[1]?.done();
    await Promise.all([second, third]);
    assert.equal(opened, 1);
    const later = log.settled();
    await turn();
    begun[2]?.done();
    await later;
    assert.equal(begun.length, 3);
  });

  it('tells a failure to whoever waits for that write, and opens the log anew', async () => {
    const first = log.settled();
    await turn();
    const second = log.settled();
    begun[0]?.failed(new Error('EIO'));
    await assert.rejects(first, /EIO/);
    await turn();
    begun[1]?.done();
    await second;
    assert.deepEqual([opened, closed], [2, 1]);
  });

  it('is the log of a real database, also after it was begun anew', async () => {
    const folder = temporaryFolder();
    const file = join(folder.path, 'db');
    const database = openDatabase(file);
    database.runLazily('CREATE TABLE t (x TEXT)');
    await database.settled();
    for (let round = 0; round < 3; round += 1) {
      const text = `round ${round} ${'x'.repeat(50)}`;
      database.runLazily('INSERT INTO t VALUES (?)', text);
      await database.settled();
      assert.ok(readFileSync(`${file}-wal`).includes(text));
      database.get('PRAGMA wal_checkpoint(TRUNCATE)');
    }
    database.close();
    // Whoever waits after the end has what SQLite wrote as it closed.
    folder.remove();
  });
});
