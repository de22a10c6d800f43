/** Waiting for what other processes do, with a deadline and words for when it does not come. */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The first value of `look` that is neither undefined, null nor false. Fails after `ms` with
 * `what` and the last thing that was seen or thrown.
 */
export async function eventually<T>(
  look: () => T | Promise<T>,
  ms: number,
  what: string,
): Promise<Exclude<T, undefined | null | false>> {
  const until = performance.now() + ms;
  for (;;) {
    let last: unknown;
    try {
      const value = await look();
      if (value !== undefined && value !== null && value !== false)
        return value as Exclude<T, undefined | null | false>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > until)
      throw new Error(`After ${ms} ms still not so: ${what} (last: ${String(last)})`, {
        cause: last,
      });
    await sleep(50);
  }
}
