/** litmus, the judge of WebDAV servers: all 104 tests, on a share of this PC and on a peer's. */
import assert from 'node:assert/strict';
import { joinAll, useAgents, type TestAgent } from '../../support/agents.ts';
import { runToEnd } from '../../support/finished.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import type { Share } from '../../../src/model/share.ts';
import { mountOf, needs, shareFolder } from './dav-office.ts';

const ALL = { basic: 16, copymove: 13, props: 30, locks: 41, http: 4 };

describe('litmus', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  let anna: TestAgent;
  let share: Share;

  before(async function () {
    needs(this, 'litmus');
    anna = await agents.start({ name: 'Anna' });
    ({ share } = await shareFolder(anna, 'Plans & more (1)'));
  });
  after(() => folder.remove());

  it("passes all tests on this PC's share", () => judge(anna));

  it("passes all tests on a peer's share, through two agents", async () => {
    const ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    await judge(ben);
  });

  async function judge(agent: TestAgent): Promise<void> {
    const { url, username, password } = await mountOf(agent, share);
    const words = ['litmus', '-k', url, username, password];
    const { stdout } = await runToEnd(words, { cwd: folder.path, timeoutMs: 100_000 });
    const summary = Array.from(
      stdout.matchAll(/summary for `(\w+)': of (\d+) tests run: (\d+) passed, (\d+) failed/g),
      ([, name = '', run, passed, failed]) => [name, [run, passed, failed].map(Number)],
    );
    const wanted = Object.entries(ALL).map(([name, count]) => [name, [count, count, 0]]);
    assert.deepEqual(summary, wanted, stdout);
    assert.doesNotMatch(stdout, /WARNING|SKIPPED/);
  }
});
