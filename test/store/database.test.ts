/** The database keeps what it said it kept, and a home is held by one agent. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdFile, openDatabase } from '../../src/store/database.ts';
import { syncFolder, syncFolderSync } from '../../src/store/durable-file.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { Settings } from '../../src/store/settings.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('store', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const at = (name: string): string => join(folder.path, name);
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('keeps settings over a restart, and has none that were never set', () => {
    const database = openDatabase(at('db'));
    const settings = new Settings(database);
    assert.equal(settings.get('device.name'), undefined);
    settings.set('device.name', 'Front desk');
    settings.set('device.name', "O'Hara; DROP TABLE settings");
    database.close();
    const again = openDatabase(at('db'));
    assert.equal(new Settings(again).get('device.name'), "O'Hara; DROP TABLE settings");
    again.close();
  });

  it('keeps the order of lazy changes among the others', () => {
    const database = openDatabase(at('db'));
    const settings = new Settings(database);
    settings.set('a', '1');
    assert.equal(database.runLazily(`UPDATE settings SET value = '2' WHERE key = 'a'`), 1);
    assert.throws(() => database.runLazily('UPDATE settings SET nothing = 1'));
    assert.throws(() => database.run('UPDATE settings SET nothing = 1'));
    database.transaction(() => database.runLazily(`UPDATE settings SET value = '3'`));
    // As after kill -9: another connection sees all of it.
    const other = openDatabase(at('db'));
    assert.equal(new Settings(other).get('a'), '3');
    for (const one of [database, other]) one.close();
  });

  it('does all of a transaction or nothing of it', () => {
    const database = openDatabase(':memory:');
    const settings = new Settings(database);
    assert.throws(
      () =>
        database.transaction(() => {
          settings.set('a', '1');
          throw new Error('halfway');
        }),
      /halfway/,
    );
    assert.equal(settings.get('a'), undefined);
    assert.equal(
      database.transaction(() => (settings.set('a', '2'), settings.get('a'))),
      '2',
    );
    database.close();
  });

  it('refuses a home that a newer Hallway wrote, and leaves it as it is', () => {
    const newer = String(MIGRATIONS.length + 1);
    const database = openDatabase(at('db'));
    database.run(`PRAGMA user_version = ${newer}`);
    database.close();
    for (const _again of [1, 2])
      assert.throws(() => openDatabase(at('db')), {
        code: 'agent.home_unusable',
        message: /newer/,
      });
  });

  it('lets one at a time hold a home, and the next when it let go', () => {
    const first = holdFile(at('agent.lock'));
    assert.throws(() => holdFile(at('agent.lock')), { code: 'agent.already_running' });
    first.release();
    holdFile(at('agent.lock')).release();
  });

  it('syncs a folder, and says so where there is none', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('folder/file'), 'x');
    await syncFolder(at('folder'));
    syncFolderSync(at('folder'));
    await assert.rejects(syncFolder(at('missing')), { code: 'ENOENT' });
    assert.throws(() => syncFolderSync(at('missing')), { code: 'ENOENT' });
  });
});
