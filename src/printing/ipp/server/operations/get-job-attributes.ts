/** Get-Job-Attributes (RFC 8011 section 4.3.4). */
import { jobGroup, type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';
import { requestedAttributes } from '../requested.ts';

export function getJobAttributes(context: OperationContext): OperationAnswer {
  const { asked, around } = context;
  const requested = requestedAttributes(asked.attributes) ?? new Set(['all']);
  return { groups: [jobGroup(requireJob(context), around, requested)] };
}
