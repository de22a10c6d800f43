/** Whatever arrives, discovery goes on, and soon: without a network, packet by packet. */
import assert from 'node:assert/strict';
import { GUARD_LIMITS, type GuardLimits } from '../../src/discovery/packet-guard.ts';
import { findsHonest, flood, receiver } from './mutated-packets.ts';
import { hugeResponse, name, pointerMaze, query, question } from './packets.ts';

const from = { address: '10.77.0.6' };
const endless = { burst: Infinity, perSecond: 0 };
const unlimited: GuardLimits = { ...GUARD_LIMITS, sender: endless, everyone: endless };

const cpuMs = (run: () => void): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

describe('discovery: hostile packets', () => {
  it('check 22: outlives 50,000 mutated packets and still finds an honest agent', async () => {
    const victim = receiver(unlimited);
    await flood(victim.link, { count: 50_000, seed: 20_261_122, senders: 10 });
    assert.ok(findsHonest(victim));
    const all = victim.browser.services.services();
    assert.ok(all.length <= 2001, `${all.length} services`);
    await victim.stop();
  });

  it('finds an honest agent though the flood is held back by the guard', async () => {
    const victim = receiver(undefined);
    await flood(victim.link, { count: 2000, seed: 7, senders: 1 });
    assert.ok(findsHonest(victim));
    await victim.stop();
  });

  it('takes less than 50 ms for one packet, the worst it lets through included', async () => {
    const { link, stop } = receiver(unlimited);
    const type = name('_hallway._tcp.local');
    const worst = {
      '58 kB of PTR records': hugeResponse('_ipp._tcp', 3623),
      '199 PTR records': hugeResponse('_ipp._tcp', 199),
      'a maze of pointers as answers': pointerMaze(198, 3000, false),
      'a maze of pointers as a query': pointerMaze(198, 3000, true),
      'the same question 40 times': query(Array.from({ length: 40 }, () => question(type))),
      'the same question 200 times': query(Array.from({ length: 200 }, () => question(type))),
      'a question for all': query([
        question(name('_hallway._tcp.local')),
        question(name('_hallway-printer._tcp.local')),
      ]),
    };
    for (const [what, bytes] of Object.entries(worst)) {
      assert.ok(bytes.length <= 9000 || bytes.length > 50_000, what);
      link.receive(bytes, from);
      const took = cpuMs(() => link.receive(bytes, from));
      assert.ok(took < 50, `${what}: ${took} ms`);
    }
    await stop();
  });
});
