/**
 * Jobs at an IPP printer or queue: Create-Job with a tag in `job-name`, then Send-Document, so that
 * a job is found again whatever was lost in between (RFC 8011 sections 4.2 and 4.3). Printers
 * without Create-Job get Print-Job.
 */
import { cutUtf8 } from '../base/utf8.ts';
import { HallwayError } from '../base/errors.ts';
import { displayText } from '../base/text.ts';
import { isFinalJobState, type JobState } from '../model/job.ts';
import { acceptsFormat } from './document-format.ts';
import type { IppClient } from './ipp/client.ts';
import { GroupTag, JobStates, Operation, PrinterStates, Status } from './ipp/constants.ts';
import type { IppAttributes, IppMessage, IppValue } from './ipp/types.ts';
import {
  attributesOf,
  boolean,
  eachGroup,
  firstNumber,
  firstString,
  integer,
  keyword,
  mimeType,
  name,
  numbers,
  strings,
} from './ipp/values.ts';
import { checkOptions } from './job-options.ts';
import { cleanReasons } from './job-reasons.ts';
import { jobAttributes } from './job-template.ts';
import type { BackendJobState, BackendPrinter, FoundJob, Submission } from './printer-backend.ts';

const JOB_ATTRIBUTES = keyword(
  'job-id',
  'job-name',
  'job-state',
  'job-state-reasons',
  'job-state-message',
  'job-printer-state-message',
  'job-impressions-completed',
  'job-media-sheets-completed',
  'number-of-documents',
);

const STATES: ReadonlyMap<number, JobState> = new Map(
  Object.entries(JobStates).map(([state, code]) => [code, state as JobState]),
);

export class IppJobs {
  readonly #client: IppClient;

  constructor(client: IppClient) {
    this.#client = client;
  }

  /** See `PrinterBackend.submit`; `attributes` are the printer's own, asked just before. */
  async submit(
    printer: BackendPrinter,
    attributes: IppAttributes,
    submission: Submission,
    signal: AbortSignal,
  ): Promise<string> {
    if (!printer.accepting)
      throw new HallwayError('printer.not_accepting', `“${printer.name}” takes no jobs right now.`);
    if (!acceptsFormat(printer.formats, submission.format))
      throw new HallwayError('printer.format', `“${printer.name}” does not take this format.`);
    checkOptions(submission.options, printer.offers);
    const jobName = name(`${cutUtf8(submission.name, 200)} [${submission.tag}]`);
    const job = jobAttributes(submission.options, printer.offers);
    const listed = printer.formats.length === 0 || printer.formats.includes(submission.format);
    const format = mimeType(listed ? submission.format : 'application/octet-stream');
    const document = { open: submission.document, bytes: submission.bytes };
    const uri = printer.uri;
    const supported = numbers(attributes, 'operations-supported');
    if (
      !supported.includes(Operation['Create-Job']) ||
      !supported.includes(Operation['Send-Document'])
    ) {
      await submission.onHandover(null);
      const whole = { 'job-name': jobName, 'document-format': format };
      const printed = await this.#client.request({
        uri,
        operation: Operation['Print-Job'],
        attributes: whole,
        job,
        document,
        signal,
      });
      return jobIdOf(printed);
    }
    const created = await this.#client.request({
      uri,
      operation: Operation['Create-Job'],
      attributes: { 'job-name': jobName },
      job,
      signal,
    });
    const id = jobIdOf(created);
    await submission.onHandover(id);
    await this.#client.request({
      uri,
      operation: Operation['Send-Document'],
      attributes: {
        'job-id': integer(Number(id)),
        'document-name': name(submission.name),
        'document-format': format,
        'last-document': boolean(true),
      },
      document,
      signal,
    });
    return id;
  }

  /**
   * See `PrinterBackend.find`. By tag only: a server that lost its state reuses job ids. A job that
   * was made anew left a cancelled one of its tag behind, which tells nothing of it.
   */
  async find(
    uri: string,
    tag: string,
    backendJob: string | null,
    signal?: AbortSignal,
  ): Promise<FoundJob> {
    const tagged = (await this.#allJobs(uri, signal)).flatMap((job) => {
      const id = firstNumber(job, 'job-id');
      return id === undefined || !hasTag(job, tag) ? [] : [{ id: String(id), job }];
    });
    const canceled = tagged.filter(({ job }) => isCanceled(job));
    const found =
      tagged.find(({ job }) => !isCanceled(job) && !isEmpty(job)) ??
      tagged.find(({ job }) => !isCanceled(job)) ??
      (backendJob === null ? canceled[0] : canceled.find(({ id }) => id === backendJob));
    if (!found) return { kind: 'none' };
    return { kind: isEmpty(found.job) ? 'empty' : 'received', backendJob: found.id };
  }

  async #allJobs(uri: string, signal: AbortSignal | undefined): Promise<IppAttributes[]> {
    const ask = async (which: string): Promise<IppAttributes[]> => {
      const answer = await this.#client.request({
        uri,
        operation: Operation['Get-Jobs'],
        attributes: {
          'my-jobs': boolean(true),
          'which-jobs': keyword(which),
          'requested-attributes': JOB_ATTRIBUTES,
        },
        signal,
      });
      return eachGroup(answer, GroupTag['job-attributes-tag']);
    };
    try {
      return await ask('all');
    } catch (error) {
      // `all` is of PWG 5100.7; every printer has the other two.
      const refused = Status['client-error-attributes-or-values-not-supported'];
      if (!(error instanceof HallwayError) || error.details?.['status'] !== refused) throw error;
    }
    return [...(await ask('not-completed')), ...(await ask('completed'))];
  }

  /** See `PrinterBackend.state`. */
  async state(
    uri: string,
    backendJob: string,
    tag: string,
    signal?: AbortSignal,
  ): Promise<BackendJobState> {
    const answer = await this.#client.request({
      uri,
      operation: Operation['Get-Job-Attributes'],
      attributes: { ...jobId(backendJob), 'requested-attributes': JOB_ATTRIBUTES },
      signal,
    });
    const job = attributesOf(answer, GroupTag['job-attributes-tag']);
    if (job.has('job-name') && !hasTag(job, tag))
      throw new HallwayError('job.not_found', 'The printer has another job under this number.');
    const described = describeJob(job);
    return described.state === 'pending' ? this.#whyPending(uri, described, signal) : described;
  }

  /** A job behind a stopped printer is only "pending" to its server; the person wants to know why. */
  async #whyPending(
    uri: string,
    job: BackendJobState,
    signal: AbortSignal | undefined,
  ): Promise<BackendJobState> {
    const answer = await this.#client.request({
      uri,
      operation: Operation['Get-Printer-Attributes'],
      attributes: {
        'requested-attributes': keyword(
          'printer-state',
          'printer-state-reasons',
          'printer-state-message',
        ),
      },
      signal,
    });
    const printer = attributesOf(answer, GroupTag['printer-attributes-tag']);
    if (firstNumber(printer, 'printer-state') !== PrinterStates.stopped) return job;
    const reasons = strings(printer, 'printer-state-reasons').filter((reason) => reason !== 'none');
    const said = displayText(firstString(printer, 'printer-state-message'), 300);
    return {
      ...job,
      reasons: cleanReasons(['printer-stopped', ...job.reasons, ...reasons]),
      message: said === '' ? 'The printer is stopped.' : `The printer is stopped: ${said}`,
    };
  }

  /** See `PrinterBackend.cancel`. */
  async cancel(uri: string, backendJob: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.#client.request({
        uri,
        operation: Operation['Cancel-Job'],
        attributes: jobId(backendJob),
        signal,
      });
    } catch (error) {
      const code = error instanceof HallwayError ? error.code : undefined;
      if (code !== 'job.not_possible' && code !== 'job.not_found') throw error;
    }
  }
}

function jobId(backendJob: string): Record<string, IppValue[]> {
  return { 'job-id': integer(Number(backendJob)) };
}

function jobIdOf(answer: IppMessage): string {
  const id = firstNumber(attributesOf(answer, GroupTag['job-attributes-tag']), 'job-id');
  if (id === undefined)
    throw new HallwayError('ipp.malformed', 'The printer took the job without giving it a number.');
  return String(id);
}

/** Only at the end of the name, where no sender's text reaches. */
function hasTag(job: IppAttributes, tag: string): boolean {
  return firstString(job, 'job-name')?.endsWith(`[${tag}]`) ?? false;
}

function isCanceled(job: IppAttributes): boolean {
  return firstNumber(job, 'job-state') === JobStates.canceled;
}

function isEmpty(job: IppAttributes): boolean {
  if (isCanceled(job)) return false;
  if (firstNumber(job, 'number-of-documents') === 0) return true;
  const reasons = strings(job, 'job-state-reasons');
  const state = firstNumber(job, 'job-state');
  const waiting = state === JobStates.pending || state === JobStates['pending-held'];
  return waiting && (reasons.includes('job-incoming') || reasons.includes('job-data-insufficient'));
}

function describeJob(job: IppAttributes): BackendJobState {
  const state = STATES.get(firstNumber(job, 'job-state') ?? 0) ?? 'pending';
  const pages =
    firstNumber(job, 'job-impressions-completed') ?? firstNumber(job, 'job-media-sheets-completed');
  const said =
    firstString(job, 'job-printer-state-message') || firstString(job, 'job-state-message');
  // CUPS leaves "processing-to-stop-point" behind on jobs that ended.
  const stale = isFinalJobState(state) ? 'processing-to-stop-point' : 'none';
  return {
    state,
    reasons: cleanReasons(strings(job, 'job-state-reasons')).filter((reason) => reason !== stale),
    message: displayText(said, 500),
    // A queue without a filter counts nothing and says 0.
    pages: pages === undefined || pages <= 0 ? null : pages,
  };
}
