/** Subscriptions that a request asks for, and what is answered for each (RFC 3995 section 11.1.1). */
import { GroupTag, Status } from '../constants.ts';
import type { IppAttributes, IppGroup } from '../types.ts';
import { integer, text } from '../values.ts';
import { asFault, type IppFault } from './fault.ts';
import type { LoopbackJob } from './loopback-jobs.ts';
import type { OperationAnswer, OperationContext } from './operation.ts';
import { readTemplate, statusCode } from './subscription-template.ts';

/** One for each that was asked for, in their order; `job`: what the subscriptions are to. */
export function subscribe(
  context: OperationContext,
  job: number | undefined,
): Pick<OperationAnswer, 'status' | 'groups'> {
  const answers = context.subscriptions.map((template) => one(context, template, job));
  const refused = answers.filter(({ fault }) => fault !== undefined).length;
  const groups: IppGroup[] = answers.map(({ attributes }) => ({
    tag: GroupTag['subscription-attributes-tag'],
    attributes,
  }));
  return {
    groups,
    ...(refused > 0 ? { status: Status['successful-ok-ignored-subscriptions'] } : {}),
    ...(answers.length > 0 && refused === answers.length
      ? { status: Status['client-error-ignored-all-subscriptions'] }
      : {}),
  };
}

function one(
  { notifier, served, asked, printing, watch }: OperationContext,
  template: IppAttributes,
  job: number | undefined,
): { attributes: IppAttributes; fault?: IppFault } {
  try {
    const { wanted, unsupported } = readTemplate(template, job !== undefined, served.key);
    const user = asked.user();
    const about = { place: served.key, printerUri: served.uri, job, wanted, user };
    const { id } = notifier.add(about);
    watch.begin(served, printing);
    const attributes: IppAttributes = new Map([['notify-subscription-id', integer(id)]]);
    if (wanted.lease !== undefined) attributes.set('notify-lease-duration', integer(wanted.lease));
    if (unsupported.size > 0)
      attributes.set(
        'notify-status-code',
        statusCode(Status['successful-ok-ignored-or-substituted-attributes']),
      );
    for (const [name, values] of unsupported) attributes.set(name, values);
    return { attributes };
  } catch (error) {
    const fault = asFault(error);
    if (fault.status === Status['server-error-internal-error']) throw error;
    return {
      fault,
      attributes: new Map([
        ['notify-status-code', statusCode(fault.status)],
        ['status-message', text(fault.message, 255)],
        ...(fault.unsupported ?? []),
      ]),
    };
  }
}

/**
 * The answer about a new job with those of the subscriptions that it came with. The job is there,
 * whatever became of them.
 */
export function withSubscriptions(
  context: OperationContext,
  answer: OperationAnswer,
  found: LoopbackJob,
): OperationAnswer {
  if (context.subscriptions.length === 0) return answer;
  const { groups = [], status } = subscribe(context, found.record.number);
  context.watch.tellEnd(context.served.key, found);
  const some =
    status === undefined ? {} : { status: Status['successful-ok-ignored-subscriptions'] };
  return { ...answer, ...some, groups: [...(answer.groups ?? []), ...groups] };
}
