/**
 * What a program wants to hear of: a group of subscription template attributes (RFC 3995 section 5.3).
 * Events are fetched (`ippget`, RFC 3996); nothing is ever sent to an address that somebody names.
 */
import { displayText } from '../../../base/text.ts';
import { Status, ValueTag } from '../constants.ts';
import type { IppAttributes, IppValue } from '../types.ts';
import { keyword, unsupportedValue } from '../values.ts';
import { Asked } from './asked.ts';
import { IppFault } from './fault.ts';
import { guestOf } from './guest-limits.ts';

/** `notify-events-supported`. A job's or printer's general event comes with each special one. */
export const EVENTS = [
  'job-completed',
  'job-created',
  'job-state-changed',
  'job-stopped',
  'printer-config-changed',
  'printer-state-changed',
  'printer-stopped',
] as const;
export type EventKind = (typeof EVENTS)[number];

export const DEFAULT_EVENT = 'job-completed';
export const MOST_EVENTS = EVENTS.length;
/** Seconds that a subscription of a printer lasts: shortest, usual, longest, longest of a guest. */
export const LEASE = { least: 60, usual: 3600, most: 86_400, mostOfGuest: 3600 } as const;
/** Octets of `notify-user-data` (RFC 3995 section 5.3.5). */
const MOST_USER_DATA = 63;
/** Strange attributes, and values of one, of which a program is told; it could send thousands. */
const MOST_TOLD = 16;

/** Without `notify-lease-duration`, which only subscriptions of a printer have. */
const KNOWN: ReadonlySet<string> = new Set([
  'notify-pull-method',
  'notify-events',
  'notify-user-data',
  'notify-charset',
  'notify-natural-language',
]);

export interface Wanted {
  events: ReadonlySet<EventKind>;
  userData: Buffer | undefined;
  /** Seconds; undefined for a job, with which the subscription ends. */
  lease: number | undefined;
}

export interface Template {
  wanted: Wanted;
  /** What is ignored, or other than it was asked for; for the answer alone. */
  unsupported: IppAttributes;
}

/** Throws an `IppFault` where there can be no such subscription. */
export function readTemplate(template: IppAttributes, forJob: boolean, place: string): Template {
  const asked = new Asked(template);
  requirePull(asked);
  const charset = asked.tagged('notify-charset', ValueTag.charset) ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'us-ascii')
    throw new IppFault(Status['client-error-charset-not-supported'], 'This printer writes utf-8.');
  asked.tagged('notify-natural-language', ValueTag.naturalLanguage);
  const unsupported: IppAttributes = new Map();
  const events = eventsOf(asked, unsupported);
  const userData = asked.octets('notify-user-data');
  if (userData && userData.length > MOST_USER_DATA)
    throw notSupported('notify-user-data is too long.');
  const known = (name: string): boolean =>
    KNOWN.has(name) || (name === 'notify-lease-duration' && !forJob);
  const strange = Array.from(template.keys()).filter((name) => !known(name));
  for (const name of strange.slice(0, MOST_TOLD)) unsupported.set(name, unsupportedValue());
  const lease = forJob ? undefined : leaseOf(asked.integer('notify-lease-duration'), place);
  return { wanted: { events, userData, lease }, unsupported };
}

function requirePull(asked: Asked): void {
  if (asked.attributes.has('notify-recipient-uri'))
    throw new IppFault(
      Status['client-error-uri-scheme-not-supported'],
      'This printer sends events to nobody: they are fetched.',
    );
  const method = asked.keyword('notify-pull-method');
  if (method === undefined)
    throw new IppFault(Status['client-error-bad-request'], 'notify-pull-method is missing.');
  if (method !== 'ippget')
    throw notSupported(`This printer does not know ${displayText(method, 60)}.`);
}

/** What is not known is passed over, as long as something is. */
function eventsOf(asked: Asked, unsupported: IppAttributes): ReadonlySet<EventKind> {
  const values = asked.keywords('notify-events') ?? [DEFAULT_EVENT];
  const none = (one: string): boolean => one === 'none';
  const events = EVENTS.filter((event) => values.includes(event));
  const strange = values.filter((one) => !none(one) && !events.some((event) => event === one));
  if (strange.length > 0) unsupported.set('notify-events', keyword(...strange.slice(0, MOST_TOLD)));
  if (events.length === 0 && !values.some(none))
    throw new IppFault(
      Status['client-error-attributes-or-values-not-supported'],
      'This printer tells of none of these events.',
      unsupported,
    );
  return new Set(events);
}

/** 0 means for ever, which nobody gets (RFC 3995 section 5.3.8). */
export function leaseOf(asked: number | undefined, place: string): number {
  if (asked === undefined) return LEASE.usual;
  const most = longestLease(place);
  return asked <= 0 ? most : Math.min(most, Math.max(LEASE.least, asked));
}

export function longestLease(place: string): number {
  return guestOf(place) === '' ? LEASE.most : LEASE.mostOfGuest;
}

function notSupported(message: string): IppFault {
  return new IppFault(Status['client-error-attributes-or-values-not-supported'], message);
}

/** One value of `notify-status-code`. */
export function statusCode(status: number): IppValue[] {
  return [{ tag: ValueTag.enum, value: status }];
}
