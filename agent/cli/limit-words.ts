/** Limits of transfers as people type and read them. */
import type { HeldWhy, TransferLimits, TransferTime } from '../../src/model/transfer-limits.ts';
import { LEAST_RATE } from '../../src/model/transfer-limits.ts';
import { UsageError } from './command.ts';
import { isoTime, sizeText } from './output.ts';
import { sizeOption } from './size-option.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };

/** Bytes a second, or null for `none`. */
export function rateOption(name: string, text: string): number | null {
  if (text === 'none') return null;
  const rate = sizeOption(name, text, ' a second, or none');
  if (rate < LEAST_RATE) throw new UsageError(`--${name} takes 100KB a second at least, or none.`);
  return rate;
}

/** `mon-fri 18:00-07:00`, `sat,sun 00:00-24:00`, `18:00-07:00`. */
export function timeOption(text: string): TransferTime {
  const match =
    /^(?:([a-z,-]+) )?((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/iu.exec(text);
  const [, named = 'sun-sat', from = '', to = ''] = match ?? [];
  const days = new Set(named.toLowerCase().split(',').flatMap(daysOf));
  if (!match || days.has(-1))
    throw new UsageError('--only takes times such as "mon-fri 18:00-07:00" or "22:00-06:00".');
  return { days: Array.from(days).sort((a, b) => a - b), from, to: to === '24:00' ? '00:00' : to };
}

function daysOf(text: string): number[] {
  const ends = text.split('-').map((one) => DAYS.findIndex((day) => day === one));
  const [first = -1, last = first] = ends;
  if (first < 0 || last < 0 || ends.length > 2) return [-1];
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, at) => (first + at) % 7);
}

/** How long from now, in milliseconds; null for `no`. */
export function spanOption(name: string, text: string): number | null {
  if (text === 'no') return null;
  const [, number, unit = ''] = /^(\d{1,4})([mhd])$/iu.exec(text) ?? [];
  const span = Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (!(span > 0)) throw new UsageError(`--${name} takes a time such as 90m, 2h or 1d, or no.`);
  return span;
}

function timeText({ days, from, to }: TransferTime): string {
  const named = days.length === 7 ? 'every day' : days.map((day) => DAYS[day] ?? '').join(',');
  return `${named} ${from}-${to}`;
}

const HELD: Record<HeldWhy, string> = {
  paused: 'everything is paused: `hallway transfer resume all`',
  time: 'it is not the time for it',
  metered: 'the connection costs by what goes over it',
};

export function limitsText(limits: TransferLimits): string {
  const { up, down, times, metered, isMetered, held, until, anyway, giveOn, given } = limits;
  const rate = (value: number | null): string =>
    value === null ? 'no limit' : `${sizeText(value)}/s`;
  const system = isMetered === null ? 'says nothing' : isMetered ? 'says it costs' : 'says it does not'; // biome-ignore format: one
  const goesOn = until === null ? '' : `, until ${isoTime(until)}`;
  return [
    `Sending: ${rate(up)}. Fetching: ${rate(down)}.`,
    `By itself: ${times.length === 0 ? 'always' : times.map(timeText).join('; ')}.`,
    `A connection that costs: ${metered === 'auto' ? `as the system says, which ${system}` : metered}.`,
    ...(anyway !== null && anyway > Date.now()
      ? [`Whatever the time and the connection: until ${isoTime(anyway)}.`]
      : []),
    `Now: ${held === null ? 'files come by themselves' : `nothing comes by itself: ${HELD[held]}${goesOn}`}.`,
    `Given on: ${given.files} files, ${sizeText(given.bytes)}; at most ${giveOn.files} files, ${sizeText(giveOn.bytes)}, of the last ${giveOn.days} days.`,
  ].join('\n');
}

export function limitsDocument(limits: TransferLimits) {
  const { up, down, times, metered, isMetered, held, until, anyway, giveOn, given } = limits;
  return {
    up,
    down,
    times: times.map(({ days, from, to }) => ({ days: days.map((day) => DAYS[day]), from, to })),
    metered,
    is_metered: isMetered,
    held,
    until: isoTime(until),
    anyway: isoTime(anyway),
    give_on: giveOn,
    given,
  };
}
