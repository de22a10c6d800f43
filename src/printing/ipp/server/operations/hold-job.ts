/** Hold-Job (RFC 8011 section 4.3.5): what has no document yet, or is held anyway. */
import { JobStates, Status } from '../../constants.ts';
import { IppFault } from '../fault.ts';
import { type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';

export function holdJob(context: OperationContext): OperationAnswer {
  const { record, state, job } = requireJob(context);
  const incoming = context.jobs.awaited(record);
  if (incoming && !incoming.stream) incoming.options.hold = true;
  else if (!job || state !== JobStates['pending-held'])
    throw new IppFault(Status['client-error-not-possible'], 'The job is on its way already.');
  return {};
}
