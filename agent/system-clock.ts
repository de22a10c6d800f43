/** The real clock. Its timers never keep the process alive: the servers do. */
import type { Clock } from '../src/base/clock.ts';

/** A clock whose timers may fail: what one throws goes to `onError`, and a repeated one goes on. */
export function guardedClock(onError: (error: unknown) => void): Clock {
  const guarded = (run: () => void) => (): void => {
    try {
      run();
    } catch (error) {
      onError(error);
    }
  };
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(ms, run) {
      const timer = setTimeout(guarded(run), ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
    every(ms, run) {
      const timer = setInterval(guarded(run), ms);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

/** A clock whose timers must not fail: what one throws ends the process. */
export const systemClock: Clock = guardedClock((error) => {
  throw error;
});
