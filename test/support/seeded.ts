/** Chance that a seed repeats (mulberry32), so that a failure can be looked at again. */

/** Whole numbers of 32 bits. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** From 0 to 1, 1 excluded. */
export function seeded(seed: number): () => number {
  const next = numbers(seed);
  return () => next() / 2 ** 32;
}

/** Whole numbers from 0 up to `below`, which is excluded. */
export function seededBelow(seed: number): (below: number) => number {
  const next = numbers(seed);
  return (below) => next() % below;
}
