/** Promised times, as far as a test may hold somebody to them. */

/**
 * A time that is promised for a machine of one's own, in whatever unit. In a whole run the other
 * lane has half of the machine: there twice as much passes.
 */
export function allowed(promised: number): number {
  return process.env['HALLWAY_TEST_LANES'] === undefined ? promised : promised * 2;
}
