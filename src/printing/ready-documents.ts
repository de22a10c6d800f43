/** The document of a job as its printer gets it: the spooled one, or what was made of it. */
import type { Readable } from 'node:stream';
import type { JobOptions } from '../model/job.ts';
import { isKept, type JobContext, type JobUpdate, journal, spoolName } from './job-context.ts';
import type { StoredJob } from './job-store.ts';
import type { PrinterTarget } from './printer-target.ts';

export interface SubmittedDocument {
  open: () => Readable;
  bytes: number;
  /** MIME type. */
  format: string;
  options: JobOptions;
}

/** A person sees pages being counted, and the journal is not written for each. */
const TOLD_EVERY_MS = 1000;

export class ReadyDocuments {
  readonly #context: JobContext;

  constructor(context: JobContext) {
    this.#context = context;
  }

  /**
   * Converts where the printer cannot read it or not do what was asked for; meanwhile the job is
   * `processing` with the reason `job-transforming`. Throws as `StepRunner.run` and `printer.format`.
   */
  async of(
    stored: StoredJob,
    target: PrinterTarget,
    signal: AbortSignal,
  ): Promise<SubmittedDocument> {
    const context = this.#context;
    const { job } = stored;
    const name = spoolName(stored);
    const asItIs = {
      open: () => context.spool.read(name, { start: 0, end: job.bytes - 1 }),
      bytes: job.bytes,
      format: job.format,
      options: job.options,
    };
    if (!context.conversion) return asItIs;
    const printer = target.seen ?? (await target.backend.status(target.key, signal));
    const plan = context.conversion.plan(job, printer);
    if (!plan) return asItIs;
    await this.#tell(stored, converting('It is being converted for the printer.'));
    let told = context.clock.monotonic();
    const progress = (done: number, total?: number): void => {
      const now = context.clock.monotonic();
      if (now - told < TOLD_EVERY_MS || signal.aborted) return;
      told = now;
      const count = total === undefined ? `page ${done}` : `page ${done} of ${total}`;
      const message = `It is being converted for the printer: ${count}.`;
      this.#tell(stored, converting(message)).catch((error: unknown) => this.#note(error));
    };
    const file = context.spool.file(name);
    const made = await context.conversion.make(job.id, plan, file, { signal, progress });
    if (made.note) context.log.info({ job: job.id }, made.note);
    await this.#tell(stored, { state: 'pending', reasons: [], message: '' });
    return made;
  }

  /** Wipes what was made for a job. */
  async forget(id: string): Promise<void> {
    // What cannot be wiped now is wiped at the next start.
    await this.#context.conversion?.drop(id).catch((error: unknown) => this.#note(error));
  }

  /** A full disk, say: no reason to end the conversion, or the agent. */
  #note(error: unknown): void {
    this.#context.log.warn({ error }, 'Something beside a conversion failed.');
  }

  /** Nothing where somebody held, moved, cancelled or ended the job meanwhile. */
  async #tell(stored: StoredJob, job: Partial<JobUpdate>): Promise<void> {
    const { store } = this.#context;
    const now = store.get(stored.job.id, stored.role);
    if (now && !isKept(now, stored)) await journal(this.#context, stored, { job });
  }
}

function converting(message: string): Partial<JobUpdate> {
  return { state: 'processing', reasons: ['job-transforming'], message };
}
