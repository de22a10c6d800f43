/** Cancel-Job (RFC 8011 section 4.3.3). */
import { Status } from '../../constants.ts';
import { IppFault } from '../fault.ts';
import { isFinal, type LoopbackJob } from '../loopback-jobs.ts';
import { type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';

export async function cancelJob(context: OperationContext): Promise<OperationAnswer> {
  const found = requireJob(context);
  if (isFinal(found)) throw finished();
  await cancel(context, found);
  return {};
}

export async function cancel(
  { jobs, printing }: OperationContext,
  { job, record }: LoopbackJob,
): Promise<void> {
  if (job) await printing.cancel(job.id);
  else jobs.end(record, true, '');
}

export function finished(): IppFault {
  return new IppFault(Status['client-error-not-possible'], 'The job is finished already.');
}
