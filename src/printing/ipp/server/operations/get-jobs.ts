/** Get-Jobs (RFC 8011 section 4.2.6), with `all` of PWG 5100.7. */
import { Status } from '../../constants.ts';
import { keyword } from '../../values.ts';
import { badRequest, IppFault } from '../fault.ts';
import { isFinal, type LoopbackJob } from '../loopback-jobs.ts';
import { jobGroup, type OperationAnswer, type OperationContext } from '../operation.ts';
import { requestedAttributes } from '../requested.ts';

/** An answer stays readable for any client. */
const MAX_JOBS = 1000;

export function getJobs(context: OperationContext): OperationAnswer {
  const { asked, jobs, printing, served, around } = context;
  const limit = asked.integer('limit') ?? MAX_JOBS;
  if (limit < 1) throw badRequest('limit must be above 0.');
  const which = asked.keyword('which-jobs') ?? 'not-completed';
  const mine = asked.boolean('my-jobs') ?? false;
  const user = asked.user();
  const requested = requestedAttributes(asked.attributes) ?? new Set(['job-id', 'job-uri']);
  const all =
    which === 'not-completed'
      ? jobs.open(printing, served.key)
      : chosen(jobs.list(printing, served.key), which);
  const found = all
    .filter(({ record }) => !mine || record.user === user)
    .slice(0, Math.min(limit, MAX_JOBS));
  return { groups: found.map((job) => jobGroup(job, around, requested)) };
}

/** Finished ones newest first, the others in the order in which they are printed. */
function chosen(all: readonly LoopbackJob[], which: string): LoopbackJob[] {
  const open = all.filter((job) => !isFinal(job));
  const ended = all
    .filter(isFinal)
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0) || b.record.number - a.record.number);
  if (which === 'completed') return ended;
  if (which === 'all') return [...open, ...ended];
  throw new IppFault(
    Status['client-error-attributes-or-values-not-supported'],
    'This printer lists completed and not-completed jobs, and all.',
    new Map([['which-jobs', keyword(which)]]),
  );
}
