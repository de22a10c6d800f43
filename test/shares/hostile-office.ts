/** Two agents, of which one shares folders full of ways out: one for each way to a share. */
import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { addShare, assertUnhurt, seesShare } from '../scenario/edge-office.ts';
import { joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { addressWays } from './hostile-addresses.ts';
import { attack } from './hostile-batches.ts';
import { type Attacked, callWays } from './hostile-calls.ts';
import { HostileGround } from './hostile-ground.ts';

/** More throws at each door take minutes: how far it is is told. */
const QUIET = 10_000;
/** What guests drop leaves half a GiB free. */
const DISK_BYTES = 2 * 1024 ** 3;

export function usesHostileDoors(each: number, seed: number): void {
  describe(`${each} hostile paths at each door of a share`, function () {
    this.timeout(90_000 + each * 200);
    const folder = temporaryFolder();
    const agents = useAgents();
    let disk: SmallDisk | undefined;
    after(() => {
      disk?.remove();
      folder.remove();
    });

    it('check 47: lead nowhere outside of it, and hurt no agent', async () => {
      const [owner, guest] = await Promise.all([
        agents.start({ name: 'Owner' }),
        agents.start({ name: 'Guest' }),
      ]);
      await joinAll([owner, guest]);
      // Where the disk need not be waited for, if this person may mount one.
      disk = mountSmallDisk(join(realpathSync(folder.path), 'disk'), DISK_BYTES);
      const top = disk?.path ?? realpathSync(folder.path);
      let places = 0;
      const place = async (): Promise<Attacked> => {
        const name = `Trap ${++places}`;
        const ground = new HostileGround(join(top, name));
        const { id } = await sharedWith(guest, owner, ground, name);
        return { owner, guest, share: id, ground };
      };
      const calls = await callWays(place);
      const addresses = await addressWays(place);
      const ways = [...calls.ways, ...addresses.ways];
      const memory = (): number[] => [owner, guest].map(residentMiB);
      const tenths: number[][] = [];
      const progress = (part: number): void => {
        if (part * 10 < tenths.length + 1) return;
        tenths.push(memory());
        if (each > QUIET)
          console.log(`      ${tenths.length}0 %: ${tenths.at(-1)?.join(', ')} MiB`);
      };
      const answered = await attack(ways, { each, seed, progress }).finally(() => {
        calls.close();
        addresses.close();
      });
      await assertUnhurt([owner, guest]);
      const [middle = [], end] = [tenths[4], memory()];
      const told = [...answered].map(([name, { some, of }]) => `${name} ${some} of ${of}`);
      console.log(`      came to something: ${told.join(', ')}`);
      console.log(`      MiB at half of them ${middle.join(', ')}, at the end ${end.join(', ')}`);
      for (const [index, mib] of end.entries())
        assert.ok(mib < (middle[index] ?? 0) * 1.3 + 48, 'memory stays as it is');
    });
  });
}

async function sharedWith(
  guest: TestAgent,
  owner: TestAgent,
  { root }: HostileGround,
  name: string,
): Promise<{ id: string }> {
  const share = await addShare(owner, root, name, { access: 'write' });
  await seesShare(guest, share);
  return share;
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
