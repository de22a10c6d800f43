/**
 * The sender's side of a job for a peer's printer: keeps the document until the printer has
 * printed it, offers it until the owner has it, and asks how it went.
 */
import type { Readable } from 'node:stream';
import { offerJob } from '../api/peer.ts';
import { asHallwayError, type ErrorCode, type HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Job } from '../model/job.ts';
import type { Offers } from '../net/peer-transport.ts';
import {
  admit,
  type Beginning,
  EXPIRED,
  isExpired,
  type JobContext,
  type JobUpdate,
  journal,
  spoolName,
} from './job-context.ts';
import { DocumentOffers } from './document-offers.ts';
import type { IntakeRush } from './intake-rush.ts';
import { JobLine } from './job-line.ts';
import { JobRole, JobStage, OFFERED_FOR, type StoredJob } from './job-store.ts';
import { JobWorkers, type Outcome } from './job-workers.ts';
import { type MoveJob, RemoteJobs } from './remote-jobs.ts';
import { SendingOrder } from './sending-order.ts';
import { SentKeeper, UNHEARD } from './sent-keeper.ts';

/** The owner's clear no; after anything else the offer is repeated. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'job.not_possible',
  'printer.format',
  'printer.not_found',
  'printer.quota',
  'request.conflict',
  'request.forbidden',
  'request.invalid',
  'request.too_large',
  'request.unauthorized',
  'workgroup.not_member',
  'workgroup.removed',
]);

const OFFLINE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['peer.offline', 'peer.unreachable']);

/** An offer is answered when the owner has pulled the document. */
const OFFER_TIMEOUT_MS = 3_600_000;
/** What the sender needs to know about the owners of printers. */
export interface Peers {
  /** What the device is called. */
  deviceName(device: string): string;
  /** True while it can be asked. */
  isOnline(device: string): boolean;
  /** Somebody prints there: wakes it if it sleeps. */
  wake?(device: string): void;
}

export interface JobSenderOptions {
  offers: Offers;
  peers: Peers;
  rush: IntakeRush;
  move: MoveJob;
}

export class JobSender implements Lifecycle {
  readonly #context: JobContext;
  readonly #documents: DocumentOffers;
  readonly #peers: Peers;
  readonly #workers: JobWorkers;
  /** Per peer: jobs arrive in the order in which they were sent. */
  readonly #line = new JobLine();
  readonly #order: SendingOrder;
  readonly #rush: IntakeRush;
  readonly #remote: RemoteJobs;
  /** What the owner told of a job before it answered the offer. */
  readonly #early = new Map<string, JobUpdate | undefined>();
  /** What its sender does with a job. */
  readonly keeper: SentKeeper;

  constructor(context: JobContext, { offers, peers, rush, move }: JobSenderOptions) {
    this.#context = context;
    this.#rush = rush;
    this.#order = new SendingOrder(context.store);
    this.#remote = new RemoteJobs(context, peers, move);
    this.keeper = new SentKeeper(context, this.#remote, {
      interrupt: (id) => this.#workers.interrupt(id),
      wakePeer: (device) => peers.wake?.(device),
    });
    this.#documents = new DocumentOffers(offers);
    this.#peers = peers;
    this.#workers = new JobWorkers(
      context.clock,
      (id, signal) => this.#inOrder(id, signal),
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

  /** See `admit`. */
  async send(job: Job, more: Beginning, settled: Promise<void>): Promise<Job> {
    const stored = await admit(this.#context, JobRole.sent, job, more, settled);
    this.goOn(stored);
    return stored.job;
  }

  /** A job is in the journal that was not there before. */
  goOn(stored: StoredJob): void {
    const { job } = stored;
    if (stored.stage !== JobStage.held) this.#peers.wake?.(job.device);
    this.#workers.wake(job.id);
  }

  /** Runs the next step of a job that somebody changed, or whose time is over. */
  wake(id: string): void {
    this.#workers.interrupt(id);
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
    if (this.#early.has(update.id)) this.#early.set(update.id, update);
    if (stored.stage !== JobStage.remote && stored.stage !== JobStage.uncertain) return;
    // It gives the job up because it was asked to: what that means is decided there.
    if (stored.moving) return;
    await this.#remote.apply(stored, update);
  }

  /** This device left its workgroup: ends what it sent, for nobody will tell how it went. */
  async left(): Promise<void> {
    const open = this.#context.store.open(JobRole.sent);
    const ended = open.map((stored) => {
      const message = UNHEARD.includes(stored.stage)
        ? 'This PC left the workgroup before it was sent.'
        : 'This PC left the workgroup. Look at the printer to see whether it was printed.';
      return journal(this.#context, stored, {
        job: { state: 'aborted', reasons: ['aborted-by-system'], message },
      });
    });
    for (const { job } of open) this.#workers.interrupt(job.id);
    await Promise.all(ended);
  }

  /** One step; whatever waited for this job goes on after it. */
  async #inOrder(id: string, signal: AbortSignal): Promise<Outcome> {
    const outcome = await this.#step(id, signal);
    const next = this.#order.after(id);
    if (next !== undefined && !signal.aborted) this.#workers.wake(next);
    return outcome;
  }

  async #step(id: string, signal: AbortSignal): Promise<Outcome> {
    const stored = this.#context.store.get(id, JobRole.sent);
    const ended = !stored || stored.stage === JobStage.done;
    if (ended || stored.canceling) this.#documents.withdraw(id);
    if (ended) return 'done';
    if (stored.canceling) return this.#remote.cancel(stored, signal);
    if (stored.moving) {
      this.#documents.withdraw(id);
      return this.#remote.withdraw(stored, stored.moving, signal);
    }
    if (isExpired(stored, this.#context.clock.now())) {
      await journal(this.#context, stored, { job: EXPIRED });
      return 'done';
    }
    switch (stored.stage) {
      case JobStage.spooled:
      case JobStage.offering:
        return this.#line.enter(stored.job.device, () =>
          this.#order.isNext(stored) ? this.#offer(stored, signal) : Promise.resolve('wait'),
        );
      case JobStage.remote:
      case JobStage.uncertain:
        return this.#remote.ask(stored, signal);
      default:
        return 'wait';
    }
  }

  async #offer(spooled: StoredJob, signal: AbortSignal): Promise<Outcome> {
    const context = this.#context;
    // Cancelled or stopped while it stood in line; a cancel is journalled before it interrupts.
    await this.#rush.over(signal);
    if (signal.aborted) return 'retry';
    const now = context.clock.now();
    const offeredAt = spooled.offeredAt ?? now;
    if (now - offeredAt > OFFERED_FOR) return this.#tooOld(spooled);
    // What never left can still be cancelled here, and is known to be unprinted.
    if (!this.#peers.isOnline(spooled.job.device)) return this.#offline(spooled);
    const latest = context.store.get(spooled.job.id, JobRole.sent);
    if (latest?.stage !== spooled.stage || latest.canceling || latest.moving) return 'again';
    const stored = await journal(context, spooled, { stage: JobStage.offering, offeredAt });
    const { job, sha256 } = stored;
    const { id, name, owner, format, bytes, created } = job;
    const { hold: _released, ...options } = job.options;
    const whole = { start: 0, end: bytes - 1 };
    const read = (range = whole): Readable => context.spool.read(spoolName(stored), range);
    const offer = this.#documents.of(job, { size: bytes, read });
    const { expires, account } = job;
    const body = {
      id,
      offer,
      name,
      owner,
      format,
      bytes,
      sha256,
      options,
      created,
      account,
      pin: stored.pin && { salt: stored.pin.salt, hash: stored.pin.hash },
      expiresIn: expires && Math.max(0, Math.ceil((expires - now) / 1000)),
    };
    this.#early.set(id, undefined);
    try {
      const { state } = await context.transport.call(
        job.device,
        offerJob,
        { params: { printer: job.printer }, body },
        { signal, timeoutMs: OFFER_TIMEOUT_MS },
      );
      this.#documents.withdraw(id);
      // Somebody may have cancelled meanwhile.
      const remote = await journal(context, stored, {
        stage: JobStage.remote,
        job: { state, message: '' },
      });
      const told = this.#early.get(id);
      // Taken a moment ago, it told of itself already; of one that it knew it is asked.
      return told && !remote.canceling && !remote.moving
        ? await this.#remote.told(id, told)
        : 'again';
    } catch (error) {
      const failure = asHallwayError(error);
      // The owner may still be pulling, or go on with that when the connection is back.
      if (!OFFLINE.has(failure.code)) this.#documents.withdraw(id);
      return await this.#offerFailed(stored, failure, signal);
    } finally {
      this.#early.delete(id);
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
    this.#order.failed(stored.job.id, error.code);
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

  /** Soon the owner may not remember it any more: to offer it again might print it again. */
  async #tooOld(stored: StoredJob): Promise<Outcome> {
    this.#documents.withdraw(stored.job.id);
    const device = this.#peers.deviceName(stored.job.device);
    await journal(this.#context, stored, {
      stage: JobStage.uncertain,
      lost: true,
      job: { state: 'uncertain', message: `${device} did not confirm it within three weeks.` },
    });
    return 'done';
  }
}
