/** The jobs of this device as its person sees them. */
import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Job } from '../model/job.ts';
import { JobRole, type JobStore, type StoredJob } from './job-store.ts';
import { isStuck, type JobSurroundings, viewOf } from './job-view.ts';
import type { PrintPlaces } from './print-places.ts';

export interface JobListOptions {
  store: JobStore;
  clock: Clock;
  places: PrintPlaces;
  deviceName: (device: string) => string;
  /** Ids of the jobs of a printer of this device, the next first. */
  order: (printer: string) => readonly string[];
  /** Hears of every job that is new or different. */
  onJob: (listen: (job: Job) => void) => Unsubscribe;
}

export class JobList {
  readonly #options: JobListOptions;

  constructor(options: JobListOptions) {
    this.#options = options;
  }

  /** Newest first: what is open, and what ended lately. */
  all(): Job[] {
    const { store, clock } = this.#options;
    const orders = new Map<string, readonly string[]>();
    return store
      .shown(clock.now())
      .filter((stored) => stored.job.bytes > 0)
      .map((stored) => this.view(stored, orders));
  }

  /** Throws `job.not_found`. */
  get(id: string): Job {
    return this.view(this.stored(id));
  }

  /** Throws `job.not_found`. */
  stored(id: string): StoredJob {
    const { store } = this.#options;
    const stored = store.get(id, JobRole.sent) ?? store.get(id, JobRole.received);
    if (!stored) throw new HallwayError('job.not_found', 'There is no such job.');
    return stored;
  }

  /** A job as it is now. */
  shown({ id }: Pick<Job, 'id'>): Job {
    return this.get(id);
  }

  /** The job when it is so far, or as it is after `ms`. Throws `job.not_found`. */
  until(id: string, over: (stored: StoredJob) => boolean, ms: number): Promise<Job> {
    if (ms <= 0 || over(this.stored(id))) return Promise.resolve(this.get(id));
    return new Promise((resolve, reject) => {
      let unsubscribe: Unsubscribe = () => {};
      const finish = (): void => {
        unsubscribe();
        cancelTimer();
        try {
          resolve(this.get(id));
        } catch (error) {
          reject(error);
        }
      };
      const cancelTimer = this.#options.clock.after(ms, finish);
      unsubscribe = this.#options.onJob((job) => {
        if (job.id === id && over(this.stored(id))) finish();
      });
    });
  }

  /** `orders` keeps what was worked out for each printer, for a list. */
  view(stored: StoredJob, orders: Map<string, readonly string[]> = new Map()): Job {
    return viewOf(stored, this.#around(stored, orders));
  }

  /** Open jobs that have waited long for a printer that does not print. */
  stuck(): { stored: StoredJob; job: Job }[] {
    const { store } = this.#options;
    const orders = new Map<string, readonly string[]>();
    return [...store.open(JobRole.sent), ...store.open(JobRole.received)]
      .filter((stored) => isStuck(stored, this.#around(stored, orders)))
      .map((stored) => ({ stored, job: this.view(stored, orders) }));
  }

  #around(stored: StoredJob, orders: Map<string, readonly string[]>): JobSurroundings {
    const { clock, places, deviceName } = this.#options;
    const { device, printer } = stored.job;
    return {
      now: clock.now(),
      position: this.#position(stored, orders),
      printer: places.find({ device, printer }),
      deviceName: deviceName(device),
      alternatives: (job) => places.alternatives(job),
    };
  }

  #position(
    { role, job: { id, printer } }: StoredJob,
    orders: Map<string, readonly string[]>,
  ): number | undefined {
    if (role !== JobRole.received) return undefined;
    const order = orders.get(printer) ?? this.#options.order(printer);
    orders.set(printer, order);
    const at = order.indexOf(id);
    return at === -1 ? undefined : at + 1;
  }
}
