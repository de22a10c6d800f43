/** Print jobs as `jobs`, `job`, `cancel` and `release` show them. */
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
      [job.state, ...job.reasons].join(', '),
      job.pages ?? '-',
      sizeText(job.bytes),
      timeText(job.created),
    ]),
    empty,
  );
}
