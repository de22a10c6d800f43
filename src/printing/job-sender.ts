/**
 * The sender's side of a job for a peer's printer: keeps the document until the printer has
 * printed it, offers it until the owner has it, and asks how it went.
 */
import { cancelPeerJob, getPeerJob, offerJob } from '../api/peer.ts';
import { asHallwayError, type ErrorCode, type HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import { isFinalJobState, type Job } from '../model/job.ts';
import type { Offers } from '../net/peer-transport.ts';
import {
  admit,
  CANCELED,
  cleanUpdate,
  type JobContext,
  type JobUpdate,
  journal,
  markCanceled,
  markReleased,
  spoolName,
} from './job-context.ts';
import { DocumentOffers } from './document-offers.ts';
import { JobLine } from './job-line.ts';
import { JobRole, JobStage, OFFERED_FOR, type StoredJob } from './job-store.ts';
import { JobWorkers, type Outcome } from './job-workers.ts';

/** The owner's clear no; after anything else the offer is repeated. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'job.not_possible',
  'printer.format',
  'printer.not_found',
  'request.conflict',
  'request.forbidden',
  'request.invalid',
  'request.too_large',
  'request.unauthorized',
  'workgroup.not_member',
  'workgroup.removed',
]);

const OFFLINE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['peer.offline', 'peer.unreachable']);

/** The owner has never heard of a job in these. */
const UNSENT: readonly JobStage[] = [JobStage.held, JobStage.spooled];

/** An offer is answered when the owner has pulled the document. */
const OFFER_TIMEOUT_MS = 3_600_000;
/** Frames tell how a job goes; this only catches one that was lost. */
const ASK_AGAIN_MS = 60_000;

/** What the sender needs to know about the owners of printers. */
export interface Peers {
  /** What the device is called. */
  deviceName(device: string): string;
  /** True while it can be asked. */
  isOnline(device: string): boolean;
  /** Somebody prints there: wakes it if it sleeps. */
  wake?(device: string): void;
}

export class JobSender implements Lifecycle {
  readonly #context: JobContext;
  readonly #documents: DocumentOffers;
  readonly #peers: Peers;
  readonly #workers: JobWorkers;
  /** Per peer: jobs arrive in the order in which they were sent. */
  readonly #line = new JobLine();

  constructor(context: JobContext, offers: Offers, peers: Peers) {
    this.#context = context;
    this.#documents = new DocumentOffers(offers);
    this.#peers = peers;
    this.#workers = new JobWorkers(
      context.clock,
      (id, signal) => this.#step(id, signal),
      (id, error) => context.log.error({ job: id, error }, 'A print job stumbled.'),
    );
  }

  start(): void {
    for (const { job } of this.#context.store.open(JobRole.sent)) this.#workers.wake(job.id);
  }

  async stop(): Promise<void> {
    await this.#workers.stop();
    this.#documents.withdrawAll();
  }

  /** A job whose document is in the spool already; durable when it returns. */
  send(job: Job, sha256: string): Job {
    const stored = admit(this.#context, JobRole.sent, job, sha256);
    if (stored.stage !== JobStage.held) this.#peers.wake?.(job.device);
    this.#workers.wake(job.id);
    return stored.job;
  }

  /** The peer is reachable again: go on with what waits for it. */
  peerOnline(device: string): void {
    for (const { job } of this.#context.store.open(JobRole.sent))
      if (job.device === device) this.#workers.wake(job.id);
  }

  /** What the owner tells. Ignored unless it is the owner of that job. */
  async update(device: string, update: JobUpdate): Promise<void> {
    const stored = this.#context.store.get(update.id, JobRole.sent);
    const theirs = stored?.job.device === device;
    if (!stored || !theirs || stored.stage === JobStage.done) return;
    if (stored.stage !== JobStage.remote && stored.stage !== JobStage.uncertain) return;
    await this.#apply(stored, update);
  }

  #apply(
    stored: StoredJob,
    update: JobUpdate,
    change: { canceling?: boolean } = {},
  ): Promise<StoredJob> {
    return journal(this.#context, stored, {
      ...change,
      stage: update.state === 'uncertain' ? JobStage.uncertain : JobStage.remote,
      job: cleanUpdate(update),
    });
  }

  /** Begins to cancel; the state tells when it is done. Throws `job.not_possible`. */
  async cancel(stored: StoredJob): Promise<Job> {
    const next = await markCanceled(this.#context, stored, UNSENT);
    this.#workers.interrupt(stored.job.id);
    return next.job;
  }

  /** Sends a held job. Throws `job.not_possible`. */
  async release(stored: StoredJob): Promise<Job> {
    const next = await markReleased(this.#context, stored, [JobStage.held]);
    this.#peers.wake?.(stored.job.device);
    this.#workers.wake(stored.job.id);
    return next.job;
  }

  /** This device left its workgroup: ends what it sent, for nobody will tell how it went. */
  async left(): Promise<void> {
    const open = this.#context.store.open(JobRole.sent);
    const ended = open.map((stored) => {
      const message = UNSENT.includes(stored.stage)
        ? 'This PC left the workgroup before it was sent.'
        : 'This PC left the workgroup. Look at the printer to see whether it was printed.';
      return journal(this.#context, stored, {
        job: { state: 'aborted', reasons: ['aborted-by-system'], message },
      });
    });
    for (const { job } of open) this.#workers.interrupt(job.id);
    await Promise.all(ended);
  }

  async #step(id: string, signal: AbortSignal): Promise<Outcome> {
    const stored = this.#context.store.get(id, JobRole.sent);
    const ended = !stored || stored.stage === JobStage.done;
    if (ended || stored.canceling) this.#documents.withdraw(id);
    if (ended) return 'done';
    if (stored.canceling) return this.#cancelRemote(stored, signal);
    switch (stored.stage) {
      case JobStage.spooled:
      case JobStage.offering:
        return this.#line.enter(stored.job.device, () => this.#offer(stored, signal));
      case JobStage.remote:
      case JobStage.uncertain:
        return this.#ask(stored, signal);
      default:
        return 'wait';
    }
  }

  async #offer(spooled: StoredJob, signal: AbortSignal): Promise<Outcome> {
    const context = this.#context;
    // Cancelled or stopped while it stood in line; a cancel is journalled before it interrupts.
    if (signal.aborted) return 'retry';
    if (context.clock.now() - spooled.job.created > OFFERED_FOR) return this.#tooOld(spooled);
    // What never left can still be cancelled here, and is known to be unprinted.
    if (!this.#peers.isOnline(spooled.job.device)) return this.#offline(spooled);
    const stored = await journal(context, spooled, { stage: JobStage.offering });
    if (stored.stage === JobStage.done || stored.canceling) return 'again';
    const { job, sha256 } = stored;
    const { id, name, owner, format, bytes, created } = job;
    const { hold: _released, ...options } = job.options;
    const read = context.spool.read.bind(context.spool, spoolName(stored));
    const offer = this.#documents.of(job, { size: bytes, read });
    const body = { id, offer, name, owner, format, bytes, sha256, options, created };
    try {
      const { state } = await context.transport.call(
        job.device,
        offerJob,
        { params: { printer: job.printer }, body },
        { signal, timeoutMs: OFFER_TIMEOUT_MS },
      );
      this.#documents.withdraw(id);
      // Somebody may have cancelled meanwhile.
      const now = context.store.get(id, JobRole.sent) ?? stored;
      await journal(context, now, { stage: JobStage.remote, job: { state, message: '' } });
      return 'again';
    } catch (error) {
      const failure = asHallwayError(error);
      // The owner may still be pulling, or go on with that when the connection is back.
      if (!OFFLINE.has(failure.code)) this.#documents.withdraw(id);
      return await this.#offerFailed(stored, failure, signal);
    }
  }

  async #offerFailed(
    stored: StoredJob,
    error: HallwayError,
    signal: AbortSignal,
  ): Promise<Outcome> {
    if (signal.aborted) return 'retry';
    if (REFUSALS.has(error.code)) {
      const message = error.fix ? `${error.message} ${error.fix}` : error.message;
      await journal(this.#context, stored, {
        job: { state: 'aborted', reasons: ['aborted-by-system'], message },
      });
      return 'done';
    }
    if (OFFLINE.has(error.code)) return this.#offline(stored);
    const device = this.#peers.deviceName(stored.job.device);
    const message = `${device} could not take it yet: ${error.message}`;
    await journal(this.#context, stored, { job: { message } });
    return 'retry';
  }

  async #offline(stored: StoredJob): Promise<Outcome> {
    const message = `Waits until ${this.#peers.deviceName(stored.job.device)} is online.`;
    await journal(this.#context, stored, { job: { message } });
    return 'retry';
  }

  /** Older than what the owner remembers: to offer it again might print it again. */
  async #tooOld(stored: StoredJob): Promise<Outcome> {
    const unsent = stored.stage === JobStage.spooled;
    this.#documents.withdraw(stored.job.id);
    await journal(this.#context, stored, {
      stage: JobStage.uncertain,
      job: unsent
        ? { state: 'aborted', message: 'The other PC was not online for seven days.' }
        : { state: 'uncertain', message: 'The other PC did not confirm it within seven days.' },
    });
    return 'done';
  }

  async #ask(stored: StoredJob, signal: AbortSignal): Promise<Outcome> {
    const { device, id } = stored.job;
    try {
      const { transport } = this.#context;
      const update = await transport.call(device, getPeerJob, { params: { id } }, { signal });
      return await this.#settled(stored, update, {});
    } catch (error) {
      if (signal.aborted) return 'retry';
      if (asHallwayError(error).code !== 'job.not_found') return { afterMs: ASK_AGAIN_MS };
      await journal(this.#context, stored, {
        stage: JobStage.uncertain,
        job: { state: 'uncertain', message: `${this.#peers.deviceName(device)} lost this job.` },
      });
      return 'wait';
    }
  }

  async #cancelRemote(stored: StoredJob, signal: AbortSignal): Promise<Outcome> {
    const { device, id } = stored.job;
    try {
      const { transport } = this.#context;
      const update = await transport.call(device, cancelPeerJob, { params: { id } }, { signal });
      return await this.#settled(stored, update, { canceling: false });
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

  /** Applies an answer; a frame may have changed the job while it was on its way. */
  async #settled(
    asked: StoredJob,
    update: JobUpdate,
    change: { canceling?: boolean },
  ): Promise<Outcome> {
    const now = this.#context.store.get(asked.job.id, JobRole.sent) ?? asked;
    const next = await this.#apply(now, update, change);
    return isFinalJobState(next.job.state) ? 'done' : { afterMs: ASK_AGAIN_MS };
  }
}
