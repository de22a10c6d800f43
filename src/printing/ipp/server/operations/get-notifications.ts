/** Get-Notifications (RFC 3996 section 5): events that a program fetches, and waits for if it likes. */
import { GroupTag, Status } from '../../constants.ts';
import type { IppGroup, IppValue } from '../../types.ts';
import {
  charset,
  dateTime,
  integer,
  keyword,
  naturalLanguage,
  octets,
  text,
  uri as uriValue,
} from '../../values.ts';
import { badRequest, IppFault } from '../fault.ts';
import type { NotedEvent, Subscription } from '../notifier.ts';
import type { OperationAnswer, OperationContext } from '../operation.ts';

/** Seconds after which it is worth asking again, for who does not wait; and for who did. */
const INTERVAL = 30;
const AT_ONCE = 1;
const MOST_IDS = 64;

interface Fetched {
  subscription: Subscription;
  events: NotedEvent[];
}

export async function getNotifications(context: OperationContext): Promise<OperationAnswer> {
  const { asked, notifier, served, around } = context;
  const ids = asked.integers('notify-subscription-ids');
  if (!ids || ids.length > MOST_IDS)
    throw badRequest('notify-subscription-ids is missing, or too long.');
  const from = asked.integers('notify-sequence-numbers') ?? [];
  let fetched = fetch(context, ids, from);
  let waited = false;
  if ((asked.boolean('notify-wait') ?? false) && !isEnough(fetched)) {
    waited = await notifier.wait(served.key, ids);
    if (waited) fetched = fetch(context, ids, from, true);
  }
  const unknown = ids.filter((id) => !fetched.some(({ subscription }) => subscription.id === id));
  const complete = fetched.length > 0 && fetched.every(isOver);
  const now = context.clock.now();
  return {
    ...(complete ? { status: Status['successful-ok-events-complete'] } : {}),
    ...(unknown.length > 0
      ? { unsupported: new Map([['notify-subscription-ids', integer(...unknown)]]) }
      : {}),
    operation: new Map([
      ['printer-up-time', integer(around.upTime(now))],
      ['notify-get-interval', integer(waited ? AT_ONCE : INTERVAL)],
    ]),
    groups: fetched.flatMap(({ subscription, events }) =>
      events.map((event) => eventGroup(subscription, event, context)),
    ),
  };
}

/** Throws an `IppFault` where none of them is here, unless `late`. */
function fetch(
  { notifier, served }: OperationContext,
  ids: readonly number[],
  from: readonly number[],
  late = false,
): Fetched[] {
  const mine = notifier.list(served.key);
  const fetched = ids.flatMap((id, at) => {
    // Who names one again gets nothing of it again.
    if (ids.indexOf(id) < at) return [];
    const subscription = mine.find((one) => one.id === id);
    if (!subscription) return [];
    const least = from[at] ?? 1;
    const events = subscription.events.filter(({ sequence }) => sequence >= least);
    return [{ subscription, events }];
  });
  if (fetched.length === 0 && !late)
    throw new IppFault(
      Status['client-error-not-found'],
      'There is no such subscription.',
      new Map([['notify-subscription-ids', integer(...ids)]]),
    );
  return fetched;
}

function isEnough(fetched: readonly Fetched[]): boolean {
  return fetched.some(({ events }) => events.length > 0) || fetched.every(isOver);
}

function isOver({ subscription }: Fetched): boolean {
  return subscription.over !== undefined;
}

/** RFC 3995 section 9.1. */
function eventGroup(
  { id, printerUri, wanted }: Subscription,
  { sequence, kind, at, happening }: NotedEvent,
  { around }: OperationContext,
): IppGroup {
  const attributes = new Map<string, IppValue[]>([
    ['notify-charset', charset('utf-8')],
    ['notify-natural-language', naturalLanguage('en')],
    ['notify-subscription-id', integer(id)],
    ['notify-printer-uri', uriValue(printerUri)],
    ['notify-subscribed-event', keyword(kind)],
    ['notify-sequence-number', integer(sequence)],
    ['printer-up-time', integer(around.upTime(at))],
    ['printer-current-time', dateTime(at)],
    ...(wanted.userData ? ([['notify-user-data', octets(wanted.userData)]] as const) : []),
    ['notify-text', text(happening.text)],
    ...happening.facts,
  ]);
  return { tag: GroupTag['event-notification-attributes-tag'], attributes };
}
