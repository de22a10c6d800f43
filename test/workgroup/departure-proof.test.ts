/** The proof that a PC is out is enough by itself, and each part of it fits through a door. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { departureProof } from '../../src/workgroup/departure-proof.ts';
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
