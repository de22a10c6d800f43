/** Folders and clocks that tests throw away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';

/** A folder that is removed after the current suite (call it inside `describe` or a test). */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'hallway-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A clock that stands still until `advance`. */
export class ManualClock implements Clock {
  #now: number;
  #timers = new Set<{ at: number; every: number | undefined; run: () => void }>();

  constructor(start = 1_700_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): CancelTimer {
    return this.#add(ms, undefined, run);
  }

  every(ms: number, run: () => void): CancelTimer {
    return this.#add(ms, ms, run);
  }

  #add(ms: number, every: number | undefined, run: () => void): CancelTimer {
    const timer = { at: this.#now + ms, every, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Moves time forward and runs what falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#now = due.at;
      if (due.every === undefined) this.#timers.delete(due);
      else due.at += due.every;
      due.run();
    }
    this.#now = end;
  }
}
