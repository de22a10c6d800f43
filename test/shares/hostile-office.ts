/** Two agents, of which one shares a folder full of ways out. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addShare, assertUnhurt, seesShare } from '../scenario/edge-office.ts';
import { joinAll, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { attackDoors } from './hostile-doors.ts';
import { setTrap } from './hostile-paths.ts';

export function usesHostileDoors(each: number, seed: number): void {
  describe(`${each} hostile paths at each door of a share`, function () {
    this.timeout(60_000 + each * 60);
    const folder = temporaryFolder();
    const agents = useAgents();
    after(() => folder.remove());

    it('check 47: lead nowhere outside of it, and hurt no agent', async () => {
      const top = realpathSync(folder.path);
      const root = join(top, 'share');
      mkdirSync(root);
      setTrap(top, root);
      writeFileSync(join(top, 'outside/nobody knows this name'), 'SECRET outside');
      const [owner, guest] = await Promise.all([
        agents.start({ name: 'Owner' }),
        agents.start({ name: 'Guest' }),
      ]);
      await joinAll([owner, guest]);
      const share = await addShare(owner, root, 'Trap', { access: 'write' });
      await seesShare(guest, share);
      const doors = { owner, guest, share: share.id, top, root };
      const answered = await attackDoors(doors, each, seed);
      for (const done of answered) assert.ok(done > each / 100, `only ${answered.join(', ')}`);
      await assertUnhurt([owner, guest]);
    });
  });
}
