/** What every request must get right before its operation looks at it (RFC 8011 section 4.1). */
import { GroupTag, Status, ValueTag } from '../constants.ts';
import type { IppAttributes, IppMessage, IppValue } from '../types.ts';
import { attributesOf, eachGroup } from '../values.ts';
import { Asked } from './asked.ts';
import { badRequest, IppFault } from './fault.ts';
import { readTarget } from './printer-path.ts';

export interface CheckedRequest {
  asked: Asked;
  /** Job template attributes; empty if there are none. */
  job: IppAttributes;
  /** What is to be told of: one group for each subscription (RFC 3995 section 11.1.1). */
  subscriptions: readonly IppAttributes[];
  /** Key of the printer, and the number of the job if the request is about one. */
  target: { key: string; job: number | undefined };
}

const SUBSCRIPTION = GroupTag['subscription-attributes-tag'];
/** Subscriptions that one request may ask for. */
const MOST_SUBSCRIPTIONS = 16;

/** Sections 4.1.1 to 4.1.5 and 4.1.8, in the order in which a client can make sense of it. */
export function checkRequest(message: IppMessage, isKnown: (operation: number) => boolean) {
  const { version, requestId, groups, code } = message;
  if (version.major < 1 || version.major > 2)
    throw new IppFault(
      Status['server-error-version-not-supported'],
      'This printer speaks IPP 1.1 and 2.0.',
    );
  if (requestId < 1) throw badRequest('The request-id must be above 0.');
  let last = 0;
  for (const { tag } of groups) {
    const again = tag === last && tag === SUBSCRIPTION;
    if ((tag <= last && !again) || tag > SUBSCRIPTION)
      throw badRequest('The attribute groups are out of order.');
    last = tag;
  }
  if (groups[0]?.tag !== GroupTag['operation-attributes-tag'])
    throw badRequest('The operation attributes are missing.');
  checkLanguage(groups[0].attributes);
  if (!isKnown(code))
    throw new IppFault(
      Status['server-error-operation-not-supported'],
      'This printer does not know the operation.',
    );
  const asked = new Asked(groups[0].attributes);
  const subscriptions = eachGroup(message, SUBSCRIPTION);
  if (subscriptions.length > MOST_SUBSCRIPTIONS)
    throw badRequest('These are too many subscriptions.');
  return {
    asked,
    job: jobAttributes(message),
    subscriptions,
    target: targetOf(asked),
  } satisfies CheckedRequest;
}

/** Old programs of CUPS put `job-hold-until` among the operation attributes. */
function jobAttributes(message: IppMessage): IppAttributes {
  const job = attributesOf(message, GroupTag['job-attributes-tag']);
  const hold = attributesOf(message, GroupTag['operation-attributes-tag']).get('job-hold-until');
  return hold && !job.has('job-hold-until') ? new Map([...job, ['job-hold-until', hold]]) : job;
}

/** The first two attributes, in this order (section 4.1.4). */
function checkLanguage(operation: IppAttributes): void {
  const [first, second] = operation;
  const charset = oneOf(first, 'attributes-charset', ValueTag.charset);
  oneOf(second, 'attributes-natural-language', ValueTag.naturalLanguage);
  if (charset !== 'utf-8' && charset !== 'us-ascii')
    throw new IppFault(
      Status['client-error-charset-not-supported'],
      'This printer reads utf-8.',
      new Map([['attributes-charset', first?.[1] ?? []]]),
    );
}

function oneOf(entry: [string, IppValue[]] | undefined, attribute: string, tag: number): string {
  const [name, values] = entry ?? ['', []];
  const [value] = values;
  const known = name === attribute && values.length === 1 && value?.tag === tag;
  if (!known || typeof value.value !== 'string')
    throw badRequest(`${attribute} is missing or not in its place.`);
  return value.value.toLowerCase();
}

/** `printer-uri` with or without `job-id`, or `job-uri` (section 4.1.5). */
function targetOf(asked: Asked): CheckedRequest['target'] {
  const printerUri = asked.uri('printer-uri');
  const uri = printerUri ?? asked.uri('job-uri');
  if (uri === undefined) throw badRequest('Neither printer-uri nor job-uri says what is meant.');
  const target = readTarget(uri);
  if (!target || (printerUri !== undefined && target.job !== undefined))
    throw new IppFault(Status['client-error-not-found'], 'There is no such printer or job.');
  return printerUri === undefined ? target : { ...target, job: asked.integer('job-id') };
}
