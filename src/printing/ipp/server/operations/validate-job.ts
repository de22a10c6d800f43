/** Validate-Job (RFC 8011 section 4.2.3): would this job be taken? */
import type { OperationAnswer, OperationContext } from '../operation.ts';
import { checkJob, documentForm } from '../submission.ts';

export function validateJob(context: OperationContext): OperationAnswer {
  const { unsupported } = checkJob(context);
  documentForm(context);
  return { unsupported };
}
