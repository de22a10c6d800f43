/** The local door: printers and jobs. */
import * as Type from 'typebox';
import { DeviceId, JobId, ResourceId } from '../model/id.ts';
import { Job } from '../model/job.ts';
import { OwnPrinter, Printer } from '../model/printer.ts';
import { ResourceName } from '../model/share.ts';
import { endpoint, Stream } from './endpoint.ts';

const base = '/api/v1';

// ---- printers

export const listPrinters = endpoint({
  method: 'GET',
  path: `${base}/printers`,
  summary: 'Every shared printer of the workgroup.',
  answer: Type.Array(Printer),
});

export const listOwnPrinters = endpoint({
  method: 'GET',
  path: `${base}/own/printers`,
  summary: "This PC's printers, shared or not.",
  answer: Type.Array(OwnPrinter),
});

export const setPrinterShared = endpoint({
  method: 'POST',
  path: `${base}/own/printers/:id/shared`,
  summary: "Share one of this PC's printers, or stop sharing it.",
  params: Type.Object({ id: ResourceId }),
  body: Type.Object({ shared: Type.Boolean() }),
  answer: OwnPrinter,
});

export const addPrinter = endpoint({
  method: 'POST',
  path: `${base}/own/printers`,
  summary: 'Share an IPP printer by its address, or a virtual printer that writes into a folder.',
  body: Type.Object({
    /** `ipp://`, `ipps://`, `http://` or `https://` of a printer, or `file:///folder`. */
    uri: Type.String({ minLength: 1, maxLength: 1023 }),
    name: ResourceName,
  }),
  answer: OwnPrinter,
});

export const removePrinter = endpoint({
  method: 'DELETE',
  path: `${base}/own/printers/:id`,
  summary: 'Remove a printer that was added by its address.',
  params: Type.Object({ id: ResourceId }),
});

// ---- jobs

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
  params: Type.Object({ id: JobId }),
  query: Type.Object({ wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })) }),
  answer: Job,
});

export const cancelJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/cancel`,
  summary: 'Cancel a job, as its sender or as the owner of its printer.',
  params: Type.Object({ id: JobId }),
  answer: Job,
});

export const releaseJob = endpoint({
  method: 'POST',
  path: `${base}/jobs/:id/release`,
  summary: 'Print a job that is held.',
  params: Type.Object({ id: JobId }),
  answer: Job,
});
