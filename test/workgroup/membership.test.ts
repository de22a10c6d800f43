/** Who is a member when devices quarrel, lie about what they knew, or contradict themselves. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { foldMembership } from '../../src/workgroup/membership.ts';
import { copyOf, Device, identities, pull, sorted, sync } from './support.ts';

describe('workgroup: membership', () => {
  let keys: Identity[];
  before(async () => {
    keys = await identities(8);
  });
  const key = (index: number) => keys[index] as Identity;

  /** A founder and three members that all know of each other. */
  function office() {
    const a = Device.found(key(0));
    const b = a.admit(key(1), 'B');
    const c = a.admit(key(2), 'C');
    const d = a.admit(key(3), 'D');
    sync(a, b, c, d);
    return { a, b, c, d };
  }

  it('lets a member admit, and not a stranger', () => {
    const { a, b } = office();
    const e = b.admit(key(4), 'E');
    const stranger = new Device(key(5), copyOf(a.log));
    stranger.admit(key(6));
    sync(a, b, e, stranger);
    assert.ok(a.members().includes(e.id));
    assert.ok(!a.members().includes(key(6).id));
  });

  it('never lets a removed key return', () => {
    const { a, b } = office();
    a.remove(b.id);
    a.admit(key(1), 'B again');
    assert.ok(!a.members().includes(b.id));
    assert.equal(foldMembership(a.log).departed.get(b.id)?.reason, 'removed');
  });

  it('lets a device leave by itself', () => {
    const { a, b, c, d } = office();
    b.write('leave', {});
    b.admit(key(4));
    sync(a, b, c, d);
    assert.deepEqual(c.members(), sorted(a, c, d));
    assert.equal(foldMembership(c.log).departed.get(b.id)?.reason, 'left');
  });

  it('counts both of two concurrent removals', () => {
    const { a, b, c, d } = office();
    a.remove(b.id);
    b.remove(a.id);
    sync(a, b, c, d);
    for (const device of [a, b, c, d]) assert.deepEqual(device.members(), sorted(c, d));
  });

  it('lets a backdated remove-everyone hit only its author and those who removed him', () => {
    const { a, b, c, d } = office();
    c.remove(b.id);
    sync(a, c, d);
    // b acts as if it had never heard of its removal.
    for (const target of [a, c, d]) b.remove(target.id);
    sync(a, b, c, d);
    for (const device of [a, b, c, d]) assert.deepEqual(device.members(), sorted(a, d));
  });

  it('voids what a removed device admits late, and what its sock puppets do', () => {
    const { a, b, c, d } = office();
    a.remove(b.id);
    const puppet = b.admit(key(4), 'puppet');
    const second = puppet.admit(key(5), 'second');
    second.remove(d.id);
    sync(a, b, c, d, puppet, second);
    for (const device of [a, c, d]) assert.deepEqual(device.members(), sorted(a, c, d));
  });

  it('keeps a removed device out even if its late puppet strikes back at the remover', () => {
    const { a, b, c, d } = office();
    a.remove(b.id);
    const puppet = b.admit(key(4), 'puppet');
    puppet.remove(a.id);
    sync(a, b, c, d, puppet);
    assert.ok(!c.members().includes(b.id));
    assert.ok(!c.members().includes(puppet.id));
    assert.deepEqual(d.members(), c.members());
  });

  it('ignores a removal that disowns what its author has acknowledged', () => {
    const { a, b, c } = office();
    b.write('note', {});
    b.write('remove', { target: a.id, seq: 0, head: a.log.genesis?.id ?? '' });
    pull(c.log, b.log);
    assert.ok(c.members().includes(a.id));
  });

  it('puts the author of a fork out on every replica, whichever side it saw first', () => {
    const { a, b, c, d } = office();
    const clone = new Device(b.identity, copyOf(b.log));
    b.admit(key(4), 'one');
    clone.admit(key(5), 'two');
    pull(a.log, b.log);
    pull(c.log, clone.log);
    assert.ok(a.members().includes(b.id));
    // Honest statements that refer to either side are still understood everywhere.
    a.write('note', { text: 'saw one' });
    c.write('note', { text: 'saw two' });
    sync(a, b, c, d);
    for (const device of [a, b, c, d]) {
      assert.deepEqual(device.members(), sorted(a, c, d));
      assert.equal(foldMembership(device.log).departed.get(b.id)?.reason, 'forked');
      assert.deepEqual(device.log.heads(), a.log.heads());
    }
  });

  it('still hears those whom the author of a fork had let in before, also if they were silent', () => {
    const { a, b, c } = office();
    const clone = new Device(a.identity, copyOf(a.log));
    a.write('note', { original: true });
    clone.write('note', { copy: true });
    pull(b.log, a.log);
    pull(b.log, clone.log);
    b.admit(key(4), 'by one who never said anything before');
    assert.ok(b.members().includes(key(4).id));
    assert.ok(!b.members().includes(a.id));
    pull(c.log, b.log);
    assert.deepEqual(c.members(), b.members());
  });

  it('refuses a second beginning by the founder', () => {
    const { a, b } = office();
    const other = Device.found(key(0));
    assert.equal(b.log.add(other.log.genesis?.text ?? '').outcome, 'invalid');
    assert.deepEqual(b.members(), a.members());
  });

  it('shows a hostile name as harmless text', () => {
    const { a } = office();
    a.admit(key(4), 'x\u202egpj.exe/../..\n');
    const name = foldMembership(a.log).members.get(key(4).id)?.name ?? '';
    assert.doesNotMatch(name, /[\u202e/\n]/u);
  });
});
