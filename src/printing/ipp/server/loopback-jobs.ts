/**
 * The life of a job that a program sends to a loopback printer, from Create-Job to the moment when
 * the spool has its document; from then on the print service tells how it goes.
 */
import type { Readable } from 'node:stream';
import type { CancelTimer, Clock } from '../../../base/clock.ts';
import { HallwayError } from '../../../base/errors.ts';
import { isFinalJobState, type Job, type JobOptions } from '../../../model/job.ts';
import type { PrintService } from '../../print-service.ts';
import { JobStates, Status } from '../constants.ts';
import { asFault, IppFault } from './fault.ts';
import { type GuestLimits, guestOf } from './guest-limits.ts';
import type { JobBook, JobRecord } from './job-book.ts';

/** The part of the print service that a printer's programs reach. */
export type Printing = Pick<PrintService, 'print' | 'job' | 'cancel' | 'hold' | 'release'>;

export interface LoopbackJob {
  record: JobRecord;
  /** Absent while it has no document. */
  job: Job | undefined;
  /** `job-state`. */
  state: number;
  reasons: string[];
  message: string;
  /** Milliseconds since 1970, where it is final. */
  endedAt: number | undefined;
}

export interface LoopbackJobsOptions {
  book: JobBook;
  clock: Clock;
  /** Makes a version 4 UUID. */
  newId: () => string;
  /** A job without a document is new or has ended: of others the print service tells. */
  changed: () => void;
  guests?: GuestLimits | undefined;
}

export interface JobDocument {
  stream: Readable;
  device: string;
  printer: string;
  format: string | undefined;
  options: JobOptions;
}

/** A job without a document, here and now. */
interface Incoming {
  /** The printer's, and the guest's. */
  place: string;
  options: JobOptions;
  /** The document while it arrives. */
  stream?: Readable | undefined;
  cancelTimer?: CancelTimer | undefined;
}

/** Seconds that a job waits for its document. */
export const TIME_OUT = 60;
const MAX_INCOMING = 100;
const NOT_SAID = { format: '', compression: '' };

const STATES: Readonly<Record<Job['state'], number>> = {
  pending: JobStates.pending,
  'pending-held': JobStates['pending-held'],
  processing: JobStates.processing,
  'processing-stopped': JobStates['processing-stopped'],
  // A person has to say whether it was printed.
  uncertain: JobStates['processing-stopped'],
  canceled: JobStates.canceled,
  aborted: JobStates.aborted,
  completed: JobStates.completed,
};

const USUAL_REASONS: Partial<Record<Job['state'], string>> = {
  'pending-held': 'job-hold-until-specified',
  processing: 'job-printing',
  canceled: 'job-canceled-by-user',
  aborted: 'aborted-by-system',
  completed: 'job-completed-successfully',
};

const REASON = /^[a-z][a-z0-9._-]{0,254}$/;

export class LoopbackJobs {
  readonly #options: LoopbackJobsOptions;
  readonly #incoming = new Map<number, Incoming>();

  constructor(options: LoopbackJobsOptions) {
    this.#options = options;
  }

  stop(): void {
    for (const { cancelTimer } of this.#incoming.values()) cancelTimer?.();
    this.#incoming.clear();
  }

  /** A job that waits for its document. Throws an `IppFault` where too many do. */
  create(
    about: Pick<JobRecord, 'printer' | 'name' | 'user' | 'ticket'>,
    options: JobOptions,
    { format, compression }: Pick<JobRecord, 'format' | 'compression'> = NOT_SAID,
  ): JobRecord {
    const { book, clock, newId, guests } = this.#options;
    const guest = guestOf(about.printer);
    if (guest) guests?.admitJob(guest, this.#awaitedOf(guest));
    if (this.#incoming.size >= MAX_INCOMING)
      throw new IppFault(Status['server-error-busy'], 'Too many jobs wait for their documents.');
    const record = book.add({
      ...about,
      job: newId(),
      format,
      compression,
      created: clock.now(),
    });
    this.#incoming.set(record.number, { place: about.printer, options });
    this.#expect(record);
    this.#options.changed();
    return record;
  }

  #awaitedOf(guest: string): number {
    return Array.from(this.#incoming.values()).filter(({ place }) => guestOf(place) === guest)
      .length;
  }

  /** Forgets a job that never came to anything. */
  drop(record: JobRecord): void {
    this.#incoming.get(record.number)?.cancelTimer?.();
    this.#incoming.delete(record.number);
    this.#options.book.remove(record);
    this.#options.changed();
  }

  #expect(record: JobRecord): void {
    const incoming = this.#incoming.get(record.number);
    if (!incoming) return;
    incoming.cancelTimer?.();
    incoming.cancelTimer = this.#options.clock.after(TIME_OUT * 1000, () =>
      this.end(record, false, 'Its document did not come within a minute.'),
    );
  }

  /** What the job was asked to be, while it waits for its document. */
  awaited({ number }: JobRecord): Incoming | undefined {
    return this.#incoming.get(number);
  }

  /** Ends a job that has no document. */
  end(record: JobRecord, canceled: boolean, message: string): void {
    const incoming = this.#incoming.get(record.number);
    incoming?.cancelTimer?.();
    this.#incoming.delete(record.number);
    this.#options.book.put({
      ...record,
      ended: { at: this.#options.clock.now(), canceled, message },
    });
    incoming?.stream?.destroy(new HallwayError('request.cancelled', 'The job was cancelled.'));
    this.#options.changed();
  }

  /**
   * Takes the one document of a job; it is durable when this resolves. `learned`: the record says
   * more than it did. After a failure the job waits again. Throws an `IppFault`.
   */
  async take(
    printing: Printing,
    record: JobRecord,
    document: JobDocument,
    learned: boolean,
  ): Promise<void> {
    const { number, job: id, name, user } = record;
    const incoming = this.#incoming.get(number);
    if (!incoming || incoming.stream)
      throw new IppFault(Status['client-error-not-possible'], 'The job takes no document now.');
    incoming.cancelTimer?.();
    incoming.stream = document.stream;
    const { book, guests } = this.#options;
    try {
      const { device, printer, format, options } = document;
      const guest = guestOf(record.printer);
      const owner = guest ? `${user} (${guest})` : user;
      const stream = guest && guests ? guests.bounded(guest, document.stream) : document.stream;
      const request = { id, device, printer, name, owner, format, options };
      const job = await printing.print({ ...request, document: stream });
      if (guest) guests?.took(guest, job);
    } catch (error) {
      incoming.stream = undefined;
      this.#expect(record);
      throw compressionFault(error) ?? asFault(error);
    }
    const canceled = !this.#incoming.delete(number);
    if (learned && !canceled) book.put(record);
    // Somebody cancelled while the last bytes were on their way to the disk.
    if (canceled) await printing.cancel(id).catch(() => undefined);
  }

  /** Throws an `IppFault` if there is none. */
  find(printing: Printing, printer: string, number: number | undefined): LoopbackJob {
    if (number === undefined)
      throw new IppFault(Status['client-error-bad-request'], 'The request names no job.');
    const found = this.get(printing, printer, number);
    if (!found) throw new IppFault(Status['client-error-not-found'], `There is no job ${number}.`);
    return found;
  }

  get(printing: Printing, printer: string, number: number): LoopbackJob | undefined {
    const record = this.#options.book.get(printer, number);
    return record && this.#now(printing, record);
  }

  /** Those of a printer that are not finished, and the latest of the others. */
  list(printing: Printing, printer: string): LoopbackJob[] {
    const open = this.open(printing, printer);
    const numbers = new Set(open.map(({ record }) => record.number));
    const others = this.#options.book.others(printer, numbers);
    return [...others.map((record) => this.#now(printing, record)), ...open];
  }

  /** Those that came after that number, oldest first; the first of many. */
  after(printing: Printing, printer: string, number: number): LoopbackJob[] {
    return this.#options.book.after(printer, number).map((record) => this.#now(printing, record));
  }

  /** The highest number of a printer's jobs; 0 where there is none. */
  last(printer: string): number {
    return this.#options.book.last(printer);
  }

  /** … that are not finished. */
  open(printing: Printing, printer: string): LoopbackJob[] {
    const { book } = this.#options;
    const all = book.open(printer).map((record) => this.#now(printing, record));
    for (const found of all) if (isFinal(found)) book.over(found.record);
    return all.filter((found) => !isFinal(found));
  }

  /** Forgets what is old. */
  prune(printing: Printing): void {
    const { book, clock } = this.#options;
    book.prune(clock.now(), (record) => !isFinal(this.#now(printing, record)));
  }

  #now(printing: Printing, record: JobRecord): LoopbackJob {
    const { ended, number, created } = record;
    const job = ended?.canceled === false ? undefined : jobOf(printing, record.job);
    if (job) {
      const { state, message, changed } = job;
      const reasons = job.reasons.filter((reason) => REASON.test(reason));
      if (reasons.length === 0) reasons.push(USUAL_REASONS[state] ?? 'none');
      const endedAt = isFinalJobState(state) ? changed : undefined;
      return { record, job, state: STATES[state], reasons, message, endedAt };
    }
    const incoming = this.#incoming.get(number);
    if (incoming) {
      const held = incoming.options.hold ? ['job-hold-until-specified'] : [];
      const state = JobStates['pending-held'];
      const reasons = ['job-incoming', ...held];
      return { record, job, state, reasons, message: '', endedAt: undefined };
    }
    const state = ended?.canceled ? JobStates.canceled : JobStates.aborted;
    const reasons = [ended?.canceled ? 'job-canceled-by-user' : 'aborted-by-system'];
    // Without an end of its own: Hallway was stopped before the document came.
    const message = ended?.message ?? 'Hallway was stopped before its document came.';
    return { record, job, state, reasons, message, endedAt: ended?.at ?? created };
  }
}

export function isFinal({ state }: LoopbackJob): boolean {
  return state >= JobStates.canceled;
}

/** So often a job may be moved until its program loses it. */
const MOST_MOVES = 20;

/** The job, or what took its place. */
function jobOf(printing: Printing, id: string): Job | undefined {
  try {
    let job = printing.job(id);
    for (let moves = 0; job.movedTo && moves < MOST_MOVES; moves += 1)
      job = printing.job(job.movedTo);
    return job;
  } catch (error) {
    if (error instanceof HallwayError && error.code === 'job.not_found') return undefined;
    throw error;
  }
}

/** What zlib says of bytes that are not compressed as was promised. */
function compressionFault(error: unknown): IppFault | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (String((at as { code?: unknown }).code).startsWith('Z_'))
      return new IppFault(
        Status['client-error-compression-error'],
        'The document is not compressed as the job says.',
      );
  return undefined;
}
