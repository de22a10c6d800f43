/**
 * Which job goes to a printer next. People take turns: whoever was served longest ago comes first,
 * and each one's own jobs go in the order in which they came. Only a few are at the printer at a
 * time, so that one page does not stand behind two hundred jobs that the printer has already; what
 * waits here can still be held, moved and cancelled.
 */
import { JobRole, JobStage, type StoredJob } from './job-store.ts';

/** Enough to keep a printer busy between two looks at it. */
const AT_PRINTER = 4;

interface Entry {
  readonly id: string;
  readonly printer: string;
  /** The member that sent it. */
  readonly person: string;
  stage: JobStage;
  /** The printer has it, and keeps it by itself: it takes nobody's place. */
  stuck: boolean;
  /** Its last attempt failed; it comes again by itself. */
  resting: boolean;
}

export interface PrinterQueueOptions {
  /** The owner keeps this printer from printing. */
  isPaused: (printer: string) => boolean;
  /** It is this job's turn. */
  wake: (id: string) => void;
}

export class PrinterQueue {
  readonly #options: PrinterQueueOptions;
  readonly #entries = new Map<string, Entry>();
  /** By printer, in the order in which they came. */
  readonly #lines = new Map<string, Set<Entry>>();
  /** By printer, the job that is being handed over. */
  readonly #active = new Map<string, string>();
  /** By printer and person: when that person was served last, in turns. */
  readonly #served = new Map<string, number>();
  #turns = 0;

  constructor(options: PrinterQueueOptions) {
    this.#options = options;
  }

  /** A received job is new or different. Jobs come in the order in which they were accepted. */
  changed({ role, stage, job }: StoredJob): void {
    if (role !== JobRole.received) return;
    const known = this.#entries.get(job.id);
    const gone = stage === JobStage.done || stage === JobStage.held || stage === JobStage.uncertain;
    if (known && (gone || known.printer !== job.printer)) this.#remove(known);
    if (!gone) {
      const entry = this.#entries.get(job.id) ?? this.#add(job.id, job.printer, job.from);
      entry.stage = stage;
      entry.stuck = job.state === 'pending-held';
    }
    this.#wakeNext(job.printer);
  }

  #add(id: string, printer: string, person: string): Entry {
    const stage = JobStage.accepted;
    const entry: Entry = { id, printer, person, stage, stuck: false, resting: false };
    this.#entries.set(id, entry);
    const line = this.#lines.get(printer) ?? new Set();
    this.#lines.set(printer, line.add(entry));
    return entry;
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.id);
    const line = this.#lines.get(entry.printer);
    line?.delete(entry);
    if (line?.size === 0) this.#lines.delete(entry.printer);
    if (this.#active.get(entry.printer) === entry.id) this.#active.delete(entry.printer);
  }

  /** One that was paused may go on. */
  printersChanged(): void {
    for (const printer of this.#lines.keys()) this.#wakeNext(printer);
  }

  /** Whether the job may be handed over now; if so, `leave` ends that. */
  enter(id: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    entry.resting = false;
    if (this.#next(entry.printer) !== entry) return false;
    this.#active.set(entry.printer, id);
    this.#served.set(placeOf(entry), (this.#turns += 1));
    return true;
  }

  /** `resting`: it failed and is tried again later; meanwhile others may try. */
  leave(id: string, printer: string, resting: boolean): void {
    if (this.#active.get(printer) === id) this.#active.delete(printer);
    const entry = this.#entries.get(id);
    if (entry) entry.resting = resting;
    this.#wakeNext(printer);
  }

  #wakeNext(printer: string): void {
    const next = this.#next(printer);
    if (next) this.#options.wake(next.id);
  }

  #next(printer: string): Entry | undefined {
    const line = this.#lines.get(printer);
    if (!line || this.#active.has(printer) || this.#options.isPaused(printer)) return undefined;
    let there = 0;
    for (const entry of line) if (isThere(entry) && !entry.stuck) there += 1;
    if (there >= AT_PRINTER) return undefined;
    const ready = firstOfEach(line).filter((entry) => isUnsent(entry) && !entry.resting);
    return this.#longestWaiting(ready);
  }

  /**
   * Where nobody was served yet, the first that came; but one that the printer may have without its
   * document goes before, for until then many printers take no other.
   */
  #longestWaiting(entries: readonly Entry[], served = this.#served): Entry | undefined {
    let best = entries.find(({ stage }) => stage === JobStage.submitting);
    if (best) return best;
    const last = (entry: Entry): number => served.get(placeOf(entry)) ?? 0;
    for (const entry of entries) if (!best || last(entry) < last(best)) best = entry;
    return best;
  }

  /** True while a job waits here for this printer. */
  isAwaited(printer: string): boolean {
    for (const entry of this.#lines.get(printer) ?? []) if (isUnsent(entry)) return true;
    return false;
  }

  /** The jobs of a printer in the order in which they will come, those that it has first. */
  order(printer: string): string[] {
    const line = Array.from(this.#lines.get(printer) ?? []);
    const served = new Map(this.#served);
    let turns = this.#turns;
    const waiting = Map.groupBy(line.filter(isUnsent), placeOf);
    const coming: Entry[] = [];
    for (;;) {
      const heads = Array.from(waiting.values()).flatMap((own) => own.slice(0, 1));
      const next = this.#longestWaiting(heads, served);
      if (!next) break;
      served.set(placeOf(next), (turns += 1));
      waiting.get(placeOf(next))?.shift();
      coming.push(next);
    }
    const there = line.filter((entry) => !isUnsent(entry));
    return [...there, ...coming].map(({ id }) => id);
  }
}

function placeOf({ printer, person }: Entry): string {
  return `${printer} ${person}`;
}

function isUnsent({ stage }: Entry): boolean {
  return stage === JobStage.accepted || stage === JobStage.submitting;
}

function isThere({ stage }: Entry): boolean {
  return stage === JobStage.sending || stage === JobStage.submitted;
}

/** Of each person the first that the printer does not surely have: later ones wait for it. */
function firstOfEach(line: Iterable<Entry>): Entry[] {
  const first = new Map<string, Entry>();
  for (const entry of line)
    if (entry.stage !== JobStage.submitted && !first.has(entry.person))
      first.set(entry.person, entry);
  return Array.from(first.values());
}
