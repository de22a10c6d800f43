/**
 * Throws hostile paths in batches: many at a time, and after each batch what stands outside of the
 * share is compared. Seed, way and number tell all that a batch does, so a batch after which
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

/** One way in which paths come to a door. */
export interface HostileWay {
  door: 'dashboard' | 'guests' | 'peers' | 'WebDAV';
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
  /** Throws at each door, shared among the ways to it. */
  each: number;
  seed: number;
  /** So much of all was done, from 0 to 1. */
  progress: (part: number) => void;
}

const BATCH = 250;
/** In flight by one way. */
const AT_ONCE = 6;

/** All ways side by side. How many of how many throws came to something, by each. */
export async function attack(
  ways: readonly HostileWay[],
  { each, seed, progress }: HostileAttack,
): Promise<Map<string, { some: number; of: number }>> {
  const answered = new Map<string, { some: number; of: number }>();
  const plans = ways.map((way) => {
    const toDoor = ways.filter(({ door }) => door === way.door).length;
    return { way, of: Math.ceil(each / toDoor) };
  });
  const all = plans.reduce((sum, { of }) => sum + of, 0);
  const over = new AbortController();
  let done = 0;
  const ends = plans.map(async ({ way, of }, index) => {
    let some = 0;
    for (let batch = 0; batch * BATCH < of && !over.signal.aborted; batch++) {
      const size = Math.min(BATCH, of - batch * BATCH);
      some += await throwBatch(way, batch, size, seed * 1_000_003 + index * 100_003 + batch);
      progress((done += size) / all);
    }
    answered.set(way.name, { some, of });
  });
  for (const end of ends) end.catch(() => over.abort());
  const reasons = (await Promise.allSettled(ends)).flatMap((end) =>
    end.status === 'rejected' ? [end.reason as Error] : [],
  );
  if (reasons.length > 0) throw reasons[0];
  for (const { name, least } of ways) {
    const { some = 0, of = 0 } = answered.get(name) ?? {};
    assert.ok(some * 100 >= least * of, `${name}: of ${of} only ${some} came to anything`);
  }
  return answered;
}

async function throwBatch(
  way: HostileWay,
  batch: number,
  size: number,
  seed: number,
): Promise<number> {
  const { ground, name } = way;
  const before = await prepared(way, batch);
  const throws = planned(way, size, seed);
  let some = 0;
  const lane = async (): Promise<void> => {
    for (let next = throws.pop(); next; next = throws.pop()) if (await thrown(next)) some++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const after = ground.outside();
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    const guilty = await guiltyOf(way, batch, size, seed);
    assert.deepEqual(after, before, `${name}, seed ${seed}: outside is changed by ${guilty}`);
  }
  way.check?.();
  return some;
}

async function prepared(way: HostileWay, batch: number): Promise<string[]> {
  way.ground.lay();
  await way.prepare?.(batch);
  return way.ground.outside();
}

/** Chosen in one go, so that the order of the answers makes no difference. */
function planned(way: HostileWay, size: number, seed: number): HostileThrow[] {
  const random = seeded(seed);
  return Array.from({ length: size }, () => way.next(random)).reverse();
}

async function thrown({ what, run }: HostileThrow): Promise<boolean> {
  try {
    return await run();
  } catch (error) {
    throw new Error(what, { cause: error });
  }
}

async function guiltyOf(
  way: HostileWay,
  batch: number,
  size: number,
  seed: number,
): Promise<string> {
  const before = JSON.stringify(await prepared(way, batch));
  for (const one of planned(way, size, seed).reverse()) {
    await one.run().catch(() => {});
    if (JSON.stringify(way.ground.outside()) !== before) return one.what;
  }
  return 'none of them alone';
}
