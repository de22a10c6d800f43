/** How much a member may still print on a printer of this device this month. */
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { Job } from '../model/job.ts';
import type { OwnPrinter, Printer } from '../model/printer.ts';
import { pagesAllowed, type PrinterAllowance } from '../model/printer-policy.ts';
import { JobRole, type JobStore } from './job-store.ts';
import type { PrintLedger } from './print-ledger.ts';
import { mayUse, withoutOwnFacts } from './printer-description.ts';

export interface PrintQuotaOptions {
  device: string;
  ledger: PrintLedger;
  store: JobStore;
  clock: Clock;
}

export class PrintQuota {
  readonly #options: PrintQuotaOptions;

  constructor(options: PrintQuotaOptions) {
    this.#options = options;
  }

  /** Of these the shared ones that a member may use, with what it may still print. */
  printersFor(device: string, printers: readonly OwnPrinter[]): Printer[] {
    return printers
      .filter((own) => own.shared && mayUse(own, device))
      .map((own) => ({ ...withoutOwnFacts(own), allowance: this.allowance(own, device) }));
  }

  /** Undefined where the member may print as much as it likes. */
  allowance(printer: OwnPrinter, device: string): PrinterAllowance | undefined {
    if (!printer.policy || device === this.#options.device) return undefined;
    const pagesPerMonth = pagesAllowed(printer.policy, device);
    if (pagesPerMonth === null) return undefined;
    const { ledger, clock } = this.#options;
    return { pagesPerMonth, pagesUsed: ledger.pages(printer.id, device, clock.now()) };
  }

  /**
   * Throws `printer.quota` where `pages` more are too many, what the member has waiting here counted;
   * with 0 pages only where nothing is left.
   */
  require(printer: OwnPrinter, device: string, pages: number): void {
    const allowance = this.allowance(printer, device);
    if (!allowance) return;
    const { pagesPerMonth, pagesUsed } = allowance;
    const left = pagesPerMonth - pagesUsed - this.#waiting(printer.id, device);
    if (left >= Math.max(1, pages)) return;
    const wanted =
      pages > 0 && left > 0 ? ` This document has ${pages}, and ${left} are left.` : '';
    throw new HallwayError(
      'printer.quota',
      `You may print ${pagesPerMonth} pages a month on “${printer.name}”; ${pagesUsed} are printed.${wanted}`,
      { fix: 'Ask whoever owns the printer, or use another one.' },
    );
  }

  #waiting(printer: string, device: string): number {
    const open = this.#options.store.open(JobRole.received).map(({ job }) => job);
    return open
      .filter((job) => job.printer === printer && job.from === device)
      .reduce((sum, job) => sum + expectedPages(job), 0);
  }
}

/** What a job is counted as: what the printer said, else what its document has, else one page. */
export function countedPages(job: Job): number {
  return job.pages ?? expectedPages(job);
}

/** As far as it is known before it is printed. */
export function expectedPages({ pagesTotal, options }: Job): number {
  return pagesTotal ?? options.copies ?? 1;
}
