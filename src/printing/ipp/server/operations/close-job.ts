/** Close-Job (PWG 5100.7 section 4.4): no more documents will come. */
import { jobGroup, type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';

export function closeJob(context: OperationContext): OperationAnswer {
  const { jobs, printing, served, around } = context;
  const { record } = requireJob(context);
  const incoming = jobs.awaited(record);
  if (incoming && !incoming.stream) jobs.end(record, false, 'It came without a document.');
  return { groups: [jobGroup(jobs.find(printing, served.key, record.number), around)] };
}
