/** What printing a job needs to know about a printer of this device. */
import type { OwnPrinter } from '../model/printer.ts';
import type { BackendPrinter, JobCapabilities, PrinterBackend } from './printer-backend.ts';

export interface PrinterTarget {
  printer: OwnPrinter;
  /** With what conversion adds; unknown while the printer does not answer. */
  offers: JobCapabilities | undefined;
  /** The printer alone, without what conversion adds; unknown while it does not answer. */
  seen: BackendPrinter | undefined;
  backend: PrinterBackend;
  key: string;
}

export interface PrinterTargets {
  target(id: string): PrinterTarget | undefined;
  /** This device's printers, shared or not. */
  listOwn(): OwnPrinter[];
}
