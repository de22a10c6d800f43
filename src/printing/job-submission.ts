/**
 * Hop from this device's spool to its printer. The journal is always a step ahead of the world:
 * `submitting` before the printer is asked, `sending` before a byte leaves. So after a crash the
 * stage tells whether the document may have been printed; if the printer cannot tell, nobody
 * prints it a second time unasked.
 */
import { asHallwayError, type ErrorCode, type HallwayError } from '../base/errors.ts';
import { isFinalJobState } from '../model/job.ts';
import { clearEmpty, takeAway } from './empty-jobs.ts';
import { handOver } from './hand-over.ts';
import { CANCELED, isKept, type JobContext, journal } from './job-context.ts';
import { JobPace } from './job-pace.ts';
import { JobStage, type StoredJob } from './job-store.ts';
import { jobTag, printedName } from './job-tag.ts';
import type { Outcome } from './job-workers.ts';
import type { PrinterQueue } from './printer-queue.ts';
import type { PrinterTarget } from './printer-target.ts';
import { ReadyDocuments } from './ready-documents.ts';

/** What passes by itself: the job waits. Anything else ends it. What is unknown passes, or not. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'agent.internal',
  'disk.full',
  'ipp.malformed',
  'printer.no_backend',
  'printer.not_accepting',
  'printer.unreachable',
  'request.cancelled',
]);

/** An unknown error is met so often, over about a minute; then it does not pass. */
const UNKNOWN_TRIES = 8;

/** A cancelled job is looked at again soon. */
const CANCEL_POLL_MS = 250;

export class JobSubmission {
  readonly #context: JobContext;
  readonly #documents: ReadyDocuments;
  readonly #queue: PrinterQueue;
  readonly #pace = new JobPace();
  /** Unknown errors in a row, by job. */
  readonly #stumbles = new Map<string, number>();

  constructor(context: JobContext, queue: PrinterQueue) {
    this.#context = context;
    this.#documents = new ReadyDocuments(context);
    this.#queue = queue;
  }

  /** Takes an accepted job one step further. */
  async step(stored: StoredJob, target: PrinterTarget, signal: AbortSignal): Promise<Outcome> {
    switch (stored.stage) {
      case JobStage.accepted:
      case JobStage.submitting:
        return this.#inTurn(stored, target, signal);
      case JobStage.sending:
        return this.#recover(stored, target, signal);
      case JobStage.submitted:
        return this.#follow(stored, target, signal);
      default:
        return 'done';
    }
  }

  /** Nothing more happens to this job. */
  forget(id: string): void {
    void this.#documents.forget(id);
    this.#pace.forget(id);
    this.#stumbles.delete(id);
  }

  /** Documents go to a printer one after another. */
  async #inTurn(stored: StoredJob, target: PrinterTarget, signal: AbortSignal): Promise<Outcome> {
    const { id, printer } = stored.job;
    if (!this.#queue.enter(id)) return 'wait';
    let outcome: Outcome = 'retry';
    try {
      outcome = await this.#submit(stored, target, signal);
    } finally {
      this.#queue.leave(id, printer, outcome === 'retry');
    }
    return outcome;
  }

  async #submit(old: StoredJob, target: PrinterTarget, signal: AbortSignal): Promise<Outcome> {
    const context = this.#context;
    let stored = old;
    /** At the printer without its document. */
    let empty: string | null = null;
    try {
      if (old.stage === JobStage.submitting && (await clearEmpty(context, old, target, signal)))
        return 'again';
      const document = await this.#documents.of(old, target, signal);
      // Cancelled, held, moved or stopped meanwhile.
      const now = context.store.get(old.job.id, old.role);
      if (signal.aborted || !now || isKept(now, old)) return 'again';
      stored = await journal(context, old, { stage: JobStage.submitting });
      const backendJob = await target.backend.submit(
        target.key,
        {
          document: document.open,
          bytes: document.bytes,
          name: printedName(stored),
          format: document.format,
          options: document.options,
          tag: jobTag(stored),
          onHandover: async (handed) => {
            empty = handed;
            signal.throwIfAborted();
            stored = await handOver(context, this.#queue, { stored, backendJob: handed, signal });
            empty = null;
          },
        },
        signal,
      );
      const job = { state: 'pending' as const, reasons: [], message: '' };
      await journal(context, stored, { stage: JobStage.submitted, backendJob, job });
      await this.#documents.forget(stored.job.id);
      return 'again';
    } catch (error) {
      if (empty !== null) await takeAway(context, empty, stored, target, signal);
      return this.#failed(stored, target, asHallwayError(error), signal);
    }
  }

  /** A held job that the printer may have without its document: the printer forgets it. */
  async takeBack(stored: StoredJob, target: PrinterTarget, signal: AbortSignal): Promise<Outcome> {
    try {
      if (await clearEmpty(this.#context, stored, target, signal)) return 'again';
    } catch {
      return 'retry';
    }
    await journal(this.#context, stored, { touched: undefined });
    return 'wait';
  }

  async #failed(
    stored: StoredJob,
    target: PrinterTarget,
    error: HallwayError,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const now = this.#context.store.get(stored.job.id, stored.role);
    if (!signal.aborted && now && isKept(now, stored)) return 'again';
    // An answer in IPP is a clear no; silence after the first byte is not.
    const clear = error.details?.['status'] !== undefined || stored.stage !== JobStage.sending;
    if (signal.aborted || !clear) return 'retry';
    if (error.code === 'job.not_found' && stored.stage === JobStage.sending && stored.backendJob) {
      // It was switched off and on before it had the document, and forgot the job: once more.
      await journal(this.#context, stored, { stage: JobStage.submitting });
      return 'retry';
    }
    if (PASSING.has(error.code) && !this.#isHopeless(stored, error))
      return this.#waits(stored, error);
    if (stored.backendJob !== null)
      await target.backend.cancel(target.key, stored.backendJob, signal).catch(() => undefined);
    const message = error.fix ? `${error.message} ${error.fix}` : error.message;
    await journal(this.#context, stored, {
      job: { state: 'aborted', reasons: ['aborted-by-system'], message },
    });
    return 'done';
  }

  /** True when an error that nobody foresaw came once too often. */
  #isHopeless({ job: { id } }: StoredJob, error: HallwayError): boolean {
    if (error.code !== 'agent.internal') return false;
    const tries = (this.#stumbles.get(id) ?? 0) + 1;
    this.#stumbles.set(id, tries);
    this.#context.log.warn({ job: id, tries, error }, 'A printer failed in an unknown way.');
    return tries >= UNKNOWN_TRIES;
  }

  async #waits(stored: StoredJob, error: HallwayError): Promise<Outcome> {
    await journal(this.#context, stored, { job: { state: 'pending', message: error.message } });
    return 'retry';
  }

  /** Bytes may have left: ask the printer, and if it does not know, stop. */
  async #recover(
    stored: StoredJob,
    { backend, key }: PrinterTarget,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const context = this.#context;
    let found: Awaited<ReturnType<typeof backend.find>>;
    let givenUp = false;
    try {
      const tag = jobTag(stored);
      found = await backend.find(key, tag, stored.backendJob, signal);
      if (found.kind === 'received')
        givenUp = (await backend.state(key, found.backendJob, tag, signal)).state === 'aborted';
    } catch (error) {
      if (signal.aborted) return 'retry';
      const problem = asHallwayError(error);
      if (this.#isHopeless(stored, problem)) return this.#uncertain(stored);
      return this.#waits(stored, problem);
    }
    // Its document broke off, perhaps, and some printers print what they have.
    if (givenUp) return this.#uncertain(stored);
    if (found.kind === 'received') {
      const { backendJob } = found;
      await journal(context, stored, { stage: JobStage.submitted, backendJob });
      return 'again';
    }
    if (found.kind === 'empty') {
      // Before it is cancelled: nobody could tell afterwards that nothing of it was printed.
      await journal(context, stored, { stage: JobStage.submitting });
      return 'again';
    }
    return this.#uncertain(stored);
  }

  /** Takes the job away from the printer, wherever it is; what got printed stays printed. */
  async cancel(stored: StoredJob, target: PrinterTarget, signal: AbortSignal): Promise<Outcome> {
    const { backend, key } = target;
    try {
      const atPrinter = await this.#atPrinter(stored, target, signal);
      if (atPrinter === null) {
        await journal(this.#context, stored, { job: CANCELED });
        return 'done';
      }
      await backend.cancel(key, atPrinter, signal);
      const asked = backend.state(key, atPrinter, jobTag(stored), signal);
      const said = await asked.catch((error: unknown) => {
        if (asHallwayError(error).code === 'job.not_found') return CANCELED;
        throw error;
      });
      const change = { stage: JobStage.submitted, backendJob: atPrinter, job: said };
      const next = await journal(this.#context, stored, change);
      return isFinalJobState(next.job.state) ? 'done' : { afterMs: CANCEL_POLL_MS };
    } catch (error) {
      if (signal.aborted) return 'retry';
      const problem = asHallwayError(error);
      if (this.#isHopeless(stored, problem)) return this.#uncertain(stored);
      await journal(this.#context, stored, {
        job: { message: `Waits to be cancelled. ${problem.message}` },
      });
      return 'retry';
    }
  }

  /** The printer's name of the job, or null if the printer does not have it. */
  async #atPrinter(
    stored: StoredJob,
    { backend, key }: PrinterTarget,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (stored.stage === JobStage.submitted) return stored.backendJob;
    if (stored.stage !== JobStage.submitting && stored.stage !== JobStage.sending) return null;
    try {
      const found = await backend.find(key, jobTag(stored), stored.backendJob, signal);
      return found.kind === 'none' ? null : found.backendJob;
    } catch (error) {
      // No byte of the document has left, and a printer drops a job without one by itself (after
      // `multiple-operation-time-out`, RFC 8011): a printer that is off keeps nobody waiting.
      const off = asHallwayError(error).code === 'printer.unreachable';
      if (off && stored.stage === JobStage.submitting) return null;
      throw error;
    }
  }

  async #uncertain(stored: StoredJob): Promise<Outcome> {
    await journal(this.#context, stored, {
      stage: JobStage.uncertain,
      canceling: false,
      job: {
        state: 'uncertain',
        message:
          'Nobody can tell whether this was printed. Look at the printer, then print it again or cancel it.',
      },
    });
    return 'done';
  }

  async #follow(
    stored: StoredJob,
    { backend, key }: PrinterTarget,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { id } = stored.job;
    try {
      const said = await backend.state(key, stored.backendJob ?? '', jobTag(stored), signal);
      this.#stumbles.delete(id);
      const next = await journal(this.#context, stored, { job: said });
      if (isFinalJobState(next.job.state)) return 'done';
      const awaited = this.#queue.isAwaited(next.job.printer);
      return { afterMs: this.#pace.next(id, JSON.stringify(said), awaited) };
    } catch (error) {
      if (signal.aborted) return 'retry';
      const problem = asHallwayError(error);
      if (problem.code === 'job.not_found' || this.#isHopeless(stored, problem))
        return this.#uncertain(stored);
      await journal(this.#context, stored, { job: { message: problem.message } });
      return 'retry';
    }
  }
}
