/** Hold-Job (RFC 8011 section 4.3.5): as long as no byte of it has left for the printer. */
import { type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';

export async function holdJob(context: OperationContext): Promise<OperationAnswer> {
  const { record, job } = requireJob(context);
  const incoming = context.jobs.awaited(record);
  if (incoming && !incoming.stream) incoming.options.hold = true;
  else await context.printing.hold(job?.id ?? record.job);
  return {};
}
