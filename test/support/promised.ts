/** Promised times, as far as a test may hold somebody to them. */

/**
 * A time that is promised for a machine of one's own, in whatever unit. In a whole run each lane has
 * its part of the machine: there as many times as much passes.
 */
export function allowed(promised: number): number {
  return promised * Number(process.env['HALLWAY_TEST_LANES'] ?? 1);
}
