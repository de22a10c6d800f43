/** The last moment at which a job is still kept from its printer. */
import { HallwayError } from '../base/errors.ts';
import { isKept, type JobContext } from './job-context.ts';
import { JobStage, type StoredJob } from './job-store.ts';
import type { PrinterQueue } from './printer-queue.ts';

export interface HandOver {
  /** As it was when the step began. */
  stored: StoredJob;
  /** What the backend calls it, if it knows that before. */
  backendJob: string | null;
  signal: AbortSignal;
}

/**
 * Journals that bytes may leave; they may once it resolves. Rejects, and nothing may leave, where
 * somebody cancelled, held or moved the job (`request.cancelled`), or the disk failed.
 */
export async function handOver(
  { store }: Pick<JobContext, 'store'>,
  queue: Pick<PrinterQueue, 'changed'>,
  { stored, backendJob, signal }: HandOver,
): Promise<StoredJob> {
  const { id } = stored.job;
  const requireFree = (before: StoredJob): StoredJob | undefined => {
    const now = store.get(id, stored.role);
    if (!now || !isKept(now, before)) return now;
    throw new HallwayError('request.cancelled', 'The job was kept from the printer.');
  };
  const now = requireFree(stored);
  const next = { ...(now ?? stored), stage: JobStage.sending, backendJob };
  const onDisk = store.putSoon(next, now);
  queue.changed(next);
  try {
    await onDisk;
    signal.throwIfAborted();
    return requireFree(next) ?? next;
  } catch (error) {
    const later = store.get(id, stored.role);
    if (later?.stage === JobStage.sending) {
      const back = { ...later, stage: stored.stage };
      store.put(back);
      queue.changed(back);
    }
    throw error;
  }
}
