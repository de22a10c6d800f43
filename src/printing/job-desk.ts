/**
 * Moving a job to another printer and printing a finished one again. A job is moved only while it is
 * certain that nothing of it was printed: its present holder gives it up first, for good.
 */
import { HallwayError } from '../base/errors.ts';
import type { Job } from '../model/job.ts';
import type { PrinterPlace } from '../model/job-terms.ts';
import type { JobContext } from './job-context.ts';
import type { JobReceiver } from './job-receiver.ts';
import type { JobSender } from './job-sender.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import { documentGone, succeed, type Succession } from './job-successor.ts';
import type { PrintPlaces } from './print-places.ts';
import type { PrinterTargets } from './printer-target.ts';
import { UNSENT } from './received-keeper.ts';
import { UNHEARD } from './sent-keeper.ts';

export interface JobDeskOptions {
  context: JobContext;
  places: PrintPlaces;
  targets: PrinterTargets;
  receiver: () => JobReceiver;
  sender: () => JobSender;
  newId: () => string;
}

export class JobDesk {
  readonly #options: JobDeskOptions;

  constructor(options: JobDeskOptions) {
    this.#options = options;
  }

  /**
   * Moves a job, or begins to where its printer's PC must give it up first. Throws
   * `job.not_possible`, `job.document_gone`, `printer.not_found`, `printer.format`,
   * `request.invalid`.
   */
  async move(stored: StoredJob, place: PrinterPlace): Promise<Job> {
    const { context, places, targets, sender, receiver } = this.#options;
    const { job, stage, role } = stored;
    places.require(place);
    places.check(place, job.format, job.options);
    if (place.printer === job.printer && place.device === job.device)
      throw new HallwayError('job.not_possible', 'It is for this printer already.');
    if (role === JobRole.received) {
      const target = targets.target(place.printer);
      if (place.device === context.device && target)
        return receiver().keeper.reassign(job.id, target);
      if (job.from !== context.device)
        throw new HallwayError('job.not_possible', 'Only its sender can move it to another PC.');
      if (!UNSENT.includes(stage)) throw tooLate(stage);
      return (await this.succeed(stored, place, true)).job;
    }
    if (UNHEARD.includes(stage)) return (await this.succeed(stored, place, true)).job;
    if (stage !== JobStage.offering && stage !== JobStage.remote) throw tooLate(stage);
    await sender().keeper.beginMove(stored, place);
    return job;
  }

  /** A finished job once more. Throws `job.not_possible`, `job.document_gone`, … */
  async reprint(stored: StoredJob, to: Partial<PrinterPlace>): Promise<Job> {
    const { job, stage } = stored;
    const { context, places } = this.#options;
    if (stage !== JobStage.done)
      throw new HallwayError('job.not_possible', 'This job is not finished yet.');
    if ((job.keptUntil ?? 0) <= context.clock.now()) throw documentGone();
    const { device = job.device, printer = job.printer } = to;
    places.check({ device, printer }, job.format, job.options);
    return (await this.succeed(stored, { device, printer }, false)).job;
  }

  /** A new job with the document of this one, which ends if `ending`. */
  async succeed(stored: StoredJob, place: PrinterPlace, ending: boolean): Promise<StoredJob> {
    const { context, places, newId, sender, receiver } = this.#options;
    const { name: printerName } = places.require(place);
    const how: Succession = { place, printerName, id: newId(), ending, release: !ending };
    const next = await succeed(context, stored, how);
    if (next.role === JobRole.sent) sender().goOn(next);
    else receiver().wake(next.job.id);
    // What the old one was doing ends.
    if (ending && stored.role === JobRole.received) receiver().wake(stored.job.id);
    return next;
  }
}

function tooLate(stage: JobStage): HallwayError {
  const message =
    stage === JobStage.done ? 'This job is finished already.' : 'It is being printed already.';
  return new HallwayError('job.not_possible', message);
}
