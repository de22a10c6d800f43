/** Print jobs as the commands show them. */
import { displayText } from '../../src/base/text.ts';
import type { Job } from '../../src/model/job.ts';
import { isoTime, shortId, sizeText, table, timeText } from './output.ts';

export interface JobDocument {
  job: string;
  name: string;
  owner: string;
  /** The printer's name. */
  printer: string;
  state: Job['state'];
  reasons: string[];
  pages: number | null;
  bytes: number;
  created: string | null;
  /** What it waits for, or what became of it, in words. */
  message: string;
  /** True while it needs its PIN. */
  pin: boolean;
  /** Place in the printer's line; 1 is next. */
  position: number | null;
  /** Pages of the whole job. */
  pages_total: number | null;
  account: string | null;
  expires: string | null;
  kept_until: string | null;
  /** The job that took its place. */
  moved_to: string | null;
  actions: string[];
}

export function jobDocument(job: Job): JobDocument {
  return {
    job: job.id,
    name: job.name,
    owner: job.owner,
    printer: job.printerName,
    state: job.state,
    reasons: job.reasons,
    pages: job.pages,
    bytes: job.bytes,
    created: isoTime(job.created),
    message: job.message,
    pin: job.pin ?? false,
    position: job.position ?? null,
    pages_total: job.pagesTotal ?? null,
    account: job.account ?? null,
    expires: isoTime(job.expires ?? null),
    kept_until: isoTime(job.keptUntil ?? null),
    moved_to: job.movedTo ?? null,
    actions: job.actions ?? [],
  };
}

/** `empty` stands where there is no job. */
export function jobTable(jobs: readonly Job[], empty = 'No jobs.'): string {
  return table(
    ['JOB', 'NAME', 'OWNER', 'PRINTER', 'STATE', 'PAGES', 'SIZE', 'SENT'],
    jobs.map((job) => [
      shortId(job.id),
      job.name,
      job.owner,
      job.printerName,
      stateText(job),
      pagesText(job),
      sizeText(job.bytes),
      timeText(job.created),
    ]),
    empty,
  );
}

/** What one wants to know first: the place in the line, or that it waits for its PIN. */
function stateText({ state, reasons, position, pin }: Job): string {
  if (pin && state === 'pending-held') return `${state}, waits for its PIN`;
  const place = state === 'pending' && position !== undefined ? [`number ${position}`] : [];
  return [state, ...place, ...reasons].join(', ');
}

function pagesText({ pages, pagesTotal }: Job): string {
  if (pages === null && pagesTotal === undefined) return '-';
  return pagesTotal === undefined ? String(pages) : `${pages ?? 0}/${pagesTotal}`;
}

/** A job after something was done with it. */
export function jobSentence(job: Job): string {
  const message = displayText(job.message, 300);
  return `${displayText(job.name)}: ${job.state}.${message === '' ? '' : ` ${message}`}`;
}
