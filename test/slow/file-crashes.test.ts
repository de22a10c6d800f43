/** 200 kills in the midst of changes of a share, and 200 on a disk that fills. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { crashRounds, type CrashFacts } from '../shares/crash-rounds.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ROUNDS = Number(process.env['HALLWAY_TEST_CRASHES'] ?? 200);

describe('a process that is killed 200 times while it changes a share', function () {
  // A busy machine starts a process slowly.
  this.timeout(60_000 + ROUNDS * 20_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let top: string;
  beforeEach(() => {
    folder = temporaryFolder();
    top = realpathSync(folder.path);
    mkdirSync(join(top, 'notes'));
  });
  afterEach(() => folder.remove());
  const say = (facts: CrashFacts): void => console.log(`      ${JSON.stringify(facts)}`);

  it('leaves every file whole, in place or in the trash', async () => {
    const root = join(top, 'share');
    mkdirSync(root);
    const facts = await crashRounds({
      top, root, rounds: ROUNDS, seed: 11, largest: 20_000, longestMs: 400,
    }); // biome-ignore format: short
    say(facts);
    assert.ok(facts.midway > ROUNDS / 2 && facts.restored > 0);
  });

  it('does so on a full disk too', async function () {
    const disk = mountSmallDisk(join(top, 'disk'), 600_000);
    if (!disk) return this.skip();
    try {
      const root = realpathSync(disk.path);
      const facts = await crashRounds({
        top, root, rounds: ROUNDS, seed: 12, largest: 200_000, longestMs: 600,
      }); // biome-ignore format: short
      say(facts);
      assert.ok(facts.full > ROUNDS && facts.restored > 0);
    } finally {
      disk.remove();
    }
  });
});
