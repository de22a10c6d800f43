import { strict as assert } from 'node:assert';
import { MemoryKeeper, ownHeap, type Heap } from '../../agent/life/memory-keeper.ts';
import { ManualClock } from '../support/temporary.ts';

const MIB = 2 ** 20;
const LOOK_MS = 5 * 60_000;

class TestHeap implements Heap {
  used = 20 * MIB;
  working = 0;
  collections = 0;

  usedBytes(): number {
    return this.used;
  }

  busy(): number {
    return this.working;
  }

  collect(): void {
    this.collections += 1;
    this.used = 20 * MIB;
  }
}

describe('memory of an agent', () => {
  let clock: ManualClock;
  let heap: TestHeap;
  let keeper: MemoryKeeper;

  beforeEach(() => {
    clock = new ManualClock();
    heap = new TestHeap();
    keeper = new MemoryKeeper(clock, heap);
    keeper.start();
    clock.advance(LOOK_MS);
    assert.equal(heap.collections, 1, 'what the start left behind goes');
  });

  it('is collected in calm moments, if enough came together', () => {
    heap.used += 2 * MIB;
    clock.advance(LOOK_MS);
    assert.equal(heap.collections, 1);
    heap.used += 2 * MIB;
    clock.advance(LOOK_MS);
    assert.equal(heap.collections, 2);
  });

  it('is not collected by who is idle', () => {
    clock.advance(24 * 60 * 60_000);
    assert.equal(heap.collections, 1);
  });

  it('is not collected while the agent works', () => {
    heap.used += 50 * MIB;
    heap.working = 0.4;
    clock.advance(LOOK_MS);
    assert.equal(heap.collections, 1);
    heap.working = 0;
    clock.advance(LOOK_MS);
    assert.equal(heap.collections, 2);
  });

  it('is measured against what V8 itself left', () => {
    heap.used = 10 * MIB;
    clock.advance(LOOK_MS);
    heap.used = 14 * MIB;
    clock.advance(LOOK_MS);
    assert.equal(heap.collections, 2);
  });

  it('is left alone after the stop', () => {
    keeper.stop();
    heap.used += 50 * MIB;
    clock.advance(LOOK_MS);
    assert.equal(heap.collections, 1);
  });

  it('goes down where garbage lies about', () => {
    const real = new MemoryKeeper(clock, { ...ownHeap(), busy: () => 0 });
    real.start();
    let garbage: unknown[] | undefined = Array.from({ length: 400_000 }, (_, at) => ({ at }));
    const before = ownHeap().usedBytes();
    assert.equal(garbage.length, 400_000);
    garbage = undefined;
    clock.advance(LOOK_MS);
    real.stop();
    assert.ok(ownHeap().usedBytes() < before - 5 * MIB);
  });
});
