/** Someone on the LAN means ill: agents stay up, responsive and able to find each other. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { skipWithoutLab } from '../lan/availability.ts';
import { Lab } from '../lan/lab.ts';
import type { PcProcess } from '../lan/pc.ts';
import { LanAgent } from './lan-agents.ts';

const ATTACKER = fileURLToPath(new URL('lan-attacker.ts', import.meta.url));

describe('discovery: an attacker on the LAN', function () {
  this.timeout(20_000);
  let lab: Lab;
  let victim: LanAgent;

  before(async function () {
    skipWithoutLab(this);
    lab = await Lab.create({ pcs: 3 });
    victim = new LanAgent(lab, 1, 'a', 5);
    await victim.told((t) => t.event === 'started');
  });
  after(() => lab?.destroy());

  const attack = (mode: string): PcProcess =>
    lab.pc(3).spawn([process.execPath, ATTACKER, mode, lab.address(3)]);

  it('a packet of 58 kB does not hold it up', async () => {
    const attacker = attack('huge');
    victim.tell('watch-delay');
    await attacker.waitForLine(/sent/);
    const { delayMs = Infinity } = await victim.ask('cpu', 'cpu');
    // Far below the seconds that an unguarded responder takes, above what a busy machine adds.
    assert.ok(delayMs < 500, `${delayMs} ms`);
    await attacker.exited;
  });

  it('a goodbye from elsewhere is not believed: whoever it names is asked, and answers', async () => {
    const agent = new LanAgent(lab, 2, 'b');
    await victim.hears('b');
    // Past its second announcement, and a second more: hearing it again is told once a second.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const since = Date.now();
    await attack('goodbye').exited;
    await victim.told((t) => t.event === 'agent' && t.letter === 'b' && t.at >= since);
    assert.deepEqual(victim.events('goodbye'), []);
    const { at } = await agent.ask('stop', 'stopped');
    const goodbye = await victim.told((t) => t.event === 'goodbye' && t.letter === 'b');
    assert.ok(goodbye.at - at < 500, `${goodbye.at - at} ms`);
  });

  it('20,000 mutated packets neither end it nor keep it from finding an honest agent', async () => {
    const attacker = attack('mutated');
    const honest = new LanAgent(lab, 2, 'd');
    await victim.hears('d');
    await honest.hears('a');
    await attacker.waitForLine(/sent/, 15_000);
    const late = new LanAgent(lab, 2, 'c');
    await victim.hears('c');
    await late.hears('a');
    assert.deepEqual(victim.process.errors, []);
    assert.equal((await victim.ask('nearby', 'nearby')).event, 'nearby');
  });
});
