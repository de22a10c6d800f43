/** How many pages a job will print, told by its document. */
import type { Job, JobOptions } from '../model/job.ts';
import { type JobContext, spoolName } from './job-context.ts';
import type { StoredJob } from './job-store.ts';

/**
 * Pages of the whole job: those that were asked for, copies counted, several on a side as one.
 * Undefined where nobody can tell. Throws `request.cancelled`.
 */
export async function pagesOfJob(
  { conversion, spool }: Pick<JobContext, 'conversion' | 'spool'>,
  { role, job }: Pick<StoredJob, 'role' | 'job'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const file = spool.file(spoolName({ role, job }));
  const pages = await conversion?.count(job.id, job.format, file, signal);
  return typeof pages === 'number' ? printedPages(pages, job.options) : undefined;
}

/** Of a document of `pages` pages. */
export function printedPages(
  pages: number,
  { pages: ranges, copies = 1, numberUp = 1 }: JobOptions,
): number {
  const wanted = ranges
    ? ranges.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, pages) - from + 1), 0)
    : pages;
  return Math.max(1, Math.ceil(wanted / numberUp) * copies);
}

/** Pages are counted where somebody asks for them: a limit, or an account. */
export function wantsCount(job: Pick<Job, 'account'>, limited: boolean): boolean {
  return limited || job.account !== undefined;
}
