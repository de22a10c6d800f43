/** Replicas find together by telling heads, and a peer that sends rubbish is left alone. */
import assert from 'node:assert/strict';
import { silentLog } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { Replication } from '../../src/workgroup/replication.ts';
import { identities, join, pc, type Pc } from './support.ts';

const settle = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('workgroup: replication', () => {
  let keys: Identity[];
  let office: Pc[];
  let running: Replication[];
  before(async () => {
    keys = await identities(6);
  });
  beforeEach(async () => {
    const [a, b, c] = keys.slice(0, 3).map((key, i) => pc(key, `PC ${i}`)) as [Pc, Pc, Pc];
    office = [a, b, c];
    a.service.create('Office');
    await join(b, a, 'PC 1');
    await join(c, b, 'PC 2');
    running = [];
  });
  afterEach(() => {
    for (const one of running) one.stop();
    for (const one of office) one.close();
  });

  /** Links every PC to every other; `limit` statements a page. */
  function link(limit: number, spoil?: (pc: Pc) => string[] | undefined): { pulls: number } {
    const count = { pulls: 0 };
    const byId = new Map<string, { one: Pc; replication: Replication }>();
    for (const one of office) {
      const replication = new Replication({
        workgroup: one.service,
        clock: one.clock,
        log: silentLog,
        transport: {
          pull: async (device, heads) => {
            count.pulls += 1;
            const other = byId.get(device)?.one as Pc;
            const rubbish = spoil?.(other);
            if (rubbish) return { statements: rubbish, more: true };
            return other.service.missing(heads, limit);
          },
          announce: (heads) => {
            for (const [id, other] of byId)
              if (id !== one.identity.id) other.replication.onHeads(one.identity.id, heads);
          },
        },
      });
      byId.set(one.identity.id, { one, replication });
      running.push(replication);
      replication.start();
    }
    for (const { one } of byId.values())
      for (const { one: from, replication } of byId.values())
        if (one !== from) replication.onHeads(one.identity.id, one.service.heads());
    return count;
  }

  it('brings every statement to everybody, whatever the size of a page', async () => {
    const [a, b, c] = office as [Pc, Pc, Pc];
    link(1);
    await settle();
    await Promise.all([
      a.service.admit({ spki: (keys[3] as Identity).spki, name: 'X' }),
      b.service.admit({ spki: (keys[4] as Identity).spki, name: 'Y' }),
      c.service.admit({ spki: (keys[5] as Identity).spki, name: 'Z' }),
    ]);
    await settle();
    for (const one of office) {
      assert.equal(one.service.members().length, 6);
      assert.deepEqual(one.service.heads(), a.service.heads());
    }
  });

  it('asks nobody for anything while all agree', async () => {
    link(500);
    await settle();
    const count = { ...link(500) };
    assert.equal(count.pulls, 0);
  });

  it('leaves a peer alone that sends rubbish, and returns to it later', async () => {
    const [a, b] = office as [Pc, Pc];
    link(500);
    await settle();
    for (const one of running.splice(0)) one.stop();
    const rubbish = Array.from({ length: 30 }, (_, i) => `rubbish ${i}`);
    await b.service.admit({ spki: (keys[3] as Identity).spki, name: 'X' });
    const count = link(500, (other) => (other === b ? rubbish : undefined));
    await settle();
    const before = count.pulls;
    const [atA] = running as [Replication];
    for (let i = 0; i < 20; i += 1) atA.onHeads(b.identity.id, b.service.heads());
    await settle();
    assert.equal(count.pulls, before);
    a.clock.advance(5 * 60_000);
    atA.onHeads(b.identity.id, b.service.heads());
    await settle();
    assert.ok(count.pulls > before);
  });

  it('stops asking a peer that promises what it does not have', async () => {
    const [a, b] = office as [Pc, Pc];
    const count = link(500);
    await settle();
    const before = count.pulls;
    const [atA] = running as [Replication];
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (let i = 0; i < 100; i += 1) {
      atA.onHeads(b.identity.id, { [a.identity.id]: letters.charAt(i % 26).repeat(52) });
      await settle();
    }
    assert.equal(count.pulls - before, 10);
  });
});
