/** A job as its person sees it on this device: with what can be done, its place and why it waits. */
import { isFinalJobState, type Job } from '../model/job.ts';
import type { JobAction } from '../model/job-terms.ts';
import type { Printer } from '../model/printer.ts';
import { PIN_REASON } from './job-context.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';

export interface JobSurroundings {
  now: number;
  /** Place in the line of its printer here, 1 is next; undefined where it stands in none. */
  position: number | undefined;
  /** Its printer as it is known now. */
  printer: Printer | undefined;
}

export function viewOf(stored: StoredJob, around: JobSurroundings): Job {
  const { job } = stored;
  const actions = actionsOf(stored, around.now);
  const position = around.position ?? job.position;
  return {
    ...job,
    ...(waitsForPin(stored) ? { pin: true } : {}),
    ...(isFinalJobState(job.state) ? {} : { position, ...whyItWaits(stored, around.printer) }),
    actions,
  };
}

function waitsForPin({ role, stage, pin, job }: StoredJob): boolean {
  if (!pin || isFinalJobState(job.state)) return false;
  const onItsWay = role === JobRole.sent && stage !== JobStage.remote;
  return onItsWay || job.reasons.includes(PIN_REASON);
}

/** A job that only stands in line says nothing of the printer by itself. */
function whyItWaits(stored: StoredJob, printer: Printer | undefined): Partial<Job> {
  const { job, canceling, moving } = stored;
  if (job.state !== 'pending' || canceling || moving || !printer?.paused) return {};
  return {
    reasons: [...new Set(['printer-stopped', ...job.reasons])],
    message: 'The owner has paused the printer.',
  };
}

function actionsOf(stored: StoredJob, now: number): JobAction[] {
  const { role, stage, job, canceling, moving } = stored;
  if (stage === JobStage.done) return (job.keptUntil ?? 0) > now ? ['reprint'] : [];
  if (canceling) return [];
  if (moving) return ['cancel'];
  if (stage === JobStage.uncertain) return ['decide', 'cancel'];
  if (stage === JobStage.held) return ['release', 'move', 'cancel'];
  if (stage === JobStage.remote) return remoteActions(job);
  if (stage === JobStage.offering) return ['move', 'cancel'];
  const unsent = role === JobRole.sent || stage === JobStage.accepted;
  if (unsent || stage === JobStage.submitting) {
    const release: JobAction[] = waitsForPin(stored) ? ['release'] : [];
    return [...release, 'hold', 'move', 'cancel'];
  }
  return ['cancel'];
}

function remoteActions({ state }: Job): JobAction[] {
  if (state === 'pending-held') return ['release', 'move', 'cancel'];
  return state === 'pending' ? ['hold', 'move', 'cancel'] : ['cancel'];
}
