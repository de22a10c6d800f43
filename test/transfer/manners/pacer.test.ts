/** The bucket that all bytes of files go through: its rate, its burst, and who gets how much. */
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { type Flow, Pacer, SLICE_BYTES } from '../../../src/transfer/manners/pacer.ts';
import { ManualClock } from '../../support/temporary.ts';

describe('transfer: pacer', () => {
  const RATE = 1_000_000;

  /** Takes slices for as long as it may. */
  function greedy(pacer: Pacer, flow: Flow, signal?: AbortSignal): { bytes: number } {
    const taken = { bytes: 0 };
    const run = async (): Promise<void> => {
      await pacer.wait(flow, SLICE_BYTES, signal);
      if (signal?.aborted) return;
      taken.bytes += SLICE_BYTES;
      await run();
    };
    void run();
    return taken;
  }
  async function pass(clock: ManualClock, ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5) {
      clock.advance(5);
      for (let turns = 0; turns < 4; turns++) await turn();
    }
  }
  const flow = (key: string, urgent = false): Flow => ({ key, urgent });

  it('lets everything through at once where there is no limit', () => {
    const pacer = new Pacer(new ManualClock());
    assert.equal(pacer.wait(flow('a'), 1e9), undefined);
    assert.equal(pacer.slice(1e9), 1e9);
  });

  it('keeps to the rate, with a small burst after any pause', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    pacer.rate = RATE;
    clock.advance(60_000);
    const stop = new AbortController();
    const taken = greedy(pacer, flow('a'), stop.signal);
    await turn();
    assert.ok(taken.bytes <= 100_000, `${taken.bytes} at once`);
    await pass(clock, 4000);
    stop.abort();
    assert.ok(Math.abs(taken.bytes / RATE - 4) < 0.2, `${taken.bytes} bytes in 4 s`);
  });

  it('goes on at once however long it was idle, with no more than its burst', () => {
    for (const rate of [10_000, 100_000, 1_000_000, 40_000_000, 1_000_000_000])
      for (const hours of [1 / 3600, 0.5, 1, 6, 8, 12, 24, 36, 48]) {
        const clock = new ManualClock();
        const pacer = new Pacer(clock);
        pacer.rate = rate;
        // Uses up what is there.
        while (pacer.wait(flow('a'), 1024) === undefined);
        clock.advance(10_000);
        clock.advance(hours * 3_600_000);
        let bytes = 0;
        while (pacer.wait(flow('a'), 1024) === undefined) bytes += 1024;
        const burst = Math.max(16 * 1024, rate / 20);
        const what = `${bytes} bytes at ${rate} a second after ${hours} hours`;
        assert.ok(bytes >= burst && bytes <= burst + 1024, what);
      }
  });

  it('gives each flow its part, whatever it has under way', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    pacer.rate = RATE;
    const stop = new AbortController();
    const one = greedy(pacer, flow('one'), stop.signal);
    const many = Array.from({ length: 9 }, () => greedy(pacer, flow('many'), stop.signal));
    await pass(clock, 4000);
    stop.abort();
    const all = many.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(one.bytes / all > 0.8 && one.bytes / all < 1.25, `${one.bytes} and ${all}`);
  });

  it('gives four times as much to whom a person waits for, and something to the rest', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    pacer.rate = RATE;
    const stop = new AbortController();
    const urgent = Array.from({ length: 3 }, () => greedy(pacer, flow('film', true), stop.signal));
    const rest = Array.from({ length: 3 }, () => greedy(pacer, flow('rest'), stop.signal));
    await pass(clock, 4000);
    stop.abort();
    const sum = (all: readonly { bytes: number }[]) => all.reduce((bytes, one) => bytes + one.bytes, 0); // biome-ignore format: one
    const ratio = sum(urgent) / sum(rest);
    assert.ok(ratio > 3 && ratio < 5, String(ratio));
  });

  it('lets nobody who was quiet make up for it', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    pacer.rate = RATE;
    const stop = new AbortController();
    const early = [1, 2].map(() => greedy(pacer, flow('early'), stop.signal));
    await pass(clock, 5000);
    const before = early.reduce((sum, { bytes }) => sum + bytes, 0);
    const late = [1, 2].map(() => greedy(pacer, flow('late'), stop.signal));
    await pass(clock, 2000);
    stop.abort();
    const since = early.reduce((sum, { bytes }) => sum + bytes, 0) - before;
    const gained = late.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(gained / since > 0.8 && gained / since < 1.25, `${gained} and ${since}`);
  });

  it('goes at the new rate at once, and lets all go when there is none any more', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    pacer.rate = 100_000;
    let gone = 0;
    const waits = Array.from({ length: 50 }, () =>
      Promise.resolve(pacer.wait(flow('a'), SLICE_BYTES)).then(() => (gone += 1)),
    );
    await pass(clock, 500);
    assert.ok(gone < 10, String(gone));
    pacer.rate = null;
    await Promise.all(waits);
    assert.equal(gone, 50);
  });
});
