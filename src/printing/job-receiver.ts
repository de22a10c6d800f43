/**
 * The owner's side: takes jobs for the printers of this device, from peers and from this device's
 * own person, and sees each through to its end (`job-submission.ts`).
 */
import type { Input } from '../api/endpoint.ts';
import { type offerJob, readOffer } from '../api/peer.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import { displayText } from '../base/text.ts';
import type { Job } from '../model/job.ts';
import {
  admit,
  type Beginning,
  EXPIRED,
  isExpired,
  type JobContext,
  journal,
  markCanceled,
  spoolName,
} from './job-context.ts';
import { checkOffer, NOWHERE, ReceivedKeeper, UNSENT } from './received-keeper.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import { JobSubmission } from './job-submission.ts';
import { JobWorkers, type Outcome } from './job-workers.ts';
import { PrinterQueue } from './printer-queue.ts';
import { mayUse } from './printer-description.ts';
import { pagesOfJob, wantsCount } from './page-count.ts';
import { expectedPages, type PrintQuota } from './print-quota.ts';
import type { PrinterTarget, PrinterTargets } from './printer-target.ts';

export type JobOffer = Input<typeof offerJob>['body'];

/** So many unfinished jobs of one peer fit into this device's spool. */
const OPEN_JOBS_PER_PEER = 500;

/** In these a job is of this device alone: nobody needs to be asked to cancel it. */
const LOCAL = [JobStage.held, JobStage.uncertain];

interface Receiving {
  from: string;
  done: Promise<Job>;
  abort: AbortController;
}

export class JobReceiver implements Lifecycle {
  readonly #context: JobContext;
  readonly #targets: PrinterTargets;
  readonly #quota: PrintQuota;
  readonly #submission: JobSubmission;
  readonly #workers: JobWorkers;
  /** Who is next at each printer. */
  readonly queue: PrinterQueue;
  /** What sender and owner do with jobs that are here. */
  readonly keeper: ReceivedKeeper;
  /** By job id, as spool and journal are: two peers with one id never write one file. */
  readonly #receiving = new Map<string, Receiving>();

  constructor(context: JobContext, targets: PrinterTargets, quota: PrintQuota) {
    this.#context = context;
    this.#quota = quota;
    this.#targets = targets;
    this.queue = new PrinterQueue({
      isPaused: (printer) => targets.target(printer)?.printer.paused === true,
      wake: (id) => this.#workers.wake(id),
    });
    this.#submission = new JobSubmission(context, this.queue);
    this.#workers = new JobWorkers(
      context.clock,
      (id, signal) => this.#step(id, signal),
      (id, error) => context.log.error({ job: id, error }, 'A print job stumbled.'),
    );
    this.keeper = new ReceivedKeeper(context, {
      interrupt: (id) => this.#workers.interrupt(id),
      stopReceiving: (id, by) => this.#stopReceiving(id, by),
    });
  }

  /** Runs the next step of a job that somebody changed, or whose time is over. */
  wake(id: string): void {
    this.#workers.interrupt(id);
  }

  start(): void {
    for (const stored of this.#context.store.open(JobRole.received)) {
      this.queue.changed(stored);
      this.#workers.wake(stored.job.id);
    }
  }

  async stop(): Promise<void> {
    const receiving = [...this.#receiving.values()];
    for (const { abort } of receiving) abort.abort();
    await Promise.allSettled(receiving.map(({ done }) => done));
    await this.#workers.stop();
  }

  /**
   * A peer's offer. Resolves when the document is durable here; the same job offered again gets
   * the answer without being pulled again. Throws `printer.not_found` unless the printer is
   * shared, `printer.format`, `request.invalid`, `request.conflict`, `request.busy`, `disk.full`,
   * `transfer.changed`, `transfer.interrupted`.
   */
  async receive(from: string, fromName: string, printer: string, offer: JobOffer): Promise<Job> {
    const running = this.#receiving.get(offer.id);
    // The journal knows it a moment before it is on the disk.
    if (running?.from === from) return running.done;
    const known = this.#knownTo(from, offer.id);
    if (running || (known && known.from !== from))
      throw new HallwayError('request.conflict', 'A job with this id is here already.');
    if (known) return known;
    const target = this.#targets.target(printer);
    if (!target?.printer.shared || !mayUse(target.printer, from))
      throw new HallwayError('printer.not_found', 'Its PC shares no such printer any more.');
    checkOffer(target, offer.format, offer.options);
    if (offer.expiresIn === 0)
      throw new HallwayError(
        'job.not_possible',
        'It came later than its sender wanted it printed.',
      );
    this.#quota.require(target.printer, from, 0);
    this.#requireRoom(from);
    this.#context.store.prune(this.#context.clock.now());
    const abort = new AbortController();
    const done = this.#pull(from, fromName, target, offer, abort.signal).finally(() =>
      this.#receiving.delete(offer.id),
    );
    this.#receiving.set(offer.id, { from, done, abort });
    return done;
  }

  /** What a stranger to the job said of it before it came is no reason to refuse it. */
  #knownTo(from: string, id: string): Job | undefined {
    const { store } = this.#context;
    const known = store.get(id, JobRole.received)?.job;
    if (known?.printer !== NOWHERE || known.from === from) return known;
    store.remove(id, JobRole.received);
    return undefined;
  }

  #requireRoom(from: string): void {
    const coming = [...this.#receiving.values()].filter((one) => one.from === from);
    if (this.#context.store.openFrom(from) + coming.length >= OPEN_JOBS_PER_PEER)
      throw new HallwayError('request.busy', 'Its PC has too many unfinished jobs.', {
        fix: 'Wait until some are printed.',
      });
  }

  async #pull(
    from: string,
    fromName: string,
    target: PrinterTarget,
    offer: JobOffer,
    signal: AbortSignal,
  ): Promise<Job> {
    const { spool, transport, clock, device } = this.#context;
    const now = clock.now();
    const job: Job = {
      id: offer.id,
      name: displayText(offer.name, 255, 'Document'),
      from,
      owner: displayText(offer.owner, 255, displayText(fromName, 255)),
      device,
      printer: target.printer.id,
      printerName: target.printer.name,
      state: 'pending',
      reasons: [],
      message: '',
      format: offer.format,
      bytes: offer.bytes,
      pages: null,
      options: offer.options,
      created: now,
      changed: now,
      ...(offer.expiresIn === undefined ? {} : { expires: now + offer.expiresIn * 1000 }),
      ...(offer.account ? { account: displayText(offer.account, 63) } : {}),
    };
    const params = { offer: offer.offer };
    const { body } = await transport.open(from, readOffer, { params }, { signal });
    const expected = { bytes: offer.bytes, sha256: offer.sha256 };
    const name = spoolName({ role: JobRole.received, job });
    const { settled } = await spool.store(name, body, { expected, signal });
    try {
      const limited = this.#quota.allowance(target.printer, from) !== undefined;
      if (wantsCount(job, limited)) {
        const stored = { role: JobRole.received, job };
        job.pagesTotal = await pagesOfJob(this.#context, stored, signal);
      }
      this.#quota.require(target.printer, from, expectedPages(job));
      const more = {
        sha256: offer.sha256,
        keepHours: target.printer.policy?.keepHours,
        ...(offer.pin ? { pin: { ...offer.pin, misses: 0 } } : {}),
      };
      return await this.accept(job, more, settled);
    } catch (error) {
      await spool.remove(name);
      throw error;
    }
  }

  /** See `admit`. */
  async accept(job: Job, more: Beginning, settled: Promise<void>): Promise<Job> {
    const stored = await admit(this.#context, JobRole.received, job, more, settled);
    this.#workers.wake(job.id);
    return stored.job;
  }

  /** Begins to cancel; the state tells when it is done. Throws `job.not_found`, `job.not_possible`. */
  async cancel(id: string, by: string): Promise<Job> {
    await this.#stopReceiving(id, by);
    const stored = this.#context.store.get(id, JobRole.received);
    if (!stored && !this.#receiving.has(id) && by !== this.#context.device)
      return this.keeper.refuseLater(id, by);
    const next = await markCanceled(this.#context, this.keeper.mine(id, by), LOCAL);
    this.#workers.interrupt(id);
    return next.job;
  }

  async #stopReceiving(id: string, by: string): Promise<void> {
    const receiving = this.#receiving.get(id);
    if (receiving?.from !== by) return;
    receiving.abort.abort();
    await receiving.done.catch(() => undefined);
  }

  async #step(id: string, signal: AbortSignal): Promise<Outcome> {
    const outcome = await this.#next(id, signal);
    if (outcome === 'done') this.#submission.forget(id);
    return outcome;
  }

  async #next(id: string, signal: AbortSignal): Promise<Outcome> {
    const stored = this.#context.store.get(id, JobRole.received);
    if (!stored || stored.stage === JobStage.done) return 'done';
    if (stored.stage === JobStage.uncertain) return 'wait';
    if (isExpired(stored, this.#context.clock.now())) {
      await journal(this.#context, stored, { job: EXPIRED });
      return 'done';
    }
    if (stored.stage === JobStage.held && !stored.touched) return 'wait';
    const target = this.#targets.target(stored.job.printer);
    if (!target) return this.#printerGone(stored);
    if (stored.stage === JobStage.held) return this.#submission.takeBack(stored, target, signal);
    if (stored.canceling) return this.#submission.cancel(stored, target, signal);
    return this.#submission.step(stored, target, signal);
  }

  async #printerGone(stored: StoredJob): Promise<Outcome> {
    const unsent = UNSENT.includes(stored.stage);
    const message = 'The printer was removed from this PC.';
    await journal(
      this.#context,
      stored,
      unsent
        ? { job: { state: 'aborted', reasons: ['aborted-by-system'], message } }
        : { stage: JobStage.uncertain, job: { state: 'uncertain', message } },
    );
    return 'done';
  }
}
