/** Where documents can go: the printers of this device and those of the peers, as far as they fit. */
import { HallwayError } from '../base/errors.ts';
import { type Job, type JobOptions } from '../model/job.ts';
import type { Alternative, PrinterPlace } from '../model/job-terms.ts';
import type { Printer } from '../model/printer.ts';
import { acceptsFormat, requireFormat } from './document-format.ts';
import { checkOptions } from './job-options.ts';
import { offersOfPrinter } from './printer-description.ts';
import type { PrinterTargets } from './printer-target.ts';

export interface PlacedPrinters {
  /** A peer's printer as it was last seen, also while the peer is offline. */
  find(device: string, printer: string): Printer | undefined;
  /** Every printer of the peers. */
  all(): Printer[];
}

const MOST = 5;

export class PrintPlaces {
  readonly #device: string;
  readonly #targets: PrinterTargets;
  readonly #peers: PlacedPrinters;

  constructor(device: string, targets: PrinterTargets, peers: PlacedPrinters) {
    this.#device = device;
    this.#targets = targets;
    this.#peers = peers;
  }

  find({ device, printer }: PrinterPlace): Printer | undefined {
    if (device === this.#device) return this.#targets.target(printer)?.printer;
    return this.#peers.find(device, printer);
  }

  /** Throws `printer.not_found`. */
  require(place: PrinterPlace): Printer {
    const found = this.find(place);
    if (!found) throw new HallwayError('printer.not_found', 'There is no such printer.');
    return found;
  }

  /** Throws `printer.format` or `request.invalid` where it is known that the printer says no. */
  check(place: PrinterPlace, format: string | undefined, options: JobOptions): void {
    const printer = this.require(place);
    if (format) requireFormat(printer, format);
    const own = place.device === this.#device ? this.#targets.target(place.printer) : undefined;
    const offers = own ? own.offers : offersOfPrinter(printer);
    if (offers) checkOptions(options, offers);
  }

  /** Printers that could print the job as it was asked for, the best first. */
  alternatives(job: Job): Alternative[] {
    const others = [...this.#targets.listOwn(), ...this.#peers.all()].filter(
      ({ id, device }) => id !== job.printer || device !== job.device,
    );
    return others
      .filter((printer) => isReady(printer) && fits(printer, job))
      .sort((a, b) => a.jobs - b.jobs || a.name.localeCompare(b.name))
      .slice(0, MOST)
      .map(({ device, id, name, jobs }) => ({ device, printer: id, name, jobs }));
  }
}

/** It prints now, or will as soon as it is done with what it has. */
export function isReady({ state, accepting, paused }: Printer): boolean {
  return accepting && !paused && (state === 'idle' || state === 'processing');
}

function fits(printer: Printer, { format, options }: Job): boolean {
  const offers = offersOfPrinter(printer);
  if (!acceptsFormat(printer.formats, format) || !offers) return false;
  try {
    checkOptions(options, offers);
    return true;
  } catch {
    return false;
  }
}
