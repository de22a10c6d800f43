/**
 * A program with the memory settings of an agent: rounds of broken packets without the guard, and
 * after each, as a line of JSON, its memory and whether an honest agent is found. argv: rounds,
 * packets in each.
 */
import { GUARD_LIMITS } from '../../src/discovery/packet-guard.ts';
import { findsHonest, flood, receiver } from './mutated-packets.ts';

const [rounds = 10, count = 100_000] = process.argv.slice(2).map(Number);
const endless = { burst: Infinity, perSecond: 0 };
const victim = receiver({ ...GUARD_LIMITS, sender: endless, everyone: endless });
const started = process.cpuUsage();
for (let round = 0; round < rounds; round++) {
  await flood(victim.link, { count, seed: 1000 + round, senders: 10 });
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage(started);
  console.log(
    JSON.stringify({
      heapMb: heapUsed / 1e6,
      rssMb: rss / 1e6,
      microseconds: (user + system) / ((round + 1) * count),
      found: findsHonest(victim, 'bcdefghijk'[round % 10]),
    }),
  );
}
await victim.stop();
