/**
 * Printing as the rest of the agent sees it: print on any printer of the workgroup, watch, cancel
 * and release jobs, and answer the peers that print here.
 */
import { Emitter } from '../base/emitter.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import { isFinalJobState, type Job } from '../model/job.ts';
import type { Alternative, JobDecision, PrinterPlace } from '../model/job-terms.ts';
import type { Printer } from '../model/printer.ts';
import type { Offers } from '../net/peer-transport.ts';
import type { PeerJobAction } from '../api/peer.ts';
import { tidySpool } from './half-documents.ts';
import { type JobContext, type JobUpdate, updateOf } from './job-context.ts';
import { JobDesk } from './job-desk.ts';
import { JobList } from './job-list.ts';
import { type JobOffer, JobReceiver } from './job-receiver.ts';
import { JobSender, type Peers } from './job-sender.ts';
import { JobRole, type StoredJob } from './job-store.ts';
import { JobTimes } from './job-times.ts';
import { IntakeRush } from './intake-rush.ts';
import { PrintIntake, type PrintRequest } from './print-intake.ts';
import type { PrintLedger } from './print-ledger.ts';
import type { PrintNotices } from './print-notices.ts';
import { type PlacedPrinters, PrintPlaces } from './print-places.ts';
import { countedPages, PrintQuota } from './print-quota.ts';
import type { MoveJob } from './remote-jobs.ts';
import type { PrinterTargets } from './printer-target.ts';

/** So long moving a job waits for the PC that must give it up. */
const MOVE_MS = 8000;

/** What printing needs to know about the peers. */
export interface PeerPrinters extends Peers, PlacedPrinters {}

export interface PrintServiceOptions extends Omit<JobContext, 'changed' | 'printed'> {
  targets: PrinterTargets;
  ledger: PrintLedger;
  notices: PrintNotices;
  peers: PeerPrinters;
  offers: Offers;
  /** Makes a version 4 UUID. */
  newId: () => string;
  /** Random bytes. */
  random: (bytes: number) => Uint8Array;
}

interface PrintEvents {
  /** Some job is new or different. */
  changed: void;
  /** The job that is new or different, as it is now. */
  job: Job;
  /** A job of this peer changed at our printer: tell it (`JobFrame`). */
  frame: { device: string; job: JobUpdate };
}

export class PrintService implements Lifecycle {
  readonly events: Emitter<PrintEvents>;
  readonly #options: PrintServiceOptions;
  readonly #receiver: JobReceiver;
  readonly #sender: JobSender;
  readonly #desk: JobDesk;
  readonly #places: PrintPlaces;
  readonly #quota: PrintQuota;
  readonly #times: JobTimes;
  readonly #list: JobList;
  readonly #intake: PrintIntake;
  readonly #tidy: () => Promise<StoredJob[]>;

  constructor(options: PrintServiceOptions) {
    this.#options = options;
    const { log, device, targets, peers, offers, clock, ledger } = options;
    this.events = new Emitter((error) => log.error({ error }, 'A listener of printing failed.'));
    const context: JobContext = {
      ...options,
      changed: (stored) => this.#changed(stored),
      printed: ({ job }) => ledger.add(job, countedPages(job), clock.now()),
    };
    this.#tidy = () => tidySpool(context);
    const places = new PrintPlaces(device, targets, peers);
    this.#places = places;
    const rush = new IntakeRush(clock);
    this.#quota = new PrintQuota(options);
    this.#list = new JobList({
      ...options,
      places,
      deviceName: (id) => (id === device ? 'this PC' : peers.deviceName(id)),
      order: (printer) => this.#receiver.queue.order(printer),
      onJob: (listen) => this.events.on('job', listen),
    });
    this.#times = new JobTimes({
      ...options,
      expired: ({ role, job }) =>
        (role === JobRole.sent ? this.#sender : this.#receiver).wake(job.id),
      list: this.#list,
      changed: () => this.events.emit('changed', undefined),
    });
    this.#desk = new JobDesk({
      ...options,
      context,
      places,
      receiver: () => this.#receiver,
      sender: () => this.#sender,
    });
    this.#intake = new PrintIntake({
      ...options,
      places,
      rush,
      accept: (...taken) => this.#receiver.accept(...taken),
      send: (...taken) => this.#sender.send(...taken),
    });
    this.#receiver = new JobReceiver(context, targets, this.#quota);
    const move: MoveJob = (stored, place) => this.#desk.succeed(stored, place, true);
    this.#sender = new JobSender(context, { offers, peers, rush, move });
  }

  /** Goes on with every unfinished job. The printers must be known by then. */
  async start(): Promise<void> {
    const { spool, store, clock } = this.#options;
    store.prune(clock.now());
    await spool.start();
    await this.#options.conversion?.start();
    for (const stored of await this.#tidy()) this.#times.watch(stored);
    this.#times.start();
    this.#receiver.start();
    this.#sender.start();
  }

  async stop(): Promise<void> {
    this.#times.stop();
    await this.#sender.stop();
    await this.#receiver.stop();
    await this.#options.spool.stop();
  }

  /**
   * Takes a document; it is durable on this device when the job comes back. Throws
   * `printer.not_found`, `printer.format`, `request.invalid`, `disk.full`.
   */
  async print(request: PrintRequest): Promise<Job> {
    return this.#list.shown(await this.#intake.take(request));
  }

  /** Jobs that this device sent or prints, newest first. */
  jobs(): Job[] {
    return this.#list.all();
  }

  /** Throws `job.not_found`. */
  job(id: string): Job {
    return this.#list.get(id);
  }

  #stored(id: string): StoredJob {
    return this.#list.stored(id);
  }

  /** The job when it is final, or as it is after `ms`. Throws `job.not_found`. */
  wait(id: string, ms: number): Promise<Job> {
    return this.#list.until(id, ({ job }) => isFinalJobState(job.state), ms);
  }

  /**
   * Cancels a job for its sender or for the printer's owner; `by` is the asking device. The state
   * tells when it is done. Throws `job.not_found`, `job.not_possible`.
   */
  async cancel(id: string, by: string = this.#options.device): Promise<Job> {
    const sent = this.#options.store.get(id, JobRole.sent);
    if (sent && by === this.#options.device)
      return this.#list.shown(await this.#sender.keeper.cancel(sent));
    return this.#list.shown(await this.#receiver.cancel(id, by));
  }

  /** Keeps a job of which no byte has left for the printer. Throws as `cancel` does. */
  async hold(id: string): Promise<Job> {
    const stored = this.#stored(id);
    return this.#list.shown(
      stored.role === JobRole.sent
        ? await this.#sender.keeper.hold(stored)
        : await this.#receiver.keeper.hold(id, this.#options.device),
    );
  }

  /**
   * Prints a held job, or once more one that is uncertain. Throws as `cancel` does, and `job.pin`,
   * `job.pin_locked`.
   */
  async release(id: string, pin?: string): Promise<Job> {
    const stored = this.#stored(id);
    return this.#list.shown(
      stored.role === JobRole.sent
        ? await this.#sender.keeper.release(stored, pin)
        : await this.#receiver.keeper.release(id, this.#options.device, pin),
    );
  }

  /** Says what became of an uncertain job. Throws as `cancel` does. */
  async decide(id: string, decision: JobDecision): Promise<Job> {
    const stored = this.#stored(id);
    return this.#list.shown(
      stored.role === JobRole.sent
        ? await this.#sender.keeper.decide(stored, decision)
        : await this.#receiver.keeper.decide(id, this.#options.device, decision),
    );
  }

  /** See `JobDesk.move`; waits a moment for a PC that must give the job up first. */
  async move(id: string, place: PrinterPlace): Promise<Job> {
    const moved = await this.#desk.move(this.#stored(id), place);
    if (moved.id !== id || this.#stored(id).moving === undefined) return this.#list.shown(moved);
    const { movedTo } = await this.#list.until(id, ({ moving }) => moving === undefined, MOVE_MS);
    return this.job(movedTo ?? id);
  }

  /** See `JobDesk.reprint`. */
  async reprint(id: string, to: Partial<PrinterPlace> = {}): Promise<Job> {
    return this.#list.shown(await this.#desk.reprint(this.#stored(id), to));
  }

  /** Printers that could print this job as it was asked for. Throws `job.not_found`. */
  alternatives(id: string): Alternative[] {
    return this.#places.alternatives(this.#stored(id).job);
  }

  /** Hours that this device keeps the documents that it sends. */
  keeping(): number {
    return this.#options.store.keeping();
  }

  setKeeping(hours: number): void {
    this.#options.store.setKeeping(hours);
  }

  /** Printers of this device are new or different; one that was paused may go on. */
  printersChanged(): void {
    this.#receiver.queue.printersChanged();
  }

  // ---- the peers' side

  /** This device's printers as a member may use them. */
  printersFor(device: string): Printer[] {
    return this.#quota.printersFor(device, this.#options.targets.listOwn());
  }

  /** Answers `offerJob`. */
  async receive(
    from: { device: string; name: string },
    printer: string,
    offer: JobOffer,
  ): Promise<{ state: Job['state'] }> {
    const { state } = await this.#receiver.receive(from.device, from.name, printer, offer);
    return { state };
  }

  /** Answers `getPeerJob`. */
  peerJob(device: string, id: string): JobUpdate {
    return updateOf(this.#list.view(this.#receiver.keeper.mine(id, device)));
  }

  /** Answers `actOnPeerJob`. */
  async actOnPeerJob(device: string, id: string, action: PeerJobAction): Promise<JobUpdate> {
    const { keeper } = this.#receiver;
    if (action === 'hold') await keeper.hold(id, device);
    else if (action === 'release') await keeper.release(id, device);
    else if (action === 'withdraw') await keeper.withdraw(id, device);
    else await keeper.decide(id, device, action);
    return this.peerJob(device, id);
  }

  /** Answers `cancelPeerJob`. */
  async cancelPeerJob(device: string, id: string): Promise<JobUpdate> {
    return updateOf(await this.#receiver.cancel(id, device));
  }

  /** A `JobFrame` came from this peer. */
  onJobFrame(device: string, job: JobUpdate): Promise<void> {
    return this.#sender.update(device, job);
  }

  /** The peer is reachable again. */
  peerOnline(device: string): void {
    this.#sender.peerOnline(device);
  }

  /** This device left its workgroup: jobs for the printers of its former peers end. */
  left(): Promise<void> {
    return this.#sender.left();
  }

  #changed(stored: StoredJob): void {
    const { role, job } = stored;
    this.#times.watch(stored);
    this.#receiver.queue.changed(stored);
    this.#options.notices.jobChanged(stored);
    if (role === JobRole.received && job.from !== this.#options.device)
      this.events.emit('frame', { device: job.from, job: updateOf(this.#list.view(stored)) });
    this.events.emit('job', job);
    this.events.emit('changed', undefined);
  }
}
