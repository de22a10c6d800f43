/**
 * A new job from the document of one that is here: for a move the old one ends in the same
 * transaction, for a reprint it stays as it ended. At every instant one of the two has the document.
 */
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { Job } from '../model/job.ts';
import type { PrinterPlace } from '../model/job-terms.ts';
import { beginning, type JobContext, PIN_REASON, spoolName } from './job-context.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';

export interface Succession {
  place: PrinterPlace;
  printerName: string;
  /** Id of the new job, a version 4 UUID. */
  id: string;
  /** The old one ends now, unprinted or settled. */
  ending: boolean;
  /** Its hold ends with it. */
  release?: boolean | undefined;
}

/** Durable when it resolves. Throws `job.document_gone`, `job.not_possible`, `disk.full`. */
export async function succeed(
  context: JobContext,
  old: StoredJob,
  { place, printerName, id, ending, release }: Succession,
): Promise<StoredJob> {
  const { store, spool, clock, device } = context;
  const role = place.device === device ? JobRole.received : JobRole.sent;
  const name = spoolName({ role, job: { ...old.job, id } });
  try {
    await spool.copy(spoolName(old), name);
  } catch (error) {
    const { code } = asHallwayError(error);
    if (code === 'path.not_found') throw documentGone();
    throw error;
  }
  const now = store.get(old.job.id, old.role);
  if (ending && (now === undefined || now.stage === JobStage.done || now.canceling)) {
    await spool.remove(name);
    throw new HallwayError('job.not_possible', 'This job is finished already.');
  }
  const next = beginning(
    role,
    newJob(old.job, { place, printerName, id, device, release }, clock),
    {
      sha256: old.sha256,
      pin: now?.pin,
      keepHours: old.keepHours,
    },
  );
  if (!ending) store.put(next);
  else if (now) await replace(context, now, next);
  context.changed(next);
  return next;
}

function newJob(
  old: Job,
  to: Pick<Succession, 'place' | 'printerName' | 'id' | 'release'> & { device: string },
  clock: { now(): number },
): Job {
  const { name, owner, format, bytes, options, expires, account, pagesTotal } = old;
  const { hold: _asked, ...asked } = options;
  // Held is what is held now, whoever did it; what waits for its PIN does so at its new place.
  const held = old.state === 'pending-held' && !old.reasons.includes(PIN_REASON);
  const now = clock.now();
  return {
    id: to.id,
    name,
    from: to.device,
    owner,
    device: to.place.device,
    printer: to.place.printer,
    printerName: to.printerName,
    state: 'pending',
    reasons: [],
    message: '',
    format,
    bytes,
    pages: null,
    options: held && !to.release ? { ...asked, hold: true } : asked,
    created: now,
    changed: now,
    account,
    pagesTotal,
    ...(expires !== undefined && expires > now ? { expires } : {}),
  };
}

async function replace(context: JobContext, old: StoredJob, next: StoredJob): Promise<void> {
  const { job } = next;
  const ended: StoredJob = {
    ...old,
    stage: JobStage.done,
    canceling: false,
    moving: undefined,
    job: {
      ...old.job,
      state: 'canceled',
      reasons: ['job-canceled-by-user'],
      message: `It goes on as another job for “${job.printerName}”.`,
      movedTo: job.id,
      changed: job.changed,
      position: undefined,
    },
  };
  context.store.replace(ended, next);
  await context.spool.remove(spoolName(ended));
  context.changed(ended);
}

export function documentGone(): HallwayError {
  return new HallwayError('job.document_gone', 'The document of this job is no longer kept.', {
    fix: 'Print it anew.',
  });
}
