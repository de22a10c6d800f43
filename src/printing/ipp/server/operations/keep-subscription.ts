/** Renew-Subscription and Cancel-Subscription (RFC 3995 sections 11.2.6 and 11.2.7). */
import { GroupTag, Status } from '../../constants.ts';
import { integer } from '../../values.ts';
import { IppFault } from '../fault.ts';
import type { Subscription } from '../notifier.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';
import { leaseOf } from '../subscription-template.ts';

export function renewSubscription(context: OperationContext): OperationAnswer {
  const found = requireSubscription(context);
  if (found.leasedUntil === undefined)
    throw new IppFault(
      Status['client-error-not-possible'],
      'A subscription to a job lasts as long as the job.',
    );
  const { asked, subscriptions, notifier } = context;
  const [template] = subscriptions;
  // RFC 3995 has it in the subscription group; older programs among the operation attributes.
  const wanted = template ? asked.with(template) : asked;
  const lease = leaseOf(wanted.integer('notify-lease-duration'), found.place);
  notifier.renew(found, lease);
  const attributes = new Map([['notify-lease-duration', integer(lease)]]);
  return { groups: [{ tag: GroupTag['subscription-attributes-tag'], attributes }] };
}

export function cancelSubscription(context: OperationContext): OperationAnswer {
  context.notifier.remove(requireSubscription(context));
  return {};
}

function requireSubscription({ asked, notifier, served }: OperationContext): Subscription {
  return notifier.require(served.key, asked.requiredInteger('notify-subscription-id'));
}
