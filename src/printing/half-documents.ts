/**
 * What a crash left of documents that nobody was told to be taken: files without a journal entry,
 * and, after a power cut, entries of small documents whose bytes did not all reach the disk
 * (`admit`). Whoever sent them has them still.
 */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type JobContext, journal, spoolName } from './job-context.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import { SMALL_BYTES } from './spool.ts';

/** The stages in which a job begins; it leaves them only once its document is on the disk. */
const FIRST: readonly JobStage[] = [JobStage.held, JobStage.spooled, JobStage.accepted];

/**
 * Ends half documents of this device's own person with words, forgets those of peers, which offer
 * them again, and clears the spool. Called before any job goes on; tells those that will, and those
 * that are kept.
 */
export async function tidySpool(context: JobContext): Promise<StoredJob[]> {
  const { store, spool } = context;
  for (const role of [JobRole.sent, JobRole.received])
    for (const stored of store.open(role))
      if (isHalf(stored) && !(await isWhole(context, stored))) await end(context, stored);
  const needed = [...store.open(JobRole.sent), ...store.open(JobRole.received), ...store.kept()];
  const names = new Set(needed.map(spoolName));
  for (const name of await spool.names()) if (!names.has(name)) await spool.remove(name);
  return needed;
}

/** It may be. */
function isHalf({ stage, job }: StoredJob): boolean {
  return FIRST.includes(stage) && job.bytes <= SMALL_BYTES;
}

async function end(context: JobContext, stored: StoredJob): Promise<void> {
  const { role, job } = stored;
  if (role === JobRole.received && job.from !== context.device) context.store.remove(job.id, role);
  else
    await journal(context, stored, {
      job: {
        state: 'aborted',
        reasons: ['aborted-by-system'],
        message: 'This PC stopped before the document was on its disk. Print it again.',
      },
    });
}

/** What cannot be read now counts as whole: perhaps somebody was told that it was taken. */
async function isWhole({ spool, log }: JobContext, stored: StoredJob): Promise<boolean> {
  try {
    // One byte more than it should have.
    const range = { start: 0, end: stored.job.bytes };
    const document = await buffer(spool.read(spoolName(stored), range));
    return createHash('sha256').update(document).digest('hex') === stored.sha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    log.error({ job: stored.job.id, error }, 'The document of a print job cannot be read.');
    return true;
  }
}
