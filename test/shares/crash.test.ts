/** Short; `test/slow/file-crashes.test.ts` kills 200 times. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { mountSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { crashRounds } from './crash-rounds.ts';

describe('a process that is killed while it changes a share', function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let top: string;
  beforeEach(() => {
    folder = temporaryFolder();
    top = realpathSync(folder.path);
    mkdirSync(join(top, 'notes'));
  });
  afterEach(() => folder.remove());

  it('leaves every file whole, in place or in the trash', async () => {
    const root = join(top, 'share');
    mkdirSync(root);
    const facts = await crashRounds({
      top,
      root,
      rounds: 5,
      seed: 1,
      largest: 20_000,
      longestMs: 300,
    });
    assert.ok(facts.done > 0 && facts.midway > 0 && facts.restored > 0, JSON.stringify(facts));
  });

  it('does so on a full disk too', async function () {
    const disk = mountSmallDisk(join(top, 'disk'), 600_000);
    if (!disk) return this.skip();
    try {
      const root = realpathSync(disk.path);
      const facts = await crashRounds({
        top,
        root,
        rounds: 4,
        seed: 2,
        largest: 200_000,
        longestMs: 600,
      });
      assert.ok(facts.full > 0 && facts.restored > 0, JSON.stringify(facts));
    } finally {
      disk.remove();
    }
  });
});
