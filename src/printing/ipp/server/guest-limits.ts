/**
 * What a guest may cause: somebody on the LAN who is no member and prints on an opened printer. He
 * fills neither the disk nor the queue, and wears out nobody's paper without end.
 */
import { PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import { SenderBudgets, WorkBudget, type WorkLimit } from '../../../base/work-budget.ts';
import type { Clock } from '../../../base/clock.ts';
import { HallwayError } from '../../../base/errors.ts';
import { isFinalJobState, type Job } from '../../../model/job.ts';
import { Status } from '../constants.ts';
import { IppFault } from './fault.ts';

export interface GuestBounds {
  /** Of one document, unpacked. */
  documentBytes: number;
  /** Of all documents of guests that are arriving or wait for the printer. */
  waitingBytes: number;
  /** Unfinished jobs of one guest, and of all of them. */
  jobsOfOne: number;
  jobsOfAll: number;
  /** Jobs of one guest whose documents have not come yet. */
  awaitedOfOne: number;
  /** Jobs over time. */
  one: WorkLimit;
  all: WorkLimit;
}

const GUEST_BOUNDS: GuestBounds = {
  documentBytes: 256 * 1024 * 1024,
  waitingBytes: 2 * 1024 * 1024 * 1024,
  jobsOfOne: 50,
  jobsOfAll: 200,
  awaitedOfOne: 10,
  // Ten a minute for ever, more than any person prints.
  one: { burst: 600, perSecond: 1 / 6 },
  all: { burst: 1500, perSecond: 1 / 2 },
};

interface Waiting {
  guest: string;
  bytes: number;
  /** Undefined while its document arrives. */
  job: string | undefined;
}

export interface GuestLimitsOptions {
  clock: Clock;
  /** The job as it is now; undefined if it is known no more. */
  job: (id: string) => Job | undefined;
  bounds?: GuestBounds | undefined;
}

export class GuestLimits {
  readonly #options: GuestLimitsOptions;
  readonly #bounds: GuestBounds;
  readonly #each: SenderBudgets;
  readonly #all: WorkBudget;
  readonly #waiting = new Set<Waiting>();

  constructor(options: GuestLimitsOptions) {
    this.#options = options;
    this.#bounds = options.bounds ?? GUEST_BOUNDS;
    this.#each = new SenderBudgets(this.#bounds.one);
    this.#all = new WorkBudget(this.#bounds.all, options.clock.monotonic());
  }

  /** Throws an `IppFault` where this guest may not begin another job now. */
  admitJob(guest: string, awaited: number): void {
    const { jobsOfOne, jobsOfAll, waitingBytes, awaitedOfOne } = this.#bounds;
    const now = this.#options.clock.monotonic();
    this.#settle();
    const waiting = Array.from(this.#waiting);
    const mine = waiting.filter((one) => one.guest === guest).length;
    const bytes = waiting.reduce((sum, one) => sum + one.bytes, 0);
    if (awaited >= awaitedOfOne || mine >= jobsOfOne) throw tooMany();
    if (waiting.length >= jobsOfAll || bytes >= waitingBytes) throw tooMany();
    const own = this.#each.of(guest, now);
    if (!own.has(1, now) || !this.#all.takes(1, now)) throw tooMany();
    own.take(1);
  }

  /** The document with its bounds: reading it throws `request.too_large` or `request.busy`. */
  bounded(guest: string, document: Readable): Readable {
    const arriving: Waiting = { guest, bytes: 0, job: undefined };
    this.#waiting.add(arriving);
    const { documentBytes, waitingBytes } = this.#bounds;
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        arriving.bytes += chunk.length;
        if (arriving.bytes > documentBytes)
          done(new HallwayError('request.too_large', 'The document is too long for this printer.'));
        else if (this.#bytes() > waitingBytes)
          done(new HallwayError('request.busy', 'Too much waits for this printer.'));
        else done(null, chunk);
      },
    });
    // What goes wrong shows at the end that is read.
    const end = new PassThrough();
    pipeline(document, count, end, () => this.#waiting.delete(arriving));
    return end;
  }

  /** The job is durable here. */
  took(guest: string, { id, bytes }: Job): void {
    this.#waiting.add({ guest, bytes, job: id });
  }

  #bytes(): number {
    let sum = 0;
    for (const { bytes } of this.#waiting) sum += bytes;
    return sum;
  }

  #settle(): void {
    for (const one of Array.from(this.#waiting)) {
      if (one.job === undefined) continue;
      const job = this.#options.job(one.job);
      if (!job || isFinalJobState(job.state)) this.#waiting.delete(one);
    }
  }
}

function tooMany(): IppFault {
  return new IppFault(
    Status['server-error-busy'],
    'This printer has enough to do for guests. Try again in a while.',
  );
}

/** Under what the jobs of a printer are kept: one place for this person, one for each guest. */
export function jobPlace(key: string, guest: string): string {
  return guest === '' ? key : `${key} ${guest}`;
}

/** Empty where it is no guest's. */
export function guestOf(place: string): string {
  return place.split(' ')[1] ?? '';
}
