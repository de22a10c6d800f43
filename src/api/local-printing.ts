/** The local door: printers. Jobs: `local-jobs.ts`. */
import * as Type from 'typebox';
import { ResourceId } from '../model/id.ts';
import { OwnPrinter, Printer } from '../model/printer.ts';
import { Month, PrinterPolicy, PrinterUsage } from '../model/printer-policy.ts';
import { ResourceName } from '../model/share.ts';
import { endpoint } from './endpoint.ts';

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

// ---- what the owner of a printer decides

export const setPrinterPaused = endpoint({
  method: 'POST',
  path: `${base}/own/printers/:id/paused`,
  summary: "Pause one of this PC's printers: jobs are taken and wait; or let it go on.",
  params: Type.Object({ id: ResourceId }),
  body: Type.Object({ paused: Type.Boolean() }),
  answer: OwnPrinter,
});

export const setPrinterPolicy = endpoint({
  method: 'PUT',
  path: `${base}/own/printers/:id/policy`,
  summary: 'Say who may print on a printer of this PC, how much, and how long documents are kept.',
  params: Type.Object({ id: ResourceId }),
  body: PrinterPolicy,
  answer: OwnPrinter,
});

/** One row for each month, printer, member and account, the latest month first. */
export const listPrinterUsage = endpoint({
  method: 'GET',
  path: `${base}/own/printing/usage`,
  summary: "What each member printed on this PC's printers.",
  query: Type.Object({
    month: Type.Optional(Month),
    printer: Type.Optional(ResourceId),
  }),
  answer: Type.Array(PrinterUsage),
});
