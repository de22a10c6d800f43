/**
 * Throws hostile paths in batches: many at a time, and after each batch what stands outside of the
 * share is compared. Seed, door and number tell all that a batch does, so a batch after which
 * something is wrong is thrown again, one by one, to find which throw it was.
 */
import assert from 'node:assert/strict';
import { seeded } from '../support/seeded.ts';
import type { HostileGround } from './hostile-ground.ts';

export interface HostileThrow {
  /** Says what was thrown, where it led somewhere. */
  what: string;
  /** Whether it came to something. Rejects where it told or did what it may not. */
  run: () => Promise<boolean>;
}

export interface HostileDoor {
  name: string;
  ground: HostileGround;
  /** Of a hundred throws so many come to something at least, or the paths say nothing any more. */
  least: number;
  /** Before each batch, on the ground that was laid. */
  prepare?: (batch: number) => Promise<void>;
  next: (random: () => number) => HostileThrow;
  /** After each batch, before the ground is laid again. */
  check?: () => void;
}

export interface HostileAttack {
  each: number;
  seed: number;
  /** So many throws were done in all. */
  progress: (done: number) => void;
}

const BATCH = 250;
/** In flight at one door. */
const AT_ONCE = 6;

/** All doors side by side. How many throws at each door came to something. */
export async function attack(
  doors: readonly HostileDoor[],
  { each, seed, progress }: HostileAttack,
): Promise<Map<string, number>> {
  const answered = new Map<string, number>();
  let done = 0;
  const over = new AbortController();
  const ends = doors.map(async (door, index) => {
    let some = 0;
    for (let batch = 0; batch * BATCH < each && !over.signal.aborted; batch++) {
      const size = Math.min(BATCH, each - batch * BATCH);
      some += await throwBatch(door, batch, size, seed * 1_000_003 + index * 100_003 + batch);
      progress((done += size));
    }
    answered.set(door.name, some);
  });
  for (const end of ends) end.catch(() => over.abort());
  const reasons = (await Promise.allSettled(ends)).flatMap((end) =>
    end.status === 'rejected' ? [end.reason as Error] : [],
  );
  if (reasons.length > 0) throw reasons[0];
  for (const { name, least } of doors)
    assert.ok(
      (answered.get(name) ?? 0) * 100 >= least * each,
      `${name}: of ${each} only ${answered.get(name)} came to anything`,
    );
  return answered;
}

async function throwBatch(
  door: HostileDoor,
  batch: number,
  size: number,
  seed: number,
): Promise<number> {
  const { ground, name } = door;
  const before = await prepared(door, batch);
  const throws = planned(door, size, seed);
  let some = 0;
  const lane = async (): Promise<void> => {
    for (let next = throws.pop(); next; next = throws.pop()) if (await thrown(next)) some++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const after = ground.outside();
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    const guilty = await guiltyOf(door, batch, size, seed);
    assert.deepEqual(after, before, `${name}, seed ${seed}: outside is changed by ${guilty}`);
  }
  door.check?.();
  return some;
}

async function prepared(door: HostileDoor, batch: number): Promise<string[]> {
  door.ground.lay();
  await door.prepare?.(batch);
  return door.ground.outside();
}

/** Chosen in one go, so that the order of the answers makes no difference. */
function planned(door: HostileDoor, size: number, seed: number): HostileThrow[] {
  const random = seeded(seed);
  return Array.from({ length: size }, () => door.next(random)).reverse();
}

async function thrown({ what, run }: HostileThrow): Promise<boolean> {
  try {
    return await run();
  } catch (error) {
    throw new Error(what, { cause: error });
  }
}

async function guiltyOf(
  door: HostileDoor,
  batch: number,
  size: number,
  seed: number,
): Promise<string> {
  const before = JSON.stringify(await prepared(door, batch));
  for (const one of planned(door, size, seed).reverse()) {
    await one.run().catch(() => {});
    if (JSON.stringify(door.ground.outside()) !== before) return one.what;
  }
  return 'none of them alone';
}
