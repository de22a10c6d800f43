/** What a person types after `print` that is no matter of the printer: PIN, time, account. */
import { displayText } from '../../src/base/text.ts';
import { type JobTerms, MAX_KEEP_HOURS } from '../../src/model/job-terms.ts';
import { UsageError, type Context } from './command.ts';

export const TERM_OPTIONS = {
  pin: { type: 'string' },
  expires: { type: 'string' },
  keep: { type: 'string' },
  account: { type: 'string' },
} as const;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const YEAR = 31_536_000;

/** `2h` in seconds. */
function parseSpan(text: string): number {
  const [, count, unit = ''] = /^(\d{1,8})([smhd])$/.exec(text.trim()) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(seconds >= 10 && seconds <= YEAR))
    throw new UsageError('--expires takes a time such as 30m, 2h or 3d.');
  return seconds;
}

/** As the query of `printDocument` has them; nothing where nothing was said. */
export function parseJobTerms(context: Context): { terms?: string } {
  const pin = context.text('pin');
  if (pin !== undefined && !/^\d{4,12}$/.test(pin))
    throw new UsageError('--pin takes 4 to 12 digits.');
  const expires = context.text('expires');
  const account = displayText(context.text('account'), 63);
  const terms: JobTerms = {
    pin,
    expiresIn: expires === undefined ? undefined : parseSpan(expires),
    keepHours: context.integer('keep', 0, MAX_KEEP_HOURS),
    account: account === '' ? undefined : account,
  };
  const said = JSON.stringify(terms);
  return said === '{}' ? {} : { terms: said };
}
