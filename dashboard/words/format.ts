/** Sizes, dates and durations in the person's own locale. */
import { formatLocale, phrase } from '../locale/localization.ts';
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const sizeFormats = UNITS.map(
  (unit) =>
    new Intl.NumberFormat(formatLocale, {
      style: 'unit',
      unit,
      unitDisplay: unit === 'byte' ? 'long' : 'short',
      maximumFractionDigits: unit === 'byte' || unit === 'kilobyte' ? 0 : 1,
    }),
);

/** Decimal units, as drives are sold and as macOS and Linux file managers count. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return sizeFormats[unit]?.format(value) ?? String(bytes);
}

const time = new Intl.DateTimeFormat(formatLocale, { timeStyle: 'short' });
const date = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium' });
const full = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'full' });
const month = new Intl.DateTimeFormat(formatLocale, { month: 'short', year: 'numeric' });
const count = new Intl.NumberFormat(formatLocale);

/** Today's moments as a time, older ones as a date. */
export function formatMoment(timestamp: number, now = Date.now()): string {
  const then = new Date(timestamp);
  const isToday = then.toDateString() === new Date(now).toDateString();
  return isToday ? time.format(then) : date.format(then);
}

/** A day, with its name. */
export function formatDay(timestamp: number): string {
  return day.format(timestamp);
}

export function formatTime(timestamp: number): string {
  return time.format(timestamp);
}

export function formatFull(timestamp: number): string {
  return full.format(timestamp);
}

/** `2026-11` becomes `Nov 2026`. */
export function formatMonth(name: string): string {
  const [year, number] = name.split('-').map(Number);
  return year && number ? month.format(new Date(year, number - 1, 1)) : name;
}

export function formatCount(value: number): string {
  return count.format(value);
}

/** `1:05` for 65 seconds. */
export function formatCountdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `one` for 1, else `many` with the count before it. */
export function plural(value: number, one: string, many: string): string {
  return value === 1 ? `1 ${phrase(one)}` : `${formatCount(value)} ${phrase(many)}`;
}
