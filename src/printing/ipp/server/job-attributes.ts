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

export function jobDescription(found: LoopbackJob, around: JobSurroundings): IppAttributes {
  const { record, job, state, reasons, message, endedAt } = found;
  const { printerUri, now, upTime } = around;
  const { number, created } = record;
  const processed = state >= JobStates.processing && job ? created : undefined;
  const moment = (ms: number | undefined): IppValue[] =>
    ms === undefined ? noValue() : integer(upTime(ms));
  const date = (ms: number | undefined): IppValue[] =>
    ms === undefined ? noValue() : dateTime(ms);
  const pages = job?.pages ?? 0;
  const kilobytes = Math.min(0x7fffffff, Math.ceil((job?.bytes ?? 0) / 1024));
  return new Map([
    ['attributes-charset', charset('utf-8')],
    ['attributes-natural-language', naturalLanguage('en')],
    ['job-id', integer(number)],
    ['job-uri', uriValue(`${printerUri}/${number}`)],
    ['job-uuid', uriValue(`urn:uuid:${record.job}`)],
    ['job-name', name(record.name)],
    ['job-originating-user-name', name(record.user)],
    ['job-printer-uri', uriValue(printerUri)],
    ['job-printer-up-time', integer(upTime(now))],
    ['job-state', enumeration(state)],
    ['job-state-reasons', keyword(...reasons)],
    ['job-state-message', text(displayText(message, 250))],
    ['job-impressions', noValue()],
    ['job-impressions-completed', integer(pages)],
    ['job-media-sheets-completed', integer(pages)],
    ['job-k-octets', integer(kilobytes)],
    ['job-k-octets-processed', integer(state === JobStates.completed ? kilobytes : 0)],
    ['number-of-documents', integer(job ? 1 : 0)],
    ['document-format-supplied', mimeType(record.format || 'application/octet-stream')],
    ...(job?.format ? ([['document-format-detected', mimeType(job.format)]] as const) : []),
    ['compression-supplied', keyword(record.compression || 'none')],
    ['time-at-creation', integer(upTime(created))],
    ['time-at-processing', moment(processed)],
    ['time-at-completed', moment(endedAt)],
    ['date-time-at-creation', dateTime(created)],
    ['date-time-at-processing', date(processed)],
    ['date-time-at-completed', date(endedAt)],
  ]);
}

/** What the job asked for, and the printer's defaults where it said nothing. */
export function jobTemplate({ record }: LoopbackJob, { can }: JobSurroundings): IppAttributes {
  const asked = decodeTicket(record.ticket);
  const standard = can.paper.sizes[0]?.name;
  const paper: [string, IppValue[]][] =
    asked.has('media-col') || standard === undefined ? [] : [['media', keyword(standard)]];
  return new Map<string, IppValue[]>([
    ['copies', integer(1)],
    ...paper,
    ['print-color-mode', keyword('auto')],
    ['print-quality', enumeration(4)],
    ['printer-resolution', resolution(standardResolution(can.printResolutions))],
    ['sides', keyword('one-sided')],
    ...asked,
  ]);
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
