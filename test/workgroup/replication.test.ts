/** Replicas find together by telling their state, and a peer that sends rubbish is left alone. */
import assert from 'node:assert/strict';
import { silentLog } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { Replication } from '../../src/workgroup/log/replication.ts';
import { identities, join, pc, textsOf, type Pc } from './support.ts';

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
          announce: (state) => {
            for (const [id, other] of byId)
              if (id !== one.identity.id) other.replication.onState(one.identity.id, state);
          },
        },
      });
      byId.set(one.identity.id, { one, replication });
      running.push(replication);
      replication.start();
    }
    for (const { one } of byId.values())
      for (const { one: from, replication } of byId.values())
        if (one !== from) replication.onState(one.identity.id, one.service.state());
    return count;
  }

  /** Several seconds, in which whatever waits for its turn comes to it. */
  const turns = async () => {
    for (let second = 0; second < 5; second += 1) {
      await settle();
      for (const one of office) one.clock.advance(1000);
    }
    await settle();
  };

  it('brings every statement to everybody, whatever the size of a page', async () => {
    const [a, b, c] = office as [Pc, Pc, Pc];
    link(1);
    await settle();
    await Promise.all([
      a.service.admit({ spki: (keys[3] as Identity).spki, name: 'X' }),
      b.service.admit({ spki: (keys[4] as Identity).spki, name: 'Y' }),
      c.service.admit({ spki: (keys[5] as Identity).spki, name: 'Z' }),
    ]);
    await turns();
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
    for (let i = 0; i < 20; i += 1) atA.onState(b.identity.id, b.service.state());
    await settle();
    assert.equal(count.pulls, before);
    a.clock.advance(5 * 60_000);
    atA.onState(b.identity.id, b.service.state());
    await settle();
    assert.ok(count.pulls > before);
  });

  it('asks a peer that tells a new state all the time once a second', async () => {
    const [a, b] = office as [Pc, Pc];
    const count = link(500);
    await settle();
    const before = count.pulls;
    const [atA] = running as [Replication];
    for (let i = 0; i < 100; i += 1) {
      atA.onState(b.identity.id, `${i}`.padEnd(52, 'x'));
      await settle();
      a.clock.advance(50);
    }
    assert.ok(count.pulls - before <= 6, `${count.pulls - before} exchanges in 5 seconds`);
    assert.ok(count.pulls - before >= 4);
  });

  it('remembers what a peer told during the pause', async () => {
    const [a, b] = office as [Pc, Pc];
    link(500);
    await settle();
    const [atA] = running as [Replication];
    atA.onState(b.identity.id, 'x'.repeat(52));
    await settle();
    await b.service.admit({ spki: (keys[3] as Identity).spki, name: 'X' });
    await settle();
    assert.equal(a.service.members().length, 3);
    a.clock.advance(1000);
    await settle();
    assert.equal(a.service.members().length, 4);
  });

  it('asks again after a pull that broke off, without being told anew', async () => {
    const [a, b] = office as [Pc, Pc];
    let broken = true;
    link(500, (other) => {
      if (broken && other === b) throw new Error('the connection broke');
      return undefined;
    });
    await b.service.admit({ spki: (keys[3] as Identity).spki, name: 'X' });
    for (const replication of running.slice(2)) replication.stop();
    await settle();
    assert.equal(a.service.members().length, 2);
    broken = false;
    await turns();
    assert.equal(a.service.members().length, 4);
  });

  it('pulls from both sides where both have something new', async () => {
    const [a, b] = office as [Pc, Pc];
    await a.service.admit({ spki: (keys[3] as Identity).spki, name: 'X' });
    await b.service.admit({ spki: (keys[4] as Identity).spki, name: 'Y' });
    link(500);
    await turns();
    assert.equal(a.service.state(), b.service.state());
    assert.equal(a.service.members().length, 5);
  });

  it('ends an exchange with a peer that sends the same page for ever', async () => {
    const [a, b] = office as [Pc, Pc];
    const known = textsOf(a);
    const count = link(500, (other) => (other === b ? known : undefined));
    await settle();
    const before = count.pulls;
    const [atA] = running as [Replication];
    a.clock.advance(1000);
    atA.onState(b.identity.id, 'x'.repeat(52));
    for (let turn = 0; turn < 10; turn += 1) await settle();
    assert.ok(count.pulls - before <= 50, `${count.pulls - before} pages`);
  });
});
