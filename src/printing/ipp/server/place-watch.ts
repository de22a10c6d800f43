/**
 * What happens at printers to which somebody subscribed: told by comparing how they are with how they
 * were, whenever the agent says that something may be different. Where nobody subscribed, nothing is
 * looked at.
 */
import type { CancelTimer, Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log.ts';
import { displayText } from '../../../base/text.ts';
import type { Printer } from '../../../model/printer.ts';
import { JobStates } from '../constants.ts';
import type { IppAttributes } from '../types.ts';
import { boolean, enumeration, integer, keyword, name, text } from '../values.ts';
import type { ServedPrinter } from './capabilities.ts';
import { isFinal, type LoopbackJob, type LoopbackJobs, type Printing } from './loopback-jobs.ts';
import type { Happening, Notifier } from './notifier.ts';
import { isAccepting, reasonsOf, stateOf } from './printer-attributes.ts';

export interface PlaceWatchOptions {
  jobs: LoopbackJobs;
  notifier: Notifier;
  printing: () => Promise<Printing>;
  /** The printer as it is now; undefined where it is no longer served. */
  current: (printer: Printer) => Promise<Printer | undefined>;
  clock: Clock;
  log: Log;
}

interface Watched {
  printer: Printer;
  /** What was told of it last. */
  state: string;
  config: string;
  /** Jobs that have not ended, with what was told of them last. */
  jobs: Map<number, string>;
  /** All up to this number were looked at. */
  lastJob: number;
}

/** Several changes of one moment are looked at together. */
const TOGETHER_MS = 100;

export class PlaceWatch {
  readonly #options: PlaceWatchOptions;
  readonly #watched = new Map<string, Watched>();
  #timer: CancelTimer | undefined;
  #looking = false;

  constructor(options: PlaceWatchOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#watched.clear();
  }

  /** Somebody subscribes here: from now on changes count. */
  begin({ key, printer }: ServedPrinter, printing: Printing): void {
    if (this.#watched.has(key)) return;
    const { jobs } = this.#options;
    const open = jobs.open(printing, key);
    this.#watched.set(key, {
      printer,
      state: stateText(printer),
      config: configText(printer),
      jobs: new Map(open.map((job) => [job.record.number, jobText(job)])),
      lastJob: jobs.last(key),
    });
  }

  /** The job may have ended before its subscriptions were there: they hear of it now. */
  tellEnd(key: string, found: LoopbackJob): void {
    if (isFinal(found)) this.#tellChange(key, found, true);
  }

  /** Printers or jobs may be different. */
  heed(): void {
    if (this.#watched.size === 0 || this.#timer) return;
    this.#timer = this.#options.clock.after(TOGETHER_MS, () => {
      this.#timer = undefined;
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    if (this.#looking) return this.heed();
    this.#looking = true;
    const { notifier, printing, current, log } = this.#options;
    try {
      const wanted = notifier.places();
      for (const key of this.#watched.keys()) if (!wanted.has(key)) this.#watched.delete(key);
      for (const [key, watched] of Array.from(this.#watched)) {
        const printer = await current(watched.printer);
        if (printer) this.#comparePrinter(key, watched, printer);
        this.#compareJobs(key, watched, await printing());
      }
    } catch (error) {
      log.warn({ error }, 'What happened at a printer could not be told.');
    } finally {
      this.#looking = false;
    }
  }

  #comparePrinter(key: string, watched: Watched, printer: Printer): void {
    const [state, config] = [stateText(printer), configText(printer)];
    const stopped = printer.state === 'stopped' && watched.printer.state !== 'stopped';
    const { notifier } = this.#options;
    const facts = printerFacts(printer);
    const text = `“${displayText(printer.name, 63)}”: ${displayText(printer.message, 150, printer.state)}`;
    if (state !== watched.state)
      notifier.note(key, {
        kinds: stopped ? ['printer-stopped', 'printer-state-changed'] : ['printer-state-changed'],
        text,
        facts,
      });
    if (config !== watched.config)
      notifier.note(key, { kinds: ['printer-config-changed'], text, facts });
    Object.assign(watched, { printer, state, config });
  }

  #compareJobs(key: string, watched: Watched, printing: Printing): void {
    const { jobs } = this.#options;
    for (const found of jobs.after(printing, key, watched.lastJob)) {
      watched.lastJob = found.record.number;
      this.#tell(key, found, ['job-created', 'job-state-changed']);
      if (isFinal(found)) this.#tellChange(key, found);
      else watched.jobs.set(found.record.number, jobText(found));
    }
    for (const [number, before] of Array.from(watched.jobs)) {
      // Nobody was told the number of one whose document never came.
      const found = jobs.get(printing, key, number);
      if (found && jobText(found) !== before) this.#tellChange(key, found);
      if (!found) this.#options.notifier.note(key, vanished(number));
      if (!found || isFinal(found)) watched.jobs.delete(number);
      else watched.jobs.set(number, jobText(found));
    }
  }

  #tellChange(key: string, found: LoopbackJob, late = false): void {
    const special = isFinal(found)
      ? (['job-completed'] as const)
      : found.state === JobStates['processing-stopped']
        ? (['job-stopped'] as const)
        : [];
    this.#tell(key, found, [...special, 'job-state-changed'], late);
  }

  #tell(key: string, found: LoopbackJob, kinds: Happening['kinds'], late = false): void {
    const { number, name: called } = found.record;
    const said = found.message === '' ? '' : ` ${displayText(found.message, 150)}`;
    this.#options.notifier.note(key, {
      kinds,
      job: number,
      last: isFinal(found),
      late,
      text: `“${displayText(called, 63)}”: ${stateName(found.state)}.${said}`,
      facts: jobFacts(found),
    });
  }
}

/** There is nothing to tell of a job that came to nothing, but its subscriptions end with it. */
function vanished(job: number): Happening {
  return { kinds: [], job, last: true, text: '', facts: new Map() };
}

function stateText({ state, reasons, accepting }: Printer): string {
  return JSON.stringify([state, reasons, accepting]);
}

function configText({ name, location, formats, media, choices, color, duplex }: Printer): string {
  return JSON.stringify([name, location, formats, media, choices, color, duplex]);
}

function jobText({ state, reasons }: LoopbackJob): string {
  return JSON.stringify([state, reasons]);
}

function stateName(state: number): string {
  const [known] = Object.entries(JobStates).find(([, code]) => code === state) ?? ['pending'];
  return known;
}

function printerFacts(printer: Printer): IppAttributes {
  return new Map([
    ['printer-state', enumeration(stateOf(printer))],
    ['printer-state-reasons', keyword(...reasonsOf(printer))],
    ['printer-state-message', text(displayText(printer.message, 250))],
    ['printer-is-accepting-jobs', boolean(isAccepting(printer))],
  ]);
}

function jobFacts({ record, job, state, reasons }: LoopbackJob): IppAttributes {
  return new Map([
    ['notify-job-id', integer(record.number)],
    ['job-id', integer(record.number)],
    ['job-name', name(record.name)],
    ['job-state', enumeration(state)],
    ['job-state-reasons', keyword(...reasons)],
    ['job-impressions-completed', integer(job?.pages ?? 0)],
  ]);
}
