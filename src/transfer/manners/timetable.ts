/** When files may come by themselves, by the clock on this PC's wall. */
import type { TransferTime } from '../../model/transfer-limits.ts';

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
const WEEK = 7 * DAY;

function minutes(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** Minutes since the beginning of Sunday. */
function minuteOfWeek(now: number): number {
  const at = new Date(now);
  return at.getDay() * DAY + at.getHours() * 60 + at.getMinutes();
}

/** `now`: milliseconds since 1970. Without any time it is always. */
export function isTime(times: readonly TransferTime[], now: number): boolean {
  return times.length === 0 || isIn(times, minuteOfWeek(now));
}

function isIn(times: readonly TransferTime[], minute: number): boolean {
  return times.some(({ days, from, to }) => {
    const begin = minutes(from);
    const length = (minutes(to) - begin + DAY) % DAY || DAY;
    return days.some((day) => (minute - day * DAY - begin + 2 * WEEK) % WEEK < length);
  });
}

/** When the next of the times begins; null where it is time now, or never. Clocks that are put forward are not looked at. */
export function nextTime(times: readonly TransferTime[], now: number): number | null {
  if (isTime(times, now)) return null;
  const minute = minuteOfWeek(now);
  const waits = times.flatMap(({ days, from }) =>
    days.map((day) => (day * DAY + minutes(from) - minute + WEEK) % WEEK),
  );
  const begun = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return begun + Math.min(...waits) * MINUTE_MS;
}
