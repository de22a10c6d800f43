/** Print-Job (RFC 8011 section 4.2.1): a job with its document in one request. */
import { jobGroup, type OperationAnswer, type OperationContext } from '../operation.ts';
import { withSubscriptions } from '../subscribe.ts';
import { beginning, checkJob, documentForm, plainDocument } from '../submission.ts';

export async function printJob(context: OperationContext): Promise<OperationAnswer> {
  const { jobs, printing, served, around, document } = context;
  const ticket = checkJob(context);
  const { format, supplied, compression } = documentForm(context);
  const { options, unsupported } = ticket;
  const said = { format: supplied, compression };
  const record = jobs.create(beginning(context, ticket), options, said);
  const stream = plainDocument(document, compression);
  const { device, id: printer } = served.printer;
  try {
    await jobs.take(printing, record, { stream, device, printer, format, options }, false);
  } catch (error) {
    // Nobody was told its number.
    if (jobs.awaited(record)) jobs.drop(record);
    throw error;
  }
  const found = jobs.find(printing, served.key, record.number);
  const answer = { unsupported, groups: [jobGroup(found, around)] };
  return withSubscriptions(context, answer, found);
}
