/**
 * Tells the person of this device what became of his documents, what has to be decided, and what is
 * wrong with the printers that he shares. Each thing once, as long as it lasts.
 */
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { displayText } from '../base/text.ts';
import type { Notice, NoticeKind } from '../model/notice.ts';
import type { OwnPrinter } from '../model/printer.ts';
import { troubleOf } from '../model/printer-trouble.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import type { NoticeStore } from './notice-store.ts';

export interface PrintNoticesOptions {
  device: string;
  store: NoticeStore;
  clock: Clock;
  log: Log;
}

export class PrintNotices extends Emitter<{ changed: void }> {
  readonly #options: PrintNoticesOptions;

  constructor(options: PrintNoticesOptions) {
    super((error) => options.log.error({ error }, 'A listener of notices failed.'));
    this.#options = options;
  }

  /** Latest first. */
  all(): Notice[] {
    return this.#options.store.all();
  }

  /** Undefined: all of them. */
  markRead(ids?: readonly number[]): void {
    this.#options.store.markRead(ids);
    this.emit('changed', undefined);
  }

  /** A job is new or different. */
  jobChanged(stored: StoredJob): void {
    const { role, stage, job } = stored;
    const { device } = this.#options;
    const subject = (kind: NoticeKind): string => `${kind} ${job.id}`;
    if (stage === JobStage.uncertain) {
      const name = nameOf(stored);
      const words =
        job.from === device
          ? `Your document ${name} may have been printed or not.`
          : `A document ${name} may have been printed or not.`;
      this.#tell('job-question', stored, words);
    } else this.#end(subject('job-question'));
    if (stage !== JobStage.done) return;
    this.#end(subject('job-waits'));
    const mine = role === JobRole.sent || job.from === device;
    if (!mine) return;
    if (job.state === 'completed') this.#tell('job-done', stored, `${nameOf(stored)} is printed.`);
    if (job.state === 'aborted')
      this.#tell('job-failed', stored, `${nameOf(stored)} was not printed. ${job.message}`);
  }

  /** It has waited long; `instead` are the names of printers that could do it. */
  jobWaits(stored: StoredJob, why: string, instead: readonly string[]): void {
    const others = instead.length > 0 ? ` It could be printed on ${instead.join(' or ')}.` : '';
    this.#tell('job-waits', stored, `${nameOf(stored)} still waits. ${why}${others}`);
  }

  /** Something beside printing that the same person should hear of; `subject` is told once. */
  tell(kind: NoticeKind, subject: string, text: string): void {
    this.#add(subject, { kind, text: displayText(text, 600), job: null, printer: null });
  }

  /** What `tell` told of is over. */
  over(subject: string): void {
    this.#end(subject);
  }

  /** The printers of this device, as they are now. */
  printersChanged(printers: readonly OwnPrinter[]): void {
    const troubled = new Set<string>();
    for (const { id, name, shared, reasons } of printers) {
      const trouble = shared ? troubleOf(reasons) : undefined;
      if (!trouble) continue;
      const subject = `printer-trouble ${id} ${trouble.reason}`;
      troubled.add(subject);
      this.#add(subject, {
        kind: 'printer-trouble',
        text: `${trouble.text}: “${displayText(name, 63)}”.`,
        job: null,
        printer: id,
      });
    }
    for (const subject of this.#options.store.standing('printer-trouble'))
      if (!troubled.has(subject)) this.#end(subject);
  }

  #tell(kind: NoticeKind, { job }: StoredJob, text: string): void {
    this.#add(`${kind} ${job.id}`, {
      kind,
      text: displayText(text, 600),
      job: job.id,
      printer: job.printer,
    });
  }

  #add(subject: string, notice: Pick<Notice, 'kind' | 'text' | 'job' | 'printer'>): void {
    const { store, clock } = this.#options;
    if (store.add(subject, { ...notice, at: clock.now() })) this.emit('changed', undefined);
  }

  #end(subject: string): void {
    if (this.#options.store.end(subject)) this.emit('changed', undefined);
  }
}

function nameOf({ job, secret }: StoredJob): string {
  const printer = displayText(job.printerName, 63);
  return secret
    ? `“Private document” for “${printer}”`
    : `“${displayText(job.name, 120, 'Document')}” for “${printer}”`;
}
