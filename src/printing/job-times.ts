/** What becomes due by itself: jobs that are to be given up, and documents that were kept long enough. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { spoolName } from './job-context.ts';
import { JobDeadlines } from './job-deadlines.ts';
import { type JobRole, JobStage, type JobStore, type StoredJob } from './job-store.ts';
import type { Spool } from './spool.ts';

export interface JobTimesOptions {
  store: JobStore;
  spool: Spool;
  clock: Clock;
  log: Log;
  /** The job's time is over. */
  expired: (stored: StoredJob) => void;
  /** A document is no longer kept. */
  wiped: () => void;
}

export class JobTimes {
  readonly #options: JobTimesOptions;
  readonly #deadlines: JobDeadlines;

  constructor(options: JobTimesOptions) {
    this.#options = options;
    this.#deadlines = new JobDeadlines(options.clock, (name) => void this.#due(name));
  }

  stop(): void {
    this.#deadlines.stop();
  }

  /** A job is new or different. */
  watch(stored: StoredJob): void {
    const { stage, job } = stored;
    const due = stage === JobStage.done ? job.keptUntil : job.expires;
    this.#deadlines.set(spoolName(stored), due);
  }

  async #due(name: string): Promise<void> {
    const at = name.indexOf('-');
    const stored = this.#options.store.get(name.slice(at + 1), name.slice(0, at) as JobRole);
    if (!stored) return;
    if (stored.stage === JobStage.done) await this.#wipe(stored);
    else this.#options.expired(stored);
  }

  async #wipe(stored: StoredJob): Promise<void> {
    const { spool, store, log, wiped } = this.#options;
    try {
      await spool.remove(spoolName(stored));
      store.put({ ...stored, job: { ...stored.job, keptUntil: undefined } });
      wiped();
    } catch (error) {
      // It is tried again when the agent starts.
      log.error({ job: stored.job.id, error }, 'a document could not be wiped');
    }
  }
}
