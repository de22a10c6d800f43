/** Release-Job (RFC 8011 section 4.3.6). */
import { type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';

export async function releaseJob(context: OperationContext): Promise<OperationAnswer> {
  const { printing, jobs } = context;
  const { record, job } = requireJob(context);
  const incoming = jobs.awaited(record);
  if (incoming) delete incoming.options.hold;
  else await printing.release(job?.id ?? record.job);
  return {};
}
