/** What the sender of a job for a peer's printer does with it: cancel, hold, release, settle, move. */
import { HallwayError } from '../base/errors.ts';
import type { Job } from '../model/job.ts';
import type { JobDecision, PrinterPlace } from '../model/job-terms.ts';
import {
  type JobContext,
  journal,
  markCanceled,
  markHeld,
  PIN_REASON,
  requirePin,
} from './job-context.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import type { RemoteJobs } from './remote-jobs.ts';

/** The owner of the printer has never heard of a job in these. */
export const UNHEARD: readonly JobStage[] = [JobStage.held, JobStage.spooled];

export interface SenderWays {
  /** Ends the job's present step and runs the next. */
  interrupt: (id: string) => void;
  /** Somebody prints there: wakes it if it sleeps. */
  wakePeer: (device: string) => void;
}

export class SentKeeper {
  readonly #context: JobContext;
  readonly #remote: RemoteJobs;
  readonly #ways: SenderWays;

  constructor(context: JobContext, remote: RemoteJobs, ways: SenderWays) {
    this.#context = context;
    this.#remote = remote;
    this.#ways = ways;
  }

  /** Begins to cancel; the state tells when it is done. Throws `job.not_possible`. */
  async cancel(stored: StoredJob): Promise<Job> {
    const next = await markCanceled(this.#context, stored, UNHEARD);
    this.#ways.interrupt(stored.job.id);
    return next.job;
  }

  /**
   * Lets a held job go, here or at the printer's PC; the right PIN lets it go without a stop there.
   * Throws `job.not_possible`, `job.pin`, `job.pin_locked`, `peer.offline`.
   */
  async release(stored: StoredJob, pin?: string): Promise<Job> {
    const { job, stage } = stored;
    if (stage === JobStage.uncertain) return this.decide(stored, 'again');
    const here = UNHEARD.includes(stage) && (stage === JobStage.held || stored.pin !== undefined);
    if (!here && stage !== JobStage.remote) throw notHeld();
    const waitsForPin = here ? stage !== JobStage.held : job.reasons.includes(PIN_REASON);
    // What is held here goes on to wait for its PIN there.
    if (pin !== undefined || waitsForPin) await requirePin(this.#context, stored, pin);
    const proven = pin !== undefined || stored.pin === undefined;
    if (!here) return this.#remote.act(stored, 'release');
    const now = this.#context.store.get(job.id, JobRole.sent) ?? stored;
    if (!UNHEARD.includes(now.stage)) throw notHeld();
    const next = await journal(this.#context, now, {
      stage: JobStage.spooled,
      ...(proven ? { pin: undefined } : {}),
      job: { state: 'pending', reasons: [], message: '' },
    });
    this.#ways.wakePeer(job.device);
    this.#ways.interrupt(job.id);
    return next.job;
  }

  /** Keeps a job back, here or at the printer's PC. Throws `job.not_possible`, `peer.offline`. */
  async hold(stored: StoredJob): Promise<Job> {
    if (stored.canceling) throw notHeld();
    if (stored.stage === JobStage.held) return stored.job;
    if (stored.stage === JobStage.remote) return this.#remote.act(stored, 'hold');
    if (stored.stage !== JobStage.spooled)
      throw new HallwayError('job.not_possible', 'It is being handed over now.', {
        fix: 'Try again in a moment.',
      });
    const next = await markHeld(this.#context, stored);
    this.#ways.interrupt(stored.job.id);
    return next.job;
  }

  /** Says what became of an uncertain job. Throws `job.not_possible`, `peer.offline`. */
  async decide(stored: StoredJob, decision: JobDecision): Promise<Job> {
    if (stored.stage !== JobStage.uncertain)
      throw new HallwayError('job.not_possible', 'This question is answered already.');
    if (decision === 'cancel') return this.cancel(stored);
    if (!stored.lost) return this.#remote.act(stored, decision);
    if (decision === 'again') return this.#remote.again(stored);
    const seen = 'Somebody saw that it was printed.';
    const next = await journal(this.#context, stored, {
      job: { state: 'completed', reasons: [], message: seen },
    });
    return next.job;
  }

  /**
   * Begins to move a job that the printer's PC may have: it goes to its new place as soon as that PC
   * has given it up. Throws `job.not_possible`.
   */
  async beginMove(stored: StoredJob, place: PrinterPlace): Promise<void> {
    if (stored.canceling) throw new HallwayError('job.not_possible', 'It is being cancelled.');
    await journal(this.#context, stored, { moving: place });
    this.#ways.interrupt(stored.job.id);
  }
}

function notHeld(): HallwayError {
  return new HallwayError('job.not_possible', 'This job is not held.');
}
