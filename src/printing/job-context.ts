/**
 * What sender and receiver share: the journal, the spool, time, who is told about changes, and
 * taking, cancelling and releasing a job.
 */
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { displayText } from '../base/text.ts';
import { isFinalJobState, type Job } from '../model/job.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import type { JobConversion } from './conversion/job-conversion.ts';
import { cleanReasons } from './job-reasons.ts';
import { type JobRole, JobStage, type JobStore, type StoredJob } from './job-store.ts';
import type { Spool } from './spool.ts';

/** The part of a job that the owner tells its sender (`JobFrame`). */
export type JobUpdate = Pick<Job, 'id' | 'state' | 'reasons' | 'message' | 'pages'>;

export interface JobContext {
  device: string;
  store: JobStore;
  spool: Spool;
  transport: PeerTransport;
  /** Absent: documents go to printers as they are. */
  conversion?: JobConversion | undefined;
  clock: Clock;
  log: Log;
  /** Called after each change of a job is journalled. */
  changed: (stored: StoredJob) => void;
}

/** What a job becomes when somebody cancels it. */
export const CANCELED = {
  state: 'canceled' as const,
  reasons: ['job-canceled-by-user'],
  message: '',
};

/** The stage of a job that is durable here and may go on to the next device. */
const READY = { sent: JobStage.spooled, received: JobStage.accepted } as const;

export function spoolName({ role, job }: Pick<StoredJob, 'role' | 'job'>): string {
  return `${role}-${job.id}`;
}

export function updateOf({ id, state, reasons, message, pages }: Job): JobUpdate {
  return { id, state, reasons, message, pages };
}

/**
 * Journals a change of a job as it is now, tells who listens, and drops the document of a job that
 * became final. What somebody wrote since `stored` was read stays. Nothing is written where nothing
 * changed; the change is in the journal when this returns, even before the promise resolves.
 */
export async function journal(
  context: JobContext,
  stored: StoredJob,
  change: Partial<Omit<StoredJob, 'job'>> & { job?: Partial<JobUpdate> },
): Promise<StoredJob> {
  // A step may have begun before somebody cancelled or another answer ended the job.
  const now = context.store.get(stored.job.id, stored.role) ?? stored;
  if (now.stage === JobStage.done) return now;
  const job = { ...now.job, ...change.job };
  const final = isFinalJobState(job.state);
  const next: StoredJob = {
    ...now,
    ...change,
    job,
    ...(final ? { stage: JobStage.done, canceling: false } : {}),
  };
  if (JSON.stringify(next) === JSON.stringify(now)) return now;
  next.job.changed = context.clock.now();
  context.store.put(next);
  if (final) await context.spool.remove(spoolName(next));
  context.changed(next);
  return next;
}

/** An update from another device, fit to be stored and seen. */
export function cleanUpdate(update: JobUpdate): Omit<JobUpdate, 'id'> {
  return {
    state: update.state,
    reasons: cleanReasons(update.reasons),
    message: displayText(update.message, 500),
    pages: update.pages,
  };
}

/** Takes a job whose document is in the spool already; durable when it returns. */
export function admit(context: JobContext, role: JobRole, job: Job, sha256: string): StoredJob {
  const held = job.options.hold === true;
  const stored: StoredJob = {
    role,
    stage: held ? JobStage.held : READY[role],
    job: { ...job, state: held ? 'pending-held' : 'pending' },
    sha256,
    backendJob: null,
    canceling: false,
  };
  context.store.put(stored);
  context.changed(stored);
  return stored;
}

/**
 * Journals that somebody wants a job cancelled: at once in one of the `local` stages, in which no
 * other device has a part; otherwise the next step does it. Throws `job.not_possible`.
 */
export async function markCanceled(
  context: JobContext,
  stored: StoredJob,
  local: readonly JobStage[],
): Promise<StoredJob> {
  if (stored.stage === JobStage.done)
    throw new HallwayError('job.not_possible', 'This job is finished already.');
  return journal(
    context,
    stored,
    local.includes(stored.stage)
      ? { job: CANCELED }
      : { canceling: true, job: { reasons: ['processing-to-stop-point'] } },
  );
}

/** Journals that a job in one of the stages `from` goes on. Throws `job.not_possible`. */
export async function markReleased(
  context: JobContext,
  stored: StoredJob,
  from: readonly JobStage[],
): Promise<StoredJob> {
  if (!from.includes(stored.stage))
    throw new HallwayError('job.not_possible', 'This job is not held here.');
  return journal(context, stored, {
    stage: READY[stored.role],
    backendJob: null,
    job: { state: 'pending', reasons: [], message: '' },
  });
}
