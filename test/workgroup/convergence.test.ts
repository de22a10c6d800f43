/** Whatever happened in whatever order: replicas with the same statements agree. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { StatementLog } from '../../src/workgroup/log/log.ts';
import { foldMembership } from '../../src/workgroup/membership.ts';
import { copyOf, Device, identities, pull } from './support.ts';
import { seededBelow } from '../support/seeded.ts';

const HISTORIES = 160;
const STEPS = 40;
const DEVICES = 7;

function verdict(log: StatementLog): string {
  const { members, departed } = foldMembership(log);
  const list = (map: ReadonlyMap<string, unknown>) =>
    Array.from(map).sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = list(members).map(([id, m]) => [id, (m as { name: string }).name]);
  return JSON.stringify([shown, list(departed)]);
}

/** Members, removed ones that go on, clones and quitters, in partitions that come and go. */
function history(keys: readonly Identity[], seed: number): Device[] {
  const below = seededBelow(seed);
  const devices = [Device.found(keys[0] as Identity)];
  let partition = () => 0;
  const any = () => devices[below(devices.length)] as Device;
  for (let step = 0; step < STEPS; step += 1) {
    const device = any();
    const forked = device.log.forkedAt(device.id) !== undefined;
    const what = below(20);
    if (what < 9) {
      const other = any();
      if (other !== device && partition() === 0) pull(device.log, other.log, 30);
    } else if (what < 10) {
      const bits = below(1 << 16);
      partition = () => (bits >> below(16)) & 1;
    } else if (forked) continue;
    else if (what < 14) {
      const identity = keys[below(keys.length)] as Identity;
      const known = devices.find((one) => one.id === identity.id);
      const guest = device.admit(identity, `PC ${step}`);
      if (!known) devices.push(guest);
    } else if (what < 15) device.remove(any().id);
    else if (what < 18) device.write('note', { step });
    else if (what < 19 && below(12) === 0) device.write('leave', {});
    else if (below(8) === 0) {
      // A clone of the PC writes beside it, and another device hears of the clone first.
      const clone = new Device(device.identity, copyOf(device.log));
      clone.write('note', { clone: step });
      device.write('note', { original: step });
      pull(any().log, clone.log, 30);
    }
  }
  return devices;
}

describe('workgroup: convergence', () => {
  let keys: Identity[];
  before(async () => {
    keys = await identities(DEVICES);
  });

  it(`brings ${HISTORIES} random histories with partitions to one verdict each`, () => {
    let departures = 0;
    let members = 0;
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const devices = history(keys, seed);
      const [first] = devices as [Device];
      for (let round = 0; round < 4; round += 1)
        for (const a of devices) for (const b of devices) if (a !== b) pull(a.log, b.log);
      const expected = verdict(first.log);
      departures += foldMembership(first.log).departed.size;
      members += foldMembership(first.log).members.size;
      for (const { log } of devices) {
        assert.deepEqual(log.heads(), first.log.heads(), `heads, seed ${seed}`);
        assert.equal(verdict(log), expected, `members, seed ${seed}`);
        assert.equal(log.waiting, 0, `waiting, seed ${seed}`);
      }
      const shuffled = first.log.entries.map((entry) => entry.text);
      const below = seededBelow(seed ^ 0x5eed);
      for (let i = shuffled.length - 1; i > 0; i -= 1) {
        const j = below(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j] as string, shuffled[i] as string];
      }
      if (seed % 10 !== 0) continue;
      const fresh = new StatementLog(first.log.workgroup);
      for (const text of shuffled) fresh.add(text);
      assert.equal(verdict(fresh), expected, `any order of arrival, seed ${seed}`);
    }
    assert.ok(departures > HISTORIES, `departures: ${departures}`);
    assert.ok(members > HISTORIES, `members: ${members}`);
  });

  it('copes with a log of 2,000 statements', () => {
    const device = Device.found(keys[0] as Identity);
    const other = device.admit(keys[1] as Identity);
    for (let i = 0; i < 1000; i += 1) {
      device.write('note', { i });
      if (i % 50 === 0) pull(other.log, device.log);
      other.write('note', { i });
      if (i % 50 === 0) pull(device.log, other.log);
    }
    const fresh = new StatementLog(device.log.workgroup);
    for (const log of [device.log, other.log])
      for (const { text } of log.entries) assert.notEqual(fresh.add(text).outcome, 'invalid');
    assert.equal(fresh.entries.length, 2002);
    assert.equal(foldMembership(fresh).members.size, 2);
  });
});
