/** Time as an argument, so that tests can move it. */

/** Ends a timer; calling it again does nothing. */
export type CancelTimer = () => void;

export interface Clock {
  /** Milliseconds since 1970; for display and expiry on this PC only, never for ordering peers. */
  now(): number;
  /** Milliseconds that only go forward; for durations and time-outs. */
  monotonic(): number;
  /** Calls once after `ms`. The timer does not keep the process alive. */
  after(ms: number, run: () => void): CancelTimer;
  /** Calls every `ms` until cancelled. The timer does not keep the process alive. */
  every(ms: number, run: () => void): CancelTimer;
}

/** Resolves after `ms`. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
