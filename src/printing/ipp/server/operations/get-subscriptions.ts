/**
 * Get-Subscriptions and Get-Subscription-Attributes (RFC 3995 sections 11.2.4 and 11.2.5): those of
 * this printer, and of this guest where it is one.
 */
import { GroupTag } from '../../constants.ts';
import type { IppAttributes, IppGroup, IppValue } from '../../types.ts';
import {
  charset,
  integer,
  keyword,
  name,
  naturalLanguage,
  octets,
  uri as uriValue,
} from '../../values.ts';
import { badRequest } from '../fault.ts';
import type { Subscription } from '../notifier.ts';
import { type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';
import { pick, requestedAttributes } from '../requested.ts';

export function getSubscriptions(context: OperationContext): OperationAnswer {
  const { asked, notifier, served, target } = context;
  const limit = asked.integer('limit') ?? Infinity;
  if (limit < 1) throw badRequest('limit must be above 0.');
  const job = asked.integer('notify-job-id');
  if (job !== undefined) requireJob({ ...context, target: { ...target, job } });
  const mine = asked.boolean('my-subscriptions') ?? false;
  const user = asked.user();
  const requested = requestedAttributes(asked.attributes) ?? new Set(['notify-subscription-id']);
  const found = notifier
    .list(served.key)
    .filter((one) => one.job === job && (!mine || one.user === user))
    .slice(0, limit);
  return { groups: found.map((one) => subscriptionGroup(one, context, requested)) };
}

export function getSubscriptionAttributes(context: OperationContext): OperationAnswer {
  const { asked, notifier, served } = context;
  const found = notifier.require(served.key, asked.requiredInteger('notify-subscription-id'));
  const requested = requestedAttributes(asked.attributes) ?? new Set(['all']);
  return { groups: [subscriptionGroup(found, context, requested)] };
}

function subscriptionGroup(
  subscription: Subscription,
  { around }: OperationContext,
  requested: ReadonlySet<string>,
): IppGroup {
  const { id, job, wanted, user, printerUri, sequence, leasedUntil } = subscription;
  const { now, upTime } = around;
  const template: IppAttributes = new Map<string, IppValue[]>([
    ['notify-pull-method', keyword('ippget')],
    ['notify-events', keyword(...(wanted.events.size > 0 ? wanted.events : ['none']))],
    ...(wanted.userData ? ([['notify-user-data', octets(wanted.userData)]] as const) : []),
    ['notify-charset', charset('utf-8')],
    ['notify-natural-language', naturalLanguage('en')],
    ...(wanted.lease === undefined
      ? []
      : ([['notify-lease-duration', integer(wanted.lease)]] as const)),
  ]);
  const description: IppAttributes = new Map<string, IppValue[]>([
    ['notify-subscription-id', integer(id)],
    ['notify-sequence-number', integer(sequence)],
    ['notify-printer-up-time', integer(upTime(now))],
    ['notify-printer-uri', uriValue(printerUri)],
    ['notify-subscriber-user-name', name(user)],
    ...(job === undefined ? [] : ([['notify-job-id', integer(job)]] as const)),
    ...(leasedUntil === undefined
      ? []
      : ([['notify-lease-expiration-time', integer(upTime(leasedUntil))]] as const)),
  ]);
  return {
    tag: GroupTag['subscription-attributes-tag'],
    attributes: new Map([
      ...pick(description, requested, ['subscription-description']),
      ...pick(template, requested, ['subscription-template']),
    ]),
  };
}
