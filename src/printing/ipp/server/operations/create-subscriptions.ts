/** Create-Printer-Subscriptions and Create-Job-Subscriptions (RFC 3995 sections 11.1.1 and 11.1.2). */
import { Status } from '../../constants.ts';
import { badRequest, IppFault } from '../fault.ts';
import { isFinal } from '../loopback-jobs.ts';
import { type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';
import { subscribe } from '../subscribe.ts';

export function createPrinterSubscriptions(context: OperationContext): OperationAnswer {
  requireSome(context);
  return subscribe(context, undefined);
}

export function createJobSubscriptions(context: OperationContext): OperationAnswer {
  requireSome(context);
  const { asked, target } = context;
  const job = target.job ?? asked.integer('notify-job-id');
  const found = requireJob({ ...context, target: { ...target, job } });
  if (isFinal(found))
    throw new IppFault(Status['client-error-not-possible'], 'The job is finished already.');
  return subscribe(context, found.record.number);
}

function requireSome({ subscriptions }: OperationContext): void {
  if (subscriptions.length === 0) throw badRequest('The subscription attributes are missing.');
}
