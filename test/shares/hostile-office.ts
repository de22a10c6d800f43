/** Two agents, of which one shares a folder full of ways out. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addShare, assertUnhurt, seesShare } from '../scenario/edge-office.ts';
import { joinAll, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { assertDropped } from './hostile-addresses.ts';
import { attackAddresses, attackDoors, outside } from './hostile-doors.ts';
import { setTrap } from './hostile-paths.ts';

export function usesHostileDoors(each: number, seed: number): void {
  describe(`${each} hostile paths at each door of a share`, function () {
    this.timeout(90_000 + each * 200);
    const folder = temporaryFolder();
    const agents = useAgents();
    after(() => folder.remove());

    it('check 47: lead nowhere outside of it, and hurt no agent', async () => {
      const top = realpathSync(folder.path);
      const root = join(top, 'share');
      mkdirSync(root);
      setTrap(top, root);
      writeFileSync(join(top, 'outside/nobody knows this name'), 'SECRET outside');
      mkdirSync(join(top, 'taken'));
      writeFileSync(join(top, 'taken/given.txt'), 'given');
      const [owner, guest] = await Promise.all([
        agents.start({ name: 'Owner' }),
        agents.start({ name: 'Guest' }),
      ]);
      await joinAll([owner, guest]);
      const share = await addShare(owner, root, 'Trap', { access: 'write' });
      await seesShare(guest, share);
      const doors = { owner, guest, share: share.id, top, root };
      const before = outside(doors);
      const answered = await attackDoors(doors, each, seed);
      for (const done of answered) assert.ok(done > each / 100, `only ${answered.join(', ')}`);
      assert.deepEqual(outside(doors), before, 'what is outside is as it was');
      const middle = [owner, guest].map(residentMiB);
      const addresses = await attackAddresses(doors, each, seed);
      for (const [name, done] of addresses)
        assert.ok(done > 0, `${name}: none of ${each} came to anything`);
      assert.ok(assertDropped(top) > 0);
      assert.deepEqual(
        outside(doors).filter((line) => line !== 'drop'),
        before,
        'what is outside is as it was',
      );
      await assertUnhurt([owner, guest]);
      const end = [owner, guest].map(residentMiB);
      const told = [...addresses].map(([name, done]) => `${name} ${done}`).join(', ');
      console.log(`      of ${each} each: ${answered.join(', ')}; ${told}`);
      console.log(`      MiB after the calls ${middle.join(', ')}, at the end ${end.join(', ')}`);
      for (const [index, mib] of end.entries())
        assert.ok(mib < (middle[index] ?? 0) * 1.3 + 48, 'memory stays as it is');
    });
  });
}

/** Memory that a process holds; on systems that do not say, nothing is compared. */
function residentMiB({ pid }: { pid: number }): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
