/** Create-Job (RFC 8011 section 4.2.4): a job whose document comes with Send-Document. */
import { jobGroup, type OperationAnswer, type OperationContext } from '../operation.ts';
import { withSubscriptions } from '../subscribe.ts';
import { beginning, checkJob } from '../submission.ts';

export function createJob(context: OperationContext): OperationAnswer {
  const { jobs, printing, served, around } = context;
  const ticket = checkJob(context);
  const { number } = jobs.create(beginning(context, ticket), ticket.options);
  const found = jobs.find(printing, served.key, number);
  const answer = { unsupported: ticket.unsupported, groups: [jobGroup(found, around)] };
  return withSubscriptions(context, answer, found);
}
