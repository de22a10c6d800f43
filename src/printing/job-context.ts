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
import { MAX_MISSES, pinFits, pinLocked, pinMissing, pinWrong } from './job-pin.ts';
import { cleanReasons } from './job-reasons.ts';
import { type JobRole, JobStage, type JobStore, type StoredJob } from './job-store.ts';
import type { Spool } from './spool.ts';

/** The part of a job that the owner tells its sender (`JobFrame`). */
export type JobUpdate = Pick<
  Job,
  'id' | 'state' | 'reasons' | 'message' | 'pages' | 'position' | 'pagesTotal'
>;

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
  /** Called, perhaps again after a crash, before it is journalled that a received job was printed. */
  printed: (stored: StoredJob) => void;
}

/** What a job becomes when somebody cancels it. */
export const CANCELED = {
  state: 'canceled' as const,
  reasons: ['job-canceled-by-user'],
  message: '',
};

/** What a job becomes that was to be printed by a certain time. */
export const EXPIRED = {
  state: 'aborted' as const,
  reasons: ['aborted-by-system'],
  message: 'It was not printed in time, as its sender wished.',
};

const WAITING: readonly JobStage[] = [
  JobStage.held,
  JobStage.spooled,
  JobStage.accepted,
  JobStage.submitting,
];

/** Its time is over, and nobody further on has a part of it. */
export function isExpired({ stage, job }: StoredJob, now: number): boolean {
  return job.expires !== undefined && job.expires <= now && WAITING.includes(stage);
}

/** The stage of a job that is durable here and may go on to the next device. */
const READY = { sent: JobStage.spooled, received: JobStage.accepted } as const;

export function spoolName({ role, job }: Pick<StoredJob, 'role' | 'job'>): string {
  return `${role}-${job.id}`;
}

export function updateOf({
  id,
  state,
  reasons,
  message,
  pages,
  position,
  pagesTotal,
}: Job): JobUpdate {
  return { id, state, reasons, message, pages, position, pagesTotal };
}

const HOUR = 3_600_000;
/** `job-state-reasons` of a job that waits for its PIN (PWG 5100.11). */
export const PIN_REASON = 'job-password-wait';

/**
 * Journals a change of a job as it is now, tells who listens, and drops the document of a job that
 * became final, unless it is to be kept for a while. What somebody wrote since `stored` was read stays. Nothing is written where nothing
 * changed; the change is in the journal when this returns, and on the disk when the promise
 * resolves.
 */
export async function journal(
  context: JobContext,
  stored: StoredJob,
  change: Partial<Omit<StoredJob, 'job'>> & { job?: Partial<JobUpdate> },
): Promise<StoredJob> {
  // A step may have begun before somebody cancelled or another answer ended the job.
  const written = context.store.get(stored.job.id, stored.role);
  const now = written ?? stored;
  if (now.stage === JobStage.done) return now;
  const job = { ...now.job, ...change.job };
  const final = isFinalJobState(job.state);
  const next: StoredJob = {
    ...now,
    ...change,
    job,
    ...(final ? { stage: JobStage.done, canceling: false, moving: undefined } : {}),
  };
  if (JSON.stringify(next) === JSON.stringify(now)) return now;
  next.job.changed = context.clock.now();
  const keep = final && (next.keepHours ?? 0) > 0;
  if (final) next.job.position = undefined;
  if (keep) next.job.keptUntil = context.clock.now() + (next.keepHours ?? 0) * HOUR;
  if (job.state === 'completed' && next.role === 'received') context.printed(next);
  const onDisk = context.store.putSoon(next, written);
  // Nothing follows an end: it is told of when it is certain.
  if (!final) context.changed(next);
  await onDisk;
  if (!final) return next;
  if (!keep) await context.spool.remove(spoolName(next));
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
    position: update.position,
    pagesTotal: update.pagesTotal,
  };
}

/** What a job has beside what is shown of it, from its beginning. */
export type Beginning = Pick<StoredJob, 'sha256' | 'pin' | 'keepHours'>;

/** The first entry of a job: held as it was asked, or ready for the next device. */
export function beginning(role: JobRole, job: Job, more: Beginning): StoredJob {
  const waits = role === 'received' && more.pin !== undefined;
  const held = waits || job.options.hold === true;
  return {
    ...more,
    // A document with a PIN is kept by nobody.
    ...(more.pin ? { secret: true, keepHours: undefined } : {}),
    role,
    stage: held ? JobStage.held : READY[role],
    job: {
      ...job,
      state: held ? 'pending-held' : 'pending',
      ...(waits ? { reasons: [PIN_REASON], message: 'Waits for its PIN.' } : {}),
    },
    backendJob: null,
    canceling: false,
  };
}

/**
 * Takes a job whose document is in the spool already; durable when it resolves. The journal entry
 * goes to the disk beside the document, which is `settled` then: an entry whose document is not whole
 * after a power cut was never acknowledged (`half-documents.ts`).
 */
export async function admit(
  context: JobContext,
  role: JobRole,
  job: Job,
  more: Beginning,
  settled: Promise<void>,
): Promise<StoredJob> {
  const { store } = context;
  const stored = beginning(role, job, more);
  try {
    await Promise.all([store.putSoon(stored, store.get(job.id, role)), settled]);
  } catch (error) {
    store.remove(job.id, role);
    throw error;
  }
  // Somebody may have found and changed it meanwhile.
  const now = store.get(job.id, role) ?? stored;
  context.changed(now);
  return now;
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
      : { canceling: true, moving: undefined, job: { reasons: ['processing-to-stop-point'] } },
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
    // What the printer may have without its document goes first.
    stage: stored.touched ? JobStage.submitting : READY[stored.role],
    backendJob: null,
    pin: undefined,
    touched: undefined,
    job: { state: 'pending', reasons: [], message: '' },
  });
}

/** Journals that a job is kept back, in a stage in which no byte has left for the next device. */
export async function markHeld(context: JobContext, stored: StoredJob): Promise<StoredJob> {
  return journal(context, stored, {
    stage: JobStage.held,
    touched: stored.stage === JobStage.submitting || stored.touched,
    job: { state: 'pending-held', reasons: ['job-hold-until-specified'], message: '' },
  });
}

/** Counts a wrong PIN before it is tried, so that nobody tries many at once. */
export async function requirePin(
  context: JobContext,
  stored: StoredJob,
  pin: string | undefined,
): Promise<void> {
  const check = context.store.get(stored.job.id, stored.role)?.pin;
  if (!check) return;
  if (pin === undefined) throw pinMissing();
  if (check.misses >= MAX_MISSES) throw pinLocked();
  const misses = check.misses + 1;
  await journal(context, stored, { pin: { ...check, misses } });
  if (!(await pinFits(pin, check))) throw pinWrong(MAX_MISSES - misses);
}

/** Somebody cancelled, held or moved the job, or it ended, since it was as it was `before`. */
export function isKept(now: StoredJob, before: StoredJob): boolean {
  return now.canceling || now.stage !== before.stage || now.job.printer !== before.job.printer;
}
