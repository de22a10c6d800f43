/** The proof that a PC is out is enough by itself, and each part of it fits through a door. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { departureProof } from '../../src/workgroup/departure/departure-proof.ts';
import { foldMembership } from '../../src/workgroup/membership.ts';
import { copyOf, Device, identities, pull, sync } from './support.ts';

/** What the peer door takes in one request. */
const BODY_LIMIT = 256 * 1024;

describe('workgroup: proof of a departure', () => {
  let keys: Identity[];
  before(async () => {
    keys = await identities(4);
  });

  /** `device` takes the proof that `from` has for it; the verdict that it then comes to. */
  function verdictAfterProof(device: Device, from: Device): string | undefined {
    for (const page of departureProof(from.log, device.id)) {
      const bytes = Buffer.byteLength(JSON.stringify({ statements: page }));
      assert.ok(page.length <= 500 && bytes <= BODY_LIMIT, `${page.length} in ${bytes} bytes`);
      for (const text of page) assert.notEqual(device.log.add(text).outcome, 'invalid');
    }
    assert.equal(device.log.waiting, 0);
    return foldMembership(device.log).departed.get(device.id)?.reason;
  }

  function office(): [Device, Device, Device] {
    const a = Device.found(keys[0] as Identity);
    const b = a.admit(keys[1] as Identity, 'B');
    const c = a.admit(keys[2] as Identity, 'C');
    sync(a, b, c);
    return [a, b, c];
  }

  it('tells one that was removed after a thousand statements which it never saw', () => {
    const [a, b, c] = office();
    b.write('note', { from: 'b' });
    pull(a.log, b.log);
    for (let i = 0; i < 500; i += 1) {
      a.write('note', { i, text: '"'.repeat(400) });
      c.write('note', { i });
      if (i % 100 === 0) sync(a, c);
    }
    a.remove(b.id);
    pull(c.log, a.log);
    assert.equal(verdictAfterProof(b, c), 'removed');
  });

  it('tells one that was removed nothing of what came after', () => {
    const [a, b, c] = office();
    a.remove(b.id);
    sync(a, c);
    c.write('note', { after: 'secret' });
    a.admit(keys[3] as Identity, 'Secret PC');
    sync(a, c);
    const proof = Array.from(departureProof(a.log, b.id)).flat().join();
    assert.doesNotMatch(proof, /secret/i);
    assert.equal(verdictAfterProof(b, a), 'removed');
  });

  it('tells nothing more of a removal that was said twice', () => {
    const [a, b, c] = office();
    a.remove(b.id);
    c.remove(b.id);
    sync(a, c);
    assert.equal(verdictAfterProof(b, c), 'removed');
  });

  it('tells one whose own removal of the remover does not count', () => {
    const [a, b, c] = office();
    const d = b.admit(keys[3] as Identity, 'D');
    a.remove(b.id);
    b.remove(a.id);
    pull(d.log, b.log);
    d.remove(a.id);
    sync(a, c);
    for (const other of [b, d]) pull(a.log, other.log);
    for (const device of [b, d]) {
      const due = foldMembership(a.log).departed.get(device.id)?.reason;
      assert.equal(verdictAfterProof(device, a), due);
    }
  });

  it('is enough for whoever is out, whatever happened before', () => {
    let told = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      let state = seed;
      const draw = (most: number): number => {
        state = (state * 48_271) % 2_147_483_647;
        return state % most;
      };
      const [a, b, c] = office();
      const d = new Device(keys[3] as Identity, copyOf(a.log));
      const all = [a, b, c, d];
      const any = (): Device => all[draw(4)] as Device;
      for (let i = 0; i < 12; i += 1) {
        const who = any();
        const [act, other] = [draw(5), any()];
        if (act < 2 && who !== other) pull(who.log, other.log);
        else if (!who.members().includes(who.id)) continue;
        else if (act === 2 && who !== other) who.remove(other.id);
        else if (act === 3) who.admit(other.identity, 'again');
        else who.write('note', { i });
      }
      const judge = new Device(a.identity, copyOf(a.log));
      for (const one of all) pull(judge.log, one.log);
      for (const [id, { reason }] of foldMembership(judge.log).departed) {
        const device = all.find((one) => one.id === id) as Device;
        assert.equal(verdictAfterProof(device, judge), reason, `seed ${seed}`);
        told += 1;
      }
    }
    assert.ok(told > 30, `${told} were told`);
  });

  it('tells one that never said anything', () => {
    const [a, b] = office();
    a.write('note', { more: true });
    a.remove(b.id);
    assert.equal(verdictAfterProof(b, a), 'removed');
  });

  it('tells both copies of one that went two ways', () => {
    const [a, b] = office();
    b.write('note', { before: true });
    const copy = new Device(b.identity, copyOf(b.log));
    for (let i = 0; i < 5; i += 1) {
      b.write('note', { i });
      copy.write('note', { copy: i });
    }
    pull(a.log, b.log);
    pull(a.log, copy.log);
    a.write('note', { after: true });
    assert.equal(verdictAfterProof(b, a), 'forked');
    assert.equal(verdictAfterProof(copy, a), 'forked');
  });

  it('tells one whose admission became void by a removal, and by a fork', () => {
    const [a, b, c] = office();
    const d = b.admit(keys[3] as Identity, 'D');
    a.remove(b.id);
    pull(a.log, d.log);
    assert.equal(verdictAfterProof(d, a), 'void');

    const copy = new Device(c.identity, copyOf(c.log));
    c.write('note', { original: true });
    const e = copy.admit(keys[3] as Identity, 'E');
    const judge = new Device(a.identity, copyOf(c.log));
    pull(judge.log, e.log);
    assert.equal(foldMembership(judge.log).departed.get(e.id)?.by, c.id);
    assert.equal(verdictAfterProof(e, judge), 'void');
  });

  it('brings a long log with a fork in it page by page, each after what it rests on', () => {
    const [a, b, c] = office();
    const copy = new Device(c.identity, copyOf(c.log));
    for (let i = 0; i < 60; i += 1) b.write('note', { i });
    pull(c.log, b.log);
    c.write('note', { rests: 'on the sixty' });
    copy.write('note', { copy: true });
    const all = new Device(a.identity, copyOf(c.log));
    pull(all.log, copy.log);
    const fresh = copyOf(a.log);
    const cursor: Record<string, string> = {};
    for (let more = true; more; ) {
      const page = all.log.missing({ ...fresh.heads(), ...cursor }, 10);
      for (const text of page.statements) {
        assert.notEqual(fresh.add(text).outcome, 'waiting');
        const entry = all.log.entries.find((one) => one.text === text);
        if (entry) cursor[entry.statement.by] = entry.id;
      }
      ({ more } = page);
    }
    assert.deepEqual(fresh.heads(), all.log.heads());
  });
});
