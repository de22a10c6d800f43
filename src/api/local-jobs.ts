/** The local door: jobs on their way, and what their sender or the printer's owner does with them. */
import * as Type from 'typebox';
import { DeviceId, JobId, ResourceId } from '../model/id.ts';
import { Job } from '../model/job.ts';
import { Alternative, JobDecision, KeepHours, Pin, PrinterPlace } from '../model/job-terms.ts';
import { MAX_NOTICES, Notice } from '../model/notice.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/api/v1';
const params = Type.Object({ id: JobId });

/**
 * The body is the document. It is durable on this PC when the answer comes (202-like: the job's
 * state tells the rest).
 */
export const printDocument = endpoint({
  method: 'POST',
  path: `${base}/printers/:device/:printer/jobs`,
  summary: 'Print a document on any printer of the workgroup.',
  params: Type.Object({ device: DeviceId, printer: ResourceId }),
  query: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 255 }),
    /** MIME type; guessed from the first bytes when absent. */
    format: Type.Optional(Type.String({ maxLength: 127 })),
    /** `JobOptions` as JSON. */
    options: Type.Optional(Type.String({ maxLength: 8192 })),
    /** `JobTerms` as JSON. */
    terms: Type.Optional(Type.String({ maxLength: 1024 })),
  }),
  body: Stream,
  answer: Job,
});

export const listJobs = endpoint({
  method: 'GET',
  path: `${base}/jobs`,
  summary: 'Jobs that this PC sent or prints, newest first.',
  query: Type.Object({ all: Type.Optional(Type.Boolean()) }),
  answer: Type.Array(Job),
});

/** With `wait` the answer comes when the job is final, or after that many milliseconds. */
export const getJob = endpoint({
  method: 'GET',
  path: `${base}/jobs/:id`,
  summary: 'One job.',
  params,
  query: Type.Object({ wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })) }),
  answer: Job,
});

export const cancelJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/cancel`,
  summary: 'Cancel a job, as its sender or as the owner of its printer.',
  params,
  answer: Job,
});

/** 409 `job.not_possible` once a byte may have left for the printer. */
export const holdJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/hold`,
  summary: 'Keep a job from the printer, as its sender or as the owner of the printer.',
  params,
  answer: Job,
});

/** 403 `job.pin` without the right PIN, 429 `job.pin_locked` after too many wrong ones. */
export const releaseJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/release`,
  summary: 'Print a job that is held.',
  params,
  query: Type.Object({ pin: Type.Optional(Pin) }),
  answer: Job,
});

/** The answer is the job in its place, or this one while its printer's PC is asked to give it up. */
export const moveJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/move`,
  summary: 'Move a job of which nothing was printed to another printer.',
  params,
  body: PrinterPlace,
  answer: Job,
});

/** A new job; 410 `job.document_gone` where the document is no longer kept. */
export const reprintJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/reprint`,
  summary: 'Print a finished job once more, on its printer or on another one.',
  params,
  body: Type.Partial(PrinterPlace),
  answer: Job,
});

/** Answered once, by the sender or by the owner of the printer; 409 `job.not_possible` afterwards. */
export const decideJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/decision`,
  summary: 'Say what became of an uncertain job: printed, print it again, or cancel it.',
  params,
  body: Type.Object({ decision: JobDecision }),
  answer: Job,
});

export const listAlternatives = endpoint({
  method: 'GET',
  path: `${base}/jobs/:id/alternatives`,
  summary: 'Other printers that could print this job as it was asked for, the best first.',
  params,
  answer: Type.Array(Alternative),
});

/** How long this PC keeps the documents that it sent, for a reprint. */
const Keeping = Type.Object({ keepHours: KeepHours });

export const getKeeping = endpoint({
  method: 'GET',
  path: `${base}/own/printing/keeping`,
  summary: 'How long this PC keeps the documents that it printed elsewhere.',
  answer: Keeping,
});

export const setKeeping = endpoint({
  method: 'PUT',
  path: `${base}/own/printing/keeping`,
  summary: 'Set how long this PC keeps the documents that it printed elsewhere; 0: not at all.',
  body: Keeping,
  answer: Keeping,
});

// ---- what the person should hear of

export const listNotices = endpoint({
  method: 'GET',
  path: `${base}/notices`,
  summary:
    'What became of documents, what has to be decided, and what printers need; latest first.',
  answer: Type.Array(Notice),
});

export const readNotices = endpoint({
  method: 'POST',
  path: `${base}/notices/read`,
  summary: 'Mark notices as read; without ids all of them.',
  body: Type.Object({
    ids: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: MAX_NOTICES })),
  }),
});
