/**
 * Jobs that a printer has without their document: nothing of them gets printed, and until it comes
 * or they are cancelled many printers take no other job.
 */
import { type JobContext, journal } from './job-context.ts';
import { JobStage, type StoredJob } from './job-store.ts';
import { jobTag } from './job-tag.ts';
import type { PrinterTarget } from './printer-target.ts';

/** Cancels one whose document was not handed over after all; a printer that is off has it still. */
export async function takeAway(
  { store }: Pick<JobContext, 'store'>,
  empty: string,
  { job, role, stage }: StoredJob,
  { backend, key }: PrinterTarget,
  signal: AbortSignal,
): Promise<void> {
  // Where the journal could not be put back, the printer is asked what it has.
  if (store.get(job.id, role)?.stage !== stage) return;
  await backend.cancel(key, empty, signal).catch(() => undefined);
}

/**
 * Cancels one that was made just before a crash or before somebody kept the job back. True if the
 * printer has all of it after all: then it is followed. Throws what the printer throws.
 */
export async function clearEmpty(
  context: JobContext,
  stored: StoredJob,
  { backend, key }: PrinterTarget,
  signal: AbortSignal,
): Promise<boolean> {
  const tag = jobTag(stored);
  const found = await backend.find(key, tag, stored.backendJob, signal);
  if (found.kind === 'none') return false;
  const { backendJob } = found;
  if (found.kind === 'empty') {
    await backend.cancel(key, backendJob, signal);
    return false;
  }
  const { state } = await backend.state(key, backendJob, tag, signal);
  if (state === 'canceled' || state === 'aborted') return false;
  await journal(context, stored, { stage: JobStage.submitted, backendJob });
  return true;
}
