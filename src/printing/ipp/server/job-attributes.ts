/** A job of a loopback printer as IPP attributes (RFC 8011 section 5.3, PWG 5100.14 section 5.3). */
import { displayText } from '../../../base/text.ts';
import type { IppAttributes, IppValue } from '../types.ts';
import { GroupTag, JobStates } from '../constants.ts';
import { decodeMessage } from '../decode.ts';
import { encodeMessage } from '../encode.ts';
import {
  attributesOf,
  charset,
  dateTime,
  enumeration,
  integer,
  keyword,
  mimeType,
  name,
  naturalLanguage,
  noValue,
  resolution,
  text,
  uri as uriValue,
} from '../values.ts';
import { type Capabilities, standardResolution } from './capabilities.ts';
import type { LoopbackJob } from './loopback-jobs.ts';
import { allAskedFor, pick } from './requested.ts';

export interface JobSurroundings {
  printerUri: string;
  can: Capabilities;
  now: number;
  /** A moment in ms on the scale of `printer-up-time`. */
  upTime: (ms: number) => number;
}

/** Accepted job template attributes, to be kept with the job. */
export function encodeTicket(attributes: IppAttributes): Buffer {
  const groups = [{ tag: GroupTag['job-attributes-tag'], attributes }];
  return encodeMessage({ version: { major: 2, minor: 0 }, code: 0, requestId: 1, groups });
}

function decodeTicket(ticket: Buffer): IppAttributes {
  return attributesOf(decodeMessage(ticket).message, GroupTag['job-attributes-tag']);
}

/** What a job tells of itself, and how each of it is made: most who ask want three or four. */
type Telling = (found: LoopbackJob, around: JobSurroundings) => IppValue[] | undefined;

const moment = (ms: number | undefined, { upTime }: JobSurroundings): IppValue[] =>
  ms === undefined ? noValue() : integer(upTime(ms));
const date = (ms: number | undefined): IppValue[] => (ms === undefined ? noValue() : dateTime(ms));
const processed = ({ state, job, record }: LoopbackJob): number | undefined =>
  state >= JobStates.processing && job ? record.created : undefined;
const pages = ({ job }: LoopbackJob): IppValue[] => integer(job?.pages ?? 0);
const kilobytes = ({ job }: LoopbackJob): number =>
  Math.min(0x7fffffff, Math.ceil((job?.bytes ?? 0) / 1024));

const DESCRIPTION: readonly (readonly [string, Telling])[] = [
  ['attributes-charset', () => charset('utf-8')],
  ['attributes-natural-language', () => naturalLanguage('en')],
  ['job-id', ({ record }) => integer(record.number)],
  ['job-uri', ({ record }, { printerUri }) => uriValue(`${printerUri}/${record.number}`)],
  ['job-uuid', ({ record }) => uriValue(`urn:uuid:${record.job}`)],
  ['job-name', ({ record }) => name(record.name)],
  ['job-originating-user-name', ({ record }) => name(record.user)],
  ['job-printer-uri', (_, { printerUri }) => uriValue(printerUri)],
  ['job-printer-up-time', (_, around) => moment(around.now, around)],
  ['job-state', ({ state }) => enumeration(state)],
  ['job-state-reasons', ({ reasons }) => keyword(...reasons)],
  ['job-state-message', ({ message }) => text(displayText(message, 250))],
  ['job-impressions', () => noValue()],
  ['job-impressions-completed', pages],
  ['job-media-sheets-completed', pages],
  ['job-k-octets', (found) => integer(kilobytes(found))],
  [
    'job-k-octets-processed',
    (found) => integer(found.state === JobStates.completed ? kilobytes(found) : 0),
  ],
  ['number-of-documents', ({ job }) => integer(job ? 1 : 0)],
  [
    'document-format-supplied',
    ({ record }) => mimeType(record.format || 'application/octet-stream'),
  ],
  ['document-format-detected', ({ job }) => (job?.format ? mimeType(job.format) : undefined)],
  ['compression-supplied', ({ record }) => keyword(record.compression || 'none')],
  ['time-at-creation', ({ record }, around) => moment(record.created, around)],
  ['time-at-processing', (found, around) => moment(processed(found), around)],
  ['time-at-completed', ({ endedAt }, around) => moment(endedAt, around)],
  ['date-time-at-creation', ({ record }) => date(record.created)],
  ['date-time-at-processing', (found) => date(processed(found))],
  ['date-time-at-completed', ({ endedAt }) => date(endedAt)],
];

/** What of the job's description was asked for. */
export function jobDescription(
  found: LoopbackJob,
  around: JobSurroundings,
  requested: ReadonlySet<string>,
): IppAttributes {
  const all = allAskedFor(requested, ['job-description', 'job-status']);
  const told: IppAttributes = new Map();
  for (const [attribute, tell] of DESCRIPTION) {
    const values = all || requested.has(attribute) ? tell(found, around) : undefined;
    if (values) told.set(attribute, values);
  }
  return told;
}

const DESCRIBED: ReadonlySet<string> = new Set(DESCRIPTION.map(([attribute]) => attribute));

/** What the job asked for, and the printer's defaults where it said nothing; as far as wanted. */
export function jobTemplate(
  { record }: LoopbackJob,
  { can }: JobSurroundings,
  requested: ReadonlySet<string>,
): IppAttributes {
  // Whoever asks how a job goes asks for nothing of this.
  if (requested.isSubsetOf(DESCRIBED)) return new Map();
  const asked = decodeTicket(record.ticket);
  const standard = can.paper.sizes[0]?.name;
  const paper: [string, IppValue[]][] =
    asked.has('media-col') || standard === undefined ? [] : [['media', keyword(standard)]];
  const template = new Map<string, IppValue[]>([
    ['copies', integer(1)],
    ...paper,
    ['print-color-mode', keyword('auto')],
    ['print-quality', enumeration(4)],
    ['printer-resolution', resolution(standardResolution(can.printResolutions))],
    ['sides', keyword('one-sided')],
    ...asked,
  ]);
  return pick(template, requested, ['job-template']);
}

/** What answers to Print-Job, Create-Job and Send-Document tell (RFC 8011 section 4.2.1.2). */
export const ANSWERED: ReadonlySet<string> = new Set([
  'job-id',
  'job-uri',
  'job-uuid',
  'job-state',
  'job-state-reasons',
  'job-state-message',
]);
