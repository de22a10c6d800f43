/** What the sender says to the owner of a printer about a job that is there, and what it hears. */
import { actOnPeerJob, cancelPeerJob, getPeerJob, type PeerJobAction } from '../api/peer.ts';
import { asHallwayError } from '../base/errors.ts';
import { isFinalJobState, type Job } from '../model/job.ts';
import type { PrinterPlace } from '../model/job-terms.ts';
import { CANCELED, cleanUpdate, type JobContext, type JobUpdate, journal } from './job-context.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import type { Outcome } from './job-workers.ts';

/** Frames tell how a job goes; this only catches one that was lost. */
const ASK_AGAIN_MS = 60_000;
/** A person waits for the answer. */
const ACT_TIMEOUT_MS = 15_000;

/** A new job in place of one of which nothing was printed, or of which that is settled. */
export type MoveJob = (stored: StoredJob, place: PrinterPlace) => Promise<StoredJob>;

export class RemoteJobs {
  readonly #context: JobContext;
  readonly #peers: { deviceName(device: string): string };
  readonly #move: MoveJob;

  constructor(context: JobContext, peers: { deviceName(device: string): string }, move: MoveJob) {
    this.#context = context;
    this.#peers = peers;
    this.#move = move;
  }

  /** Journals what the owner told. */
  apply(
    stored: StoredJob,
    update: JobUpdate,
    change: { canceling?: boolean } = {},
  ): Promise<StoredJob> {
    return journal(this.#context, stored, {
      ...change,
      lost: undefined,
      stage: update.state === 'uncertain' ? JobStage.uncertain : JobStage.remote,
      job: cleanUpdate(update),
    });
  }

  /** Does something now, while a person waits. Throws `peer.offline`, `job.not_possible`, … */
  async act({ job: { id, device } }: StoredJob, action: PeerJobAction): Promise<Job> {
    const input = { params: { id }, body: { action } };
    const options = { timeoutMs: ACT_TIMEOUT_MS };
    const update = await this.#context.transport.call(device, actOnPeerJob, input, options);
    return (await this.apply(this.#now(id), update)).job;
  }

  /** A new job in place of one that its owner lost. */
  async again(stored: StoredJob): Promise<Job> {
    const { device, printer } = stored.job;
    return (await this.#move(stored, { device, printer })).job;
  }

  async ask(stored: StoredJob, signal: AbortSignal): Promise<Outcome> {
    const { device, id } = stored.job;
    try {
      const { transport } = this.#context;
      const update = await transport.call(device, getPeerJob, { params: { id } }, { signal });
      return await this.#settled(id, update, {});
    } catch (error) {
      if (signal.aborted) return 'retry';
      if (asHallwayError(error).code !== 'job.not_found') return { afterMs: ASK_AGAIN_MS };
      await journal(this.#context, stored, {
        stage: JobStage.uncertain,
        lost: true,
        job: { state: 'uncertain', message: `${this.#peers.deviceName(device)} lost this job.` },
      });
      return 'wait';
    }
  }

  async cancel(stored: StoredJob, signal: AbortSignal): Promise<Outcome> {
    const { device, id } = stored.job;
    try {
      const { transport } = this.#context;
      const update = await transport.call(device, cancelPeerJob, { params: { id } }, { signal });
      return await this.#settled(id, update, { canceling: false });
    } catch (error) {
      if (signal.aborted) return 'retry';
      const { code } = asHallwayError(error);
      if (code === 'job.not_found') {
        await journal(this.#context, stored, { job: CANCELED });
        return 'done';
      }
      if (code === 'job.not_possible') {
        await journal(this.#context, stored, { stage: JobStage.remote, canceling: false });
        return 'again';
      }
      const message = `Will be cancelled when ${this.#peers.deviceName(device)} is online.`;
      await journal(this.#context, stored, { job: { message } });
      return 'retry';
    }
  }

  /** Moves a job as soon as its owner has given it up; if that is too late, it stays. */
  async withdraw(stored: StoredJob, to: PrinterPlace, signal: AbortSignal): Promise<Outcome> {
    const context = this.#context;
    const { device, id } = stored.job;
    const input = { params: { id }, body: { action: 'withdraw' as const } };
    try {
      await context.transport.call(device, actOnPeerJob, input, { signal });
    } catch (error) {
      if (signal.aborted) return 'retry';
      const { code, message: why } = asHallwayError(error);
      if (code === 'job.not_possible' || code === 'job.not_found') {
        const job = { message: `It was not moved. ${why}` };
        await journal(context, stored, { stage: JobStage.remote, moving: undefined, job });
        return 'again';
      }
      const name = this.#peers.deviceName(device);
      const message = `Will be moved when ${name} is online and has given it up.`;
      await journal(context, stored, { job: { message } });
      return 'retry';
    }
    try {
      await this.#move(stored, to);
    } catch (error) {
      // Nothing of it prints there any more: it ends in words rather than in silence.
      const { message } = asHallwayError(error);
      await journal(context, stored, {
        job: { state: 'aborted', reasons: ['aborted-by-system'], message },
      });
    }
    return 'done';
  }

  /** The owner told how it goes, without being asked. */
  told(id: string, update: JobUpdate): Promise<Outcome> {
    return this.#settled(id, update, {});
  }

  /** Applies an answer; a frame may have changed the job while it was on its way. */
  async #settled(id: string, update: JobUpdate, change: { canceling?: boolean }): Promise<Outcome> {
    const next = await this.apply(this.#now(id), update, change);
    return isFinalJobState(next.job.state) ? 'done' : { afterMs: ASK_AGAIN_MS };
  }

  #now(id: string): StoredJob {
    const { store } = this.#context;
    const stored = store.get(id, JobRole.sent);
    if (!stored) throw new Error('A job vanished from the journal.');
    return stored;
  }
}
