/**
 * Gives memory back in calm moments. V8 lets a heap grow by a multiple of what is in use before it
 * collects, and an agent that is idle again would keep that for days: what it throws away afterwards
 * is too little to bring the next collection about.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';

export interface Heap {
  /** Bytes of the JavaScript heap in use, garbage included. */
  usedBytes(): number;
  /** Part of the time since it was asked last in which the event loop worked, 0 to 1. */
  busy(): number;
  /** Collects what can be, and gives empty pages back; the event loop stands still meanwhile. */
  collect(): void;
}

const EVERY_MS = 5 * 60_000;
/** So much more than after the last collection, or it is not worth the work. */
const WORTH_BYTES = 3 * 2 ** 20;
const CALM = 0.1;

export class MemoryKeeper implements Lifecycle {
  readonly #clock: Clock;
  readonly #heap: Heap;
  #stop: CancelTimer | undefined;
  /** After the last collection, or what V8 itself left since if that is less; 0 before the first. */
  #leastBytes = 0;

  constructor(clock: Clock, heap: Heap = ownHeap()) {
    this.#clock = clock;
    this.#heap = heap;
  }

  start(): void {
    this.#heap.busy();
    this.#stop ??= this.#clock.every(EVERY_MS, () => this.#look());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #look(): void {
    const used = this.#heap.usedBytes();
    this.#leastBytes = Math.min(this.#leastBytes, used);
    // Who works is not held up; V8 collects by itself then.
    const calm = this.#heap.busy() < CALM;
    if (!calm || used < this.#leastBytes + WORTH_BYTES) return;
    this.#heap.collect();
    this.#leastBytes = this.#heap.usedBytes();
  }
}

export function ownHeap(): Heap {
  let before = performance.eventLoopUtilization();
  let gc: (() => void) | undefined;
  return {
    usedBytes: () => getHeapStatistics().used_heap_size,
    busy() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
    collect() {
      gc ??= collector();
      gc();
    },
  };
}

/** Without a flag at the start only a new context gets the function; it costs about 300 KiB. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
