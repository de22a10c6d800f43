/** How well PCs that want a file share their lines, in a time of its own: the machine has no part in it. */
import assert from 'node:assert/strict';
import { seeded } from '../support/seeded.ts';
import { everyoneGets } from './simulated-swarm.ts';

const MIB = 1 << 20;

/** Seconds that one copy takes on one line. */
function oneCopy(bytes: number, mbit: number): number {
  return bytes / ((mbit * 1e6) / 8);
}

describe('transfer: lines that are shared by a swarm', function () {
  this.timeout(120_000);

  it('bring a file from one PC to eleven in little more than one line needs for one copy', async () => {
    const bytes = 128 * MIB;
    const mbits = Array<number>(12).fill(100);
    const { seconds, sent } = await everyoneGets({ mbits, holders: 1, bytes, random: seeded(7) });
    const times = Math.max(...seconds) / oneCopy(bytes, 100);
    assert.ok(times <= 1.25, `${times.toFixed(2)} times`);
    const copies = (sent[0] ?? 0) / bytes;
    assert.ok(copies <= 1.25, `the first sent ${copies.toFixed(2)} copies`);
    for (const [at, out] of sent.entries())
      assert.ok(out / bytes < 1.3, `${at} sent ${out} of ${bytes} bytes`);
  });

  it('do not wait for the one whose line is slow', async () => {
    const bytes = 64 * MIB;
    const mbits = [100, 100, 100, 100, 10, 100];
    const { seconds } = await everyoneGets({ mbits, holders: 1, bytes, random: seeded(8) });
    const [slowest = 0, ...others] = seconds.toSorted((a, b) => b - a);
    const times = Math.max(...others) / oneCopy(bytes, 100);
    assert.ok(times <= 1.5, `${times.toFixed(2)} times`);
    const own = slowest / oneCopy(bytes, 10);
    assert.ok(own <= 1.25, `${own.toFixed(2)} times what the slow line needs`);
  });

  it('of three who have it fill the line of one who wants it', async () => {
    const bytes = 96 * MIB;
    const order = { bytes, random: seeded(9) };
    const one = await everyoneGets({ ...order, mbits: [100, 1000], holders: 1 });
    const three = await everyoneGets({ ...order, mbits: [100, 100, 100, 1000], holders: 3 });
    const faster = (one.seconds[0] ?? 0) / (three.seconds[0] ?? Infinity);
    assert.ok(faster >= 2.85, `${faster.toFixed(2)} times as fast as one`);
  });
});
