/** A job as its person sees it on this device: with what can be done, its place and why it waits. */
import { isFinalJobState, type Job } from '../model/job.ts';
import type { Alternative, JobAction } from '../model/job-terms.ts';
import type { Printer } from '../model/printer.ts';
import { troubleOf } from '../model/printer-trouble.ts';
import { PIN_REASON } from './job-context.ts';
import { JobRole, JobStage, type StoredJob } from './job-store.ts';
import { isReady } from './print-places.ts';

export interface JobSurroundings {
  now: number;
  /** Place in the line of its printer here, 1 is next; undefined where it stands in none. */
  position: number | undefined;
  /** Its printer as it is known now. */
  printer: Printer | undefined;
  /** What the printer's device is called. */
  deviceName: string;
  /** Other printers that could do it. */
  alternatives: (job: Job) => Alternative[];
}

export function viewOf(stored: StoredJob, around: JobSurroundings): Job {
  const { job } = stored;
  const actions = actionsOf(stored, around.now);
  const position = around.position ?? job.position;
  return {
    ...job,
    ...(waitsForPin(stored) ? { pin: true } : {}),
    ...(isFinalJobState(job.state) ? {} : { position, ...whyItWaits(stored, around) }),
    actions,
    ...(isStuck(stored, around) ? { alternatives: around.alternatives(job) } : {}),
  };
}

/** So long a job waits for a printer that does not print until others are named. */
const LONG_MS = 120_000;

/** It has waited long, nothing of it was printed, and its printer does not print now. */
export function isStuck(stored: StoredJob, { now, printer }: JobSurroundings): boolean {
  const { job } = stored;
  if (job.state !== 'pending' || now - job.created < LONG_MS) return false;
  return (!printer || !isReady(printer)) && actionsOf(stored, now).includes('move');
}

function waitsForPin({ role, stage, pin, job }: StoredJob): boolean {
  if (!pin || isFinalJobState(job.state)) return false;
  const onItsWay = role === JobRole.sent && stage !== JobStage.remote;
  return onItsWay || job.reasons.includes(PIN_REASON);
}

/** A job that only stands in line says nothing of the printer by itself. */
function whyItWaits(stored: StoredJob, { printer, deviceName }: JobSurroundings): Partial<Job> {
  const { job, canceling, moving } = stored;
  const waits = job.state === 'pending' || job.state === 'processing-stopped';
  if (!waits || canceling || moving) return {};
  if (printer?.paused && job.state === 'pending')
    return { reasons: stopped(job), message: 'The owner has paused the printer.' };
  const trouble = troubleOf([...job.reasons, ...(printer?.reasons ?? [])]);
  if (!trouble) return {};
  const reasons = Array.from(new Set([...stopped(job), trouble.reason]));
  return { reasons, message: `${trouble.text} at ${deviceName}.` };
}

function stopped({ reasons }: Job): string[] {
  return Array.from(new Set(['printer-stopped', ...reasons]));
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
