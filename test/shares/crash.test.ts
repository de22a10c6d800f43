/** Short; `test/slow/file-crashes.test.ts` kills 200 times. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mountSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { crashRounds } from './crash-rounds.ts';

describe('a process that is killed while it changes a share', function () {
  this.timeout(120_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let top: string;
  beforeEach(() => {
    folder = temporaryFolder();
    top = realpathSync(folder.path);
    mkdirSync(join(top, 'notes'));
  });
  afterEach(() => folder.remove());

  /** Rounds of other seeds until all of this was seen: on a busy machine less is done until a blow. */
  async function seeAll(
    disk: string,
    wanted: readonly ('done' | 'full' | 'midway' | 'restored')[],
    how: { rounds: number; seed: number; largest: number; longestMs: number },
  ): Promise<void> {
    const seen = { done: 0, full: 0, midway: 0, restored: 0 };
    for (let { seed } = how; seed < how.seed + 6; seed += 1) {
      const root = join(disk, String(seed));
      mkdirSync(root, { recursive: true });
      const facts = await crashRounds({ top, root, ...how, seed });
      rmSync(root, { recursive: true });
      for (const key of wanted) seen[key] += facts[key];
      if (wanted.every((key) => seen[key] > 0)) return;
    }
    assert.fail(JSON.stringify(seen));
  }

  it('leaves every file whole, in place or in the trash', async () => {
    const how = { rounds: 5, seed: 1, largest: 20_000, longestMs: 300 };
    await seeAll(join(top, 'share'), ['done', 'midway', 'restored'], how);
  });

  it('does so on a full disk too', async function () {
    const disk = mountSmallDisk(join(top, 'disk'), 600_000);
    if (!disk) return this.skip();
    try {
      const how = { rounds: 4, seed: 2, largest: 200_000, longestMs: 600 };
      await seeAll(realpathSync(disk.path), ['full', 'restored'], how);
    } finally {
      disk.remove();
    }
  });
});
