/** What an operation gets, and what it answers. */
import type { Readable } from 'node:stream';
import type { Clock } from '../../../base/clock.ts';
import { GroupTag, type Status } from '../constants.ts';
import type { IppAttributes, IppGroup } from '../types.ts';
import type { Capabilities, ServedPrinter } from './capabilities.ts';
import { ANSWERED, jobDescription, type JobSurroundings, jobTemplate } from './job-attributes.ts';
import type { LoopbackJob, LoopbackJobs, Printing } from './loopback-jobs.ts';
import type { Notifier } from './notifier.ts';
import type { PlaceWatch } from './place-watch.ts';
import type { PrinterMoment } from './printer-attributes.ts';
import type { CheckedRequest } from './validation.ts';

export interface OperationContext extends CheckedRequest {
  served: ServedPrinter;
  can: Capabilities;
  /** Bytes after the attributes; whoever does not want them leaves them. */
  document: Readable;
  printing: Printing;
  jobs: LoopbackJobs;
  /** Who wants to hear of what happens here, and what is to be told. */
  notifier: Notifier;
  watch: PlaceWatch;
  clock: Clock;
  around: JobSurroundings;
  moment: () => PrinterMoment;
  /** False where the printer is not of this device; undefined where nobody may. */
  pause: ((paused: boolean) => Promise<boolean>) | undefined;
  /** Somebody wants to know which printer this is. */
  identify: (message: string) => void;
}

export interface OperationAnswer {
  /** `successful-ok`, or the one that unsupported attributes make of it, if absent. */
  status?: Status | undefined;
  /** For the unsupported attributes group. */
  unsupported?: IppAttributes | undefined;
  /** Beside charset and language. */
  operation?: IppAttributes | undefined;
  groups?: IppGroup[] | undefined;
}

export type OperationHandler = (
  context: OperationContext,
) => OperationAnswer | Promise<OperationAnswer>;

/** The job that the request is about, as it is now. Throws an `IppFault`. */
export function requireJob({ jobs, printing, target }: OperationContext): LoopbackJob {
  return jobs.find(printing, target.key, target.job);
}

export function jobGroup(
  found: LoopbackJob,
  around: JobSurroundings,
  requested: ReadonlySet<string> = ANSWERED,
): IppGroup {
  const attributes: IppAttributes = new Map([
    ...jobDescription(found, around, requested),
    ...jobTemplate(found, around, requested),
  ]);
  return { tag: GroupTag['job-attributes-tag'], attributes };
}
