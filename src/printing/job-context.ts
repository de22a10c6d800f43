/** What sender and receiver share: the journal, the spool, time, and who is told about changes. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { displayText } from '../base/text.ts';
import { isFinalJobState, type Job } from '../model/job.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import { JobStage, type JobStore, type StoredJob } from './job-store.ts';
import type { Spool } from './spool.ts';

/** The part of a job that the owner tells its sender (`JobFrame`). */
export type JobUpdate = Pick<Job, 'id' | 'state' | 'reasons' | 'message' | 'pages'>;

export interface JobContext {
  device: string;
  store: JobStore;
  spool: Spool;
  transport: PeerTransport;
  clock: Clock;
  log: Log;
  /** Called after each change of a job is journalled. */
  changed: (stored: StoredJob) => void;
}

export function spoolName({ role, job }: Pick<StoredJob, 'role' | 'job'>): string {
  return `${role}-${job.id}`;
}

export function updateOf({ id, state, reasons, message, pages }: Job): JobUpdate {
  return { id, state, reasons, message, pages };
}

/**
 * Journals a change of a job, tells who listens, and drops the document of a job that became
 * final. Nothing is written where nothing changed.
 */
export async function journal(
  context: JobContext,
  stored: StoredJob,
  change: Partial<Omit<StoredJob, 'job'>> & { job?: Partial<JobUpdate> },
): Promise<StoredJob> {
  // A step may have begun before somebody cancelled or another answer ended the job.
  const now = context.store.get(stored.job.id, stored.role) ?? stored;
  if (now.stage === JobStage.done) return now;
  const job = { ...stored.job, ...change.job };
  const final = isFinalJobState(job.state);
  const next: StoredJob = {
    ...stored,
    canceling: now.canceling,
    ...change,
    job,
    ...(final ? { stage: JobStage.done, canceling: false } : {}),
  };
  if (JSON.stringify(next) === JSON.stringify(now)) return stored;
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
    reasons: update.reasons.slice(0, 20).map((reason) => displayText(reason, 255)),
    message: displayText(update.message, 500),
    pages: update.pages,
  };
}
