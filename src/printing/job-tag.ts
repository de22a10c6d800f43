/** What a printer learns of who sends a job, and what it is called. */
import { createHash } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import type { StoredJob } from './job-store.ts';

/**
 * The name under which the printer knows the job. Made from sender and id, so that no sender can
 * choose one that fits another's job; another one each time that a person prints it again.
 */
export function jobTag({ job, attempt }: StoredJob): string {
  const again = attempt ? ` ${attempt}` : '';
  const hash = createHash('sha256').update(`${job.from} ${job.id}${again}`).digest();
  return `hw-${base32(hash).slice(0, 12)}`;
}

/** A printer shows the names of its jobs to everybody: not that of a document with a PIN. */
export function printedName({ job, secret }: StoredJob): string {
  return secret ? 'Private document' : job.name;
}
