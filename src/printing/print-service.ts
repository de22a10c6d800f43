/**
 * Printing as the rest of the agent sees it: print on any printer of the workgroup, watch, cancel
 * and release jobs, and answer the peers that print here.
 */
import type { Readable } from 'node:stream';
import { Emitter, type Unsubscribe } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import { displayText } from '../base/text.ts';
import { isFinalJobState, type Job, type JobOptions } from '../model/job.ts';
import type { Printer } from '../model/printer.ts';
import type { Offers } from '../net/peer-transport.ts';
import { requireFormat, sniffFormat } from './document-format.ts';
import { type JobContext, type JobUpdate, spoolName, updateOf } from './job-context.ts';
import { checkOptions } from './job-options.ts';
import { type JobOffer, JobReceiver } from './job-receiver.ts';
import { JobSender, type Peers } from './job-sender.ts';
import { JobRole, type StoredJob } from './job-store.ts';
import type { JobCapabilities } from './printer-backend.ts';
import { offersOfPrinter } from './printer-description.ts';
import type { PrinterTargets } from './printer-target.ts';

/** What printing needs to know about the peers. */
export interface PeerPrinters extends Peers {
  /** A peer's printer as it was last seen, also while the peer is offline. */
  find(device: string, printer: string): Printer | undefined;
}

export interface PrintServiceOptions extends Omit<JobContext, 'changed'> {
  targets: PrinterTargets;
  peers: PeerPrinters;
  offers: Offers;
  /** Makes a version 4 UUID. */
  newId: () => string;
}

export interface PrintRequest {
  /** A UUID that nobody else has; made when absent. */
  id?: string | undefined;
  device: string;
  printer: string;
  name: string;
  /** What the sender's person is called. */
  owner: string;
  /** MIME type; told by the first bytes when absent. */
  format?: string | undefined;
  options?: JobOptions | undefined;
  document: Readable;
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

  constructor(options: PrintServiceOptions) {
    this.#options = options;
    const { log } = options;
    this.events = new Emitter((error) => log.error({ error }, 'A listener of printing failed.'));
    const context: JobContext = { ...options, changed: (stored) => this.#changed(stored) };
    this.#receiver = new JobReceiver(context, options.targets);
    this.#sender = new JobSender(context, options.offers, options.peers);
  }

  /** Goes on with every unfinished job. The printers must be known by then. */
  async start(): Promise<void> {
    const { spool, store, clock } = this.#options;
    store.prune(clock.now());
    await spool.start();
    await this.#options.conversion?.start();
    const needed = new Set([...store.open('sent'), ...store.open('received')].map(spoolName));
    // A document without a job: the agent died before it had answered for it.
    for (const name of await spool.names()) if (!needed.has(name)) await spool.remove(name);
    this.#receiver.start();
    this.#sender.start();
  }

  async stop(): Promise<void> {
    await this.#sender.stop();
    await this.#receiver.stop();
  }

  /**
   * Takes a document; it is durable on this device when the job comes back. Throws
   * `printer.not_found`, `printer.format`, `request.invalid`, `disk.full`.
   */
  async print(request: PrintRequest): Promise<Job> {
    try {
      return await this.#print(request);
    } catch (error) {
      request.document.destroy();
      throw error;
    }
  }

  async #print(request: PrintRequest): Promise<Job> {
    const { device: self, clock, spool, store, newId } = this.#options;
    const own = request.device === self;
    const { printer, offers } = this.#destination(request);
    store.prune(clock.now());
    const options = request.options ?? {};
    if (request.format) requireFormat(printer, request.format);
    if (offers) checkOptions(options, offers);
    const role = own ? JobRole.received : JobRole.sent;
    const now = clock.now();
    const job: Job = {
      id: request.id ?? newId(),
      name: displayText(request.name, 255, 'Document'),
      from: self,
      owner: displayText(request.owner, 255),
      device: request.device,
      printer: printer.id,
      printerName: printer.name,
      state: 'pending',
      reasons: [],
      message: '',
      format: '',
      bytes: 0,
      pages: null,
      options,
      created: now,
      changed: now,
    };
    const name = spoolName({ role, job });
    const { bytes, sha256, head } = await spool.store(name, request.document);
    try {
      if (bytes === 0) throw new HallwayError('request.invalid', 'The document is empty.');
      const format = request.format ?? sniffFormat(head);
      requireFormat(printer, format);
      const whole = { ...job, format, bytes };
      return own ? this.#receiver.accept(whole, sha256) : this.#sender.send(whole, sha256);
    } catch (error) {
      await spool.remove(name);
      throw error;
    }
  }

  #destination({ device, printer: id }: PrintRequest): {
    printer: Pick<Printer, 'id' | 'name' | 'formats'>;
    offers: JobCapabilities | undefined;
  } {
    const { device: self, targets, peers } = this.#options;
    const found = device === self ? targets.target(id) : undefined;
    if (found) return found;
    const printer = device === self ? undefined : peers.find(device, id);
    if (!printer) throw new HallwayError('printer.not_found', 'There is no such printer.');
    return { printer, offers: offersOfPrinter(printer) };
  }

  /** Jobs that this device sent or prints, newest first. */
  jobs(): Job[] {
    return this.#options.store.shown(this.#options.clock.now()).map(({ job }) => job);
  }

  /** Throws `job.not_found`. */
  job(id: string): Job {
    return this.#stored(id).job;
  }

  #stored(id: string): StoredJob {
    const { store } = this.#options;
    const stored = store.get(id, JobRole.sent) ?? store.get(id, JobRole.received);
    if (!stored) throw new HallwayError('job.not_found', 'There is no such job.');
    return stored;
  }

  /** The job when it is final, or as it is after `ms`. Throws `job.not_found`. */
  wait(id: string, ms: number): Promise<Job> {
    const now = this.job(id);
    if (isFinalJobState(now.state) || ms <= 0) return Promise.resolve(now);
    return new Promise((resolve) => {
      let unsubscribe: Unsubscribe = () => {};
      const finish = (): void => {
        unsubscribe();
        cancelTimer();
        resolve(this.job(id));
      };
      const cancelTimer = this.#options.clock.after(ms, finish);
      unsubscribe = this.events.on('job', (job) => {
        if (job.id === id && isFinalJobState(job.state)) finish();
      });
    });
  }

  /**
   * Cancels a job for its sender or for the printer's owner; `by` is the asking device. The state
   * tells when it is done. Throws `job.not_found`, `job.not_possible`.
   */
  async cancel(id: string, by: string = this.#options.device): Promise<Job> {
    const sent = this.#options.store.get(id, JobRole.sent);
    if (sent && by === this.#options.device) return this.#sender.cancel(sent);
    return this.#receiver.cancel(id, by);
  }

  /** Prints a held job, or once more one that is uncertain. Throws as `cancel` does. */
  async release(id: string): Promise<Job> {
    const stored = this.#stored(id);
    return stored.role === JobRole.sent ? this.#sender.release(stored) : this.#receiver.release(id);
  }

  // ---- the peers' side

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
    return updateOf(this.#receiver.job(id, device));
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

  #changed({ role, job }: StoredJob): void {
    if (role === JobRole.received && job.from !== this.#options.device)
      this.events.emit('frame', { device: job.from, job: updateOf(job) });
    this.events.emit('job', job);
    this.events.emit('changed', undefined);
  }
}
