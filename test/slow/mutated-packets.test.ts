/** A million broken packets: no crash, no growth, bounded work, and honest PCs are still found. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LanAgent, type Told } from '../discovery/lan-agents.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { Lab } from '../lan/lab.ts';
import { RUNTIME_ENV, RUNTIME_FLAGS } from '../support/runtime.ts';

const FLOOD = fileURLToPath(new URL('../discovery/mutated-flood.ts', import.meta.url));
const ATTACKER = fileURLToPath(new URL('../discovery/lan-attacker.ts', import.meta.url));
/** As an agent runs. */
const FLAGS = [...RUNTIME_FLAGS, '--expose-gc'];

interface Round {
  heapMb: number;
  rssMb: number;
  microseconds: number;
  found: boolean;
}

describe('discovery: a million mutated packets', function () {
  this.timeout(600_000);

  it('are outlived without the guard, memory stays flat, and each costs little', async () => {
    const argv = [...FLAGS, FLOOD, '10', '100000'];
    const { stdout } = await promisify(execFile)(process.execPath, argv, {
      env: { ...process.env, ...RUNTIME_ENV },
    });
    const rounds = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Round);
    assert.equal(rounds.length, 10);
    assert.ok(rounds.every(({ found }) => found));
    const line = (name: 'heapMb' | 'rssMb'): string =>
      rounds.map((round) => round[name].toFixed(0)).join(' ');
    const { microseconds = Infinity } = rounds.at(-1) ?? {};
    console.log(
      `      heap ${line('heapMb')} MB, RSS ${line('rssMb')} MB; ${microseconds.toFixed(0)} µs each`,
    );
    const grown = (name: 'heapMb' | 'rssMb'): number =>
      (rounds.at(-1)?.[name] ?? Infinity) - (rounds[1]?.[name] ?? 0);
    assert.ok(grown('heapMb') < 5, `heap grown by ${grown('heapMb')} MB`);
    assert.ok(grown('rssMb') < 25, `RSS grown by ${grown('rssMb')} MB`);
    assert.ok(microseconds < 500, 'of CPU for a packet, its making included');
  });

  it('over a real network leave an agent most of its time, and let it find the honest', async function () {
    skipWithoutLab(this);
    const lab = await Lab.create({ pcs: 3 });
    try {
      const victim = new LanAgent(lab, 1, 'a', 5);
      await victim.told(({ event }) => event === 'started');
      const before = await victim.ask('cpu', 'cpu');
      const argv = [process.execPath, ATTACKER, 'mutated', lab.address(3), '200000'];
      const attacker = lab.pc(3).spawn(argv);
      await attacker.waitForLine(/sent/, 300_000);
      const after = await victim.ask('cpu', 'cpu');
      const spent = (told: Told): number => (told.user ?? 0) + (told.system ?? 0);
      const share = (spent(after) - spent(before)) / 1000 / (after.at - before.at);
      console.log(`      ${(share * 100).toFixed(0)} % of a core during the flood`);
      assert.ok(share < 0.5);
      const honest = new LanAgent(lab, 2, 'd');
      await victim.hears('d');
      await honest.hears('a');
      assert.deepEqual(victim.process.errors, []);
    } finally {
      await lab.destroy();
    }
  });
});
