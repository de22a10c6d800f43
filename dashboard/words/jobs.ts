/** Where a job is, in words: its place in the line, how far it is, and what it waits for. */
import { phrase, translated } from '../locale/localization.ts';
import { isFinalJobState, type Job } from '../../src/model/job.ts';
import type { JobTerms } from '../../src/model/job-terms.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import { formatCount, formatFull, formatMoment, plural } from './format.ts';
import { said } from './said.ts';
import type { Words } from './printing.ts';

const JOB_STATES: Record<Job['state'], Words> = translated({
  pending: { text: 'Waiting', tone: 'plain' },
  'pending-held': { text: 'On hold', tone: 'warn' },
  processing: { text: 'Printing', tone: 'good' },
  'processing-stopped': { text: 'Stopped: look at the printer', tone: 'bad' },
  canceled: { text: 'Cancelled', tone: 'plain' },
  aborted: { text: 'Failed', tone: 'bad' },
  completed: { text: 'Printed', tone: 'good' },
  uncertain: { text: 'May have printed: look at the printer', tone: 'warn' },
});

export function jobWords(job: Job): Words {
  if (job.pin === true && !isFinalJobState(job.state))
    return { text: 'Waits for its PIN', tone: 'warn' };
  if (job.movedTo !== undefined) return { text: 'Moved to another printer', tone: 'plain' };
  return JOB_STATES[job.state] ?? { text: 'Unknown', tone: 'plain' };
}

/** What is worth knowing beside the state, e.g. `Number 2 in the line` or `page 3 of 12`. */
export function jobDetail(job: Job): string {
  const { position, pages, pagesTotal, expires, state } = job;
  if (isFinalJobState(state)) return said(displayText(job.message, 300));
  const line =
    position === undefined || state !== 'pending'
      ? ''
      : position === 1
        ? phrase('Next in the line')
        : phrase('Number {0} in the line', formatCount(position));
  const page =
    state === 'processing' && pages !== null && pagesTotal !== undefined
      ? phrase('Page {0} of {1}', formatCount(Math.min(pages, pagesTotal)), formatCount(pagesTotal))
      : '';
  const end =
    expires === undefined ? '' : phrase('Given up unprinted after {0}', formatFull(expires));
  return [line, page, said(displayText(job.message, 300)), end]
    .filter((part) => part !== '')
    .join('. ');
}

/** Part that is printed, 0 to 1; undefined where nobody knows. */
export function jobPart({ state, pages, pagesTotal }: Job): number | undefined {
  if (state !== 'processing' || pages === null || !pagesTotal) return undefined;
  return Math.min(1, Math.max(0, pages / pagesTotal));
}

/** How long, whose and what for. */
export function jobFacts(job: Job): string {
  const { pages, pagesTotal, created, account } = job;
  const count = pagesTotal ?? (isFinalJobState(job.state) ? pages : null);
  return [
    formatMoment(created),
    count === null || count === 0 ? '' : plural(count, 'page', 'pages'),
    account === undefined || account === '' ? '' : phrase('for {0}', displayName(account, '?')),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Seconds after which a job may be given up, for a person to choose from. */
export const EXPIRIES: readonly (readonly [seconds: string, words: string])[] = translated([
  ['', 'Waits for as long as it takes'],
  ['3600', 'Give up after an hour'],
  ['28800', 'Give up after 8 hours'],
  ['86400', 'Give up after a day'],
  ['604800', 'Give up after a week'],
]);

const KEEPING: readonly (readonly [hours: number, words: string])[] = translated([
  [0, 'Wipe it as soon as it is printed'],
  [1, 'Keep it for an hour'],
  [24, 'Keep it for a day'],
  [72, 'Keep it for three days'],
  [168, 'Keep it for a week'],
]);

/** Hours to choose from, the present ones among them. */
export function keepingChoices(present: number): [hours: number, words: string][] {
  const known = KEEPING.map(([hours, words]): [number, string] => [hours, words]);
  if (known.some(([hours]) => hours === present)) return known;
  return [...known, [present, phrase('Keep it for {0}', plural(present, 'hour', 'hours'))]];
}

/** What is wrong with a PIN, in words; empty where nothing is. */
export function pinError(pin: string): string {
  return /^[0-9]{4,12}$/.test(pin) ? '' : phrase('Four to twelve digits.');
}

/** Whether anything is asked for beside the printing itself. */
export function hasTerms(terms: JobTerms): boolean {
  return Object.keys(terms).length > 0;
}
