/**
 * What becomes due by itself: jobs that are to be given up, documents that were kept long enough, and
 * a word to the person whose job waits too long.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { displayText } from '../base/text.ts';
import { spoolName } from './job-context.ts';
import { JobDeadlines } from './job-deadlines.ts';
import type { JobList } from './job-list.ts';
import { type JobRole, JobStage, type JobStore, type StoredJob } from './job-store.ts';
import type { PrintNotices } from './print-notices.ts';
import type { Spool } from './spool.ts';

const LOOK_MS = 30_000;
/** So long a job waits until its person is told. */
const TOLD_AFTER_MS = 600_000;

export interface JobTimesOptions {
  device: string;
  store: JobStore;
  spool: Spool;
  clock: Clock;
  log: Log;
  list: JobList;
  notices: PrintNotices;
  /** The job's time is over. */
  expired: (stored: StoredJob) => void;
  /** What is shown of jobs may be different. */
  changed: () => void;
}

export class JobTimes {
  readonly #options: JobTimesOptions;
  readonly #deadlines: JobDeadlines;
  #stopLooking: CancelTimer | undefined;

  constructor(options: JobTimesOptions) {
    this.#options = options;
    this.#deadlines = new JobDeadlines(options.clock, (name) => void this.#due(name));
  }

  start(): void {
    this.#stopLooking = this.#options.clock.every(LOOK_MS, () => this.look());
  }

  stop(): void {
    this.#stopLooking?.();
    this.#deadlines.stop();
  }

  /** Names other printers for jobs that wait long, and tells their person when it is very long. */
  look(): void {
    const { list, clock, notices, device, changed } = this.#options;
    const stuck = list.stuck();
    for (const { stored, job } of stuck) {
      if (job.from !== device || clock.now() - job.created < TOLD_AFTER_MS) continue;
      const instead = (job.alternatives ?? []).map(({ name }) => `“${displayText(name, 63)}”`);
      notices.jobWaits(stored, job.message, instead);
    }
    if (stuck.length > 0) changed();
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
    const { spool, store, log, changed } = this.#options;
    try {
      await spool.remove(spoolName(stored));
      store.put({ ...stored, job: { ...stored.job, keptUntil: undefined } });
      changed();
    } catch (error) {
      // It is tried again when the agent starts.
      log.error({ job: stored.job.id, error }, 'a document could not be wiped');
    }
  }
}
