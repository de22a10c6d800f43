/** What printing a job needs to know about a printer of this device. */
import type { OwnPrinter } from '../model/printer.ts';
import type { JobCapabilities, PrinterBackend } from './printer-backend.ts';

export interface PrinterTarget {
  printer: OwnPrinter;
  /** Unknown while the printer does not answer. */
  offers: JobCapabilities | undefined;
  backend: PrinterBackend;
  key: string;
}

export interface PrinterTargets {
  target(id: string): PrinterTarget | undefined;
}
