/** Whatever the parts of a divided LAN did: when they meet, they agree, and whoever is out knows. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { SimulatedLan } from './simulated-lan.ts';
import { identities, join } from './support.ts';
import { seededBelow } from '../support/seeded.ts';

const OFFICES = 30;
const STEPS = 14;
const AT_FIRST = 5;
const KEYS = 12;

describe('workgroup: partitions', function () {
  this.timeout(60_000);
  let keys: Identity[];
  before(async () => {
    keys = await identities(KEYS);
  });

  /** What a person in each part may do, again and again; then the LAN is whole for ten seconds. */
  async function history(seed: number): Promise<SimulatedLan> {
    const below = seededBelow(seed);
    const lan = new SimulatedLan();
    const [founder] = keys as [Identity];
    const first = lan.add(founder, 'PC 0');
    first.service.create('Office');
    const letIn = async (host: typeof first, index: number): Promise<void> => {
      const guest = lan.add(keys[index] as Identity, `PC ${index}`);
      await join(guest, host, guest.name);
    };
    for (let index = 1; index < AT_FIRST; index += 1) await letIn(first, index);
    await lan.pass(3);
    let next = AT_FIRST;
    for (let step = 0; step < STEPS; step += 1) {
      const parts = 1 + below(3);
      const places = Array.from({ length: KEYS }, () => below(parts));
      if (below(3) === 0) lan.divide((index) => places[index] ?? 0);
      const inside = lan.stations.filter(({ service }) => service.current() !== null);
      const one = inside[below(inside.length)];
      const members = one?.service.members() ?? [];
      const target = members[below(members.length)];
      if (one && below(2) === 0 && next < KEYS) {
        places[next] = places[lan.stations.indexOf(one)] ?? 0;
        await letIn(one, next);
        next += 1;
      } else if (one && target && target.id !== one.identity.id && below(3) > 0)
        await one.service.remove(target.id, { withAdmitted: below(4) === 0 });
      if (below(2) === 0) await lan.pass(1 + below(3));
    }
    lan.divide(() => 0);
    await lan.pass(10);
    return lan;
  }

  it(`agrees within ten seconds, in ${OFFICES} offices that were divided`, async () => {
    let told = 0;
    let stranded = 0;
    let agreed = 0;
    for (let seed = 1; seed <= OFFICES; seed += 1) {
      const lan = await history(seed);
      try {
        const inside = lan.stations.filter(({ service }) => service.current() !== null);
        told += lan.stations.length - inside.length;
        for (const one of lan.stations)
          if (!inside.includes(one))
            assert.match(one.service.notice() ?? '', /removed this PC|let it in/, `seed ${seed}`);
        for (const one of inside)
          for (const other of inside) {
            const where = `seed ${seed}: ${one.name} and ${other.name}`;
            const knows = one.service.isMember(other.identity.id);
            const known = other.service.isMember(one.identity.id);
            // A newcomer whose host was out already is a stranger to all who never heard of it.
            if (knows && !known) {
              stranded += 1;
              assert.ok(!other.service.isDeparted(one.identity.id), `${where}: not told`);
            }
            if (!knows || !known) continue;
            agreed += 1;
            assert.equal(one.service.state(), other.service.state(), where);
          }
      } finally {
        lan.close();
      }
    }
    console.log(
      `      ${told} were told that they are out, ${agreed} pairs agree, ${stranded} do not know each other`,
    );
    assert.ok(told > OFFICES && agreed > OFFICES);
  });
});
