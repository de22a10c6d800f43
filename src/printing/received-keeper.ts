/**
 * What the sender of a job and the owner of its printer do with it while it is at the printer's PC:
 * hold, release, give up, settle, and send it to another printer there.
 */
import { HallwayError } from '../base/errors.ts';
import type { Job } from '../model/job.ts';
import type { JobDecision } from '../model/job-terms.ts';
import { requireFormat } from './document-format.ts';
import {
  CANCELED,
  type JobContext,
  journal,
  markHeld,
  markReleased,
  requirePin,
} from './job-context.ts';
import { checkOptions } from './job-options.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import type { PrinterTarget } from './printer-target.ts';

/** In these no byte of a job has left for the printer. */
export const UNSENT: readonly JobStage[] = [JobStage.held, JobStage.accepted, JobStage.submitting];

/** So many jobs of one peer that never came are remembered, for as long as any job is. */
const MOST_NEVER_CAME = 1000;

/** The printer of a job that never came. */
export const NOWHERE = 'a'.repeat(16);

export interface KeeperWays {
  /** Ends the job's present step and runs the next. */
  interrupt: (id: string) => void;
  /** Ends the pull of a job from this device, if it is being pulled. */
  stopReceiving: (id: string, by: string) => Promise<void>;
}

export class ReceivedKeeper {
  readonly #context: JobContext;
  readonly #ways: KeeperWays;

  constructor(context: JobContext, ways: KeeperWays) {
    this.#context = context;
    this.#ways = ways;
  }

  /** Throws `job.not_found` unless the job is of `from`, or `from` is this device. */
  mine(id: string, from: string): StoredJob {
    const stored = this.#context.store.get(id, JobRole.received);
    if (!stored || (from !== this.#context.device && stored.job.from !== from))
      throw new HallwayError('job.not_found', 'There is no such job.');
    return stored;
  }

  /**
   * Prints a held job. Here somebody types its PIN; its sender has held it against his own copy.
   * Throws `job.not_found`, `job.not_possible`, `job.pin`, `job.pin_locked`.
   */
  async release(id: string, by: string, pin?: string): Promise<Job> {
    const stored = this.mine(id, by);
    if (stored.stage === JobStage.uncertain) return this.decide(id, by, 'again');
    if (by === this.#context.device) await requirePin(this.#context, stored, pin);
    const next = await markReleased(this.#context, this.mine(id, by), [JobStage.held]);
    this.#ways.interrupt(id);
    return next.job;
  }

  /** Keeps a job of which no byte has left. Throws `job.not_found`, `job.not_possible`. */
  async hold(id: string, by: string): Promise<Job> {
    const stored = this.mine(id, by);
    if (stored.stage === JobStage.held) return stored.job;
    requireUnsent(stored);
    const next = await markHeld(this.#context, stored);
    this.#ways.interrupt(id);
    return next.job;
  }

  /** Says what became of an uncertain job; once. Throws `job.not_found`, `job.not_possible`. */
  async decide(id: string, by: string, decision: JobDecision): Promise<Job> {
    const context = this.#context;
    const stored = this.mine(id, by);
    if (stored.stage !== JobStage.uncertain)
      throw new HallwayError('job.not_possible', 'This question is answered already.');
    const next = await journal(
      context,
      stored,
      decision === 'again'
        ? {
            stage: JobStage.accepted,
            backendJob: null,
            attempt: (stored.attempt ?? 0) + 1,
            job: { state: 'pending', reasons: [], message: '' },
          }
        : {
            job:
              decision === 'cancel'
                ? CANCELED
                : { state: 'completed', reasons: [], message: 'Somebody saw that it was printed.' },
          },
    );
    this.#ways.interrupt(id);
    return next.job;
  }

  /**
   * Gives a job up for its sender, who may print it elsewhere: when this returns, no byte of it has
   * left and none will, also if it is offered (again). Throws `job.not_possible` if it is too late,
   * `request.busy`.
   */
  async withdraw(id: string, by: string): Promise<Job> {
    await this.#ways.stopReceiving(id, by);
    const stored = this.#context.store.get(id, JobRole.received);
    if (!stored) return this.refuseLater(id, by);
    if (stored.job.from !== by) throw new HallwayError('job.not_found', 'There is no such job.');
    if (stored.withdrawn) return stored.job;
    requireUnsent(stored);
    const next = await journal(this.#context, stored, { withdrawn: true, job: CANCELED });
    this.#ways.interrupt(id);
    return next.job;
  }

  /** An offer that is still under way finds a job that is cancelled. Throws `request.busy`. */
  refuseLater(id: string, from: string): Job {
    const { device, clock, store } = this.#context;
    if (store.neverCameFrom(from) >= MOST_NEVER_CAME)
      throw new HallwayError('request.busy', 'This PC was asked to forget too many jobs.');
    const now = clock.now();
    const job: Job = {
      ...CANCELED,
      id,
      name: 'Document',
      from,
      owner: '',
      device,
      printer: NOWHERE,
      printerName: '',
      format: '',
      bytes: 0,
      pages: null,
      options: {},
      created: now,
      changed: now,
    };
    const role = JobRole.received;
    const end = { stage: JobStage.done, backendJob: null, canceling: false, withdrawn: true };
    store.put({ ...end, role, job, sha256: '' });
    return job;
  }

  /** Another printer of this device takes the job. Throws `job.not_possible`. */
  async reassign(id: string, target: PrinterTarget): Promise<Job> {
    const stored = this.mine(id, this.#context.device);
    if (stored.stage !== JobStage.held) requireUnsent(stored);
    checkOffer(target, stored.job.format, stored.job.options);
    const { printer } = target;
    const held = stored.stage === JobStage.held;
    const next: StoredJob = {
      ...stored,
      stage: held ? JobStage.held : JobStage.accepted,
      touched: undefined,
      backendJob: null,
      job: {
        ...stored.job,
        printer: printer.id,
        printerName: printer.name,
        ...(held ? {} : { state: 'pending' as const, reasons: [], message: '' }),
        changed: this.#context.clock.now(),
      },
    };
    this.#context.store.put(next);
    this.#context.changed(next);
    this.#ways.interrupt(id);
    return next.job;
  }
}

/** Throws `printer.format` or `request.invalid` where the printer's answer is known already. */
export function checkOffer(target: PrinterTarget, format: string, options: Job['options']): void {
  requireFormat(target.printer, format);
  if (target.offers) checkOptions(options, target.offers);
}

function requireUnsent({ stage, canceling }: StoredJob): void {
  if (UNSENT.includes(stage) && !canceling) return;
  const message =
    stage === JobStage.done ? 'This job is finished already.' : 'It is being printed already.';
  throw new HallwayError('job.not_possible', message);
}
