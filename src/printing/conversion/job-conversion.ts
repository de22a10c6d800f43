/**
 * Conversion as print jobs see it: what a printer offers with it, and a job's document made ready
 * for its printer. What is made lies in a folder of its own, by the job's name; it is derived from
 * the spooled original, made anew after a crash, and wiped with the job.
 */
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Job, JobOptions } from '../../model/job.ts';
import type { BackendPrinter, JobCapabilities } from '../printer-backend.ts';
import { type ConversionPlan, planConversion, type PrinterFacts } from './conversion-plan.ts';
import { type ConversionTools, kindOf } from './formats.ts';
import { type Offered, withConversion } from './offers.ts';
import { givenUp, type StepRunner } from './step-runner.ts';

export interface JobConversionOptions {
  /** Belongs to conversion alone. */
  folder: string;
  runner: StepRunner;
  tools: () => ConversionTools;
  /** Paper is Letter where nobody says anything else. */
  letter: boolean;
}

/** A document as its printer gets it. */
export interface ReadyDocument {
  open: () => Readable;
  bytes: number;
  format: string;
  options: JobOptions;
  /** For the person, where it is not quite as it was. */
  note: string | undefined;
}

/** Conversions at a time: the person at this PC wants to go on working. */
const AT_ONCE = 2;

export class JobConversion {
  readonly #options: JobConversionOptions;
  readonly #offered = new WeakMap<
    JobCapabilities,
    { formats: readonly string[]; tools: ConversionTools; offered: Offered }
  >();
  readonly #ready = new Map<string, { plan: string; document: ReadyDocument; path: string }>();
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #made = 0;

  constructor(options: JobConversionOptions) {
    this.#options = options;
  }

  /** Begins with an empty folder. */
  async start(): Promise<void> {
    const { folder } = this.#options;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  /** The same object for the same, which is asked for at each step of a job. */
  offered(formats: readonly string[], offers: JobCapabilities): Offered {
    const tools = this.#options.tools();
    const known = this.#offered.get(offers);
    if (known && known.formats === formats && known.tools === tools) return known.offered;
    const offered = withConversion({ formats, offers }, tools);
    this.#offered.set(offers, { formats, tools, offered });
    return offered;
  }

  /** Undefined: it goes as it is. Throws `printer.format`. */
  plan(job: Pick<Job, 'format' | 'options'>, printer: BackendPrinter): ConversionPlan | undefined {
    const { letter, tools } = this.#options;
    const { name, formats, offers, color, margins, raster } = printer;
    const facts: PrinterFacts = { name, formats, offers, color, margins, raster, letter };
    const plan = planConversion(job, facts, tools());
    return plan.steps.length === 0 ? undefined : plan;
  }

  /** Carries a plan out; what is ready already is not made again. Throws what steps throw. */
  async make(
    id: string,
    plan: ConversionPlan,
    source: string,
    run: { signal: AbortSignal; progress: (done: number, total?: number) => void },
  ): Promise<ReadyDocument> {
    const key = JSON.stringify(plan);
    const ready = this.#ready.get(id);
    if (ready?.plan === key) return ready.document;
    await this.drop(id);
    await this.#turn(run.signal);
    try {
      const { path, note } = await this.#steps(id, plan, source, run);
      const { size } = await stat(path);
      const document: ReadyDocument = {
        open: () => createReadStream(path),
        bytes: size,
        format: plan.format,
        options: plan.options,
        note,
      };
      this.#ready.set(id, { plan: key, document, path });
      return document;
    } finally {
      this.#leave();
    }
  }

  /** Pages of a document; null where nobody can tell. Throws `request.cancelled`. */
  async count(id: string, format: string, source: string, signal: AbortSignal) {
    const kind = kindOf(format);
    if (kind === 'image') return 1;
    if (kind !== 'pdf' && kind !== 'raster') return null;
    this.#made += 1;
    const to = join(this.#options.folder, `${id}-${this.#made}`);
    await this.#turn(signal);
    try {
      const run = { signal, progress: () => {} };
      const step = { kind: 'count-pages' as const, of: kind };
      return (await this.#options.runner.run(step, source, to, run)).pages;
    } catch {
      if (signal.aborted) throw givenUp();
      return null;
    } finally {
      await rm(to, { force: true });
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Wipes what was made for a job. */
  async drop(id: string): Promise<void> {
    const ready = this.#ready.get(id);
    this.#ready.delete(id);
    if (ready) await rm(ready.path, { force: true });
  }

  async #steps(
    id: string,
    plan: ConversionPlan,
    source: string,
    run: { signal: AbortSignal; progress: (done: number, total?: number) => void },
  ): Promise<{ path: string; note: string | undefined }> {
    const { folder, runner } = this.#options;
    let from = source;
    let note: string | undefined;
    for (const step of plan.steps) {
      this.#made += 1;
      const to = join(folder, `${id}-${this.#made}`);
      try {
        const result = await runner.run(step, from, to, run);
        note ??= result.note;
      } catch (error) {
        await rm(to, { force: true });
        throw error;
      } finally {
        if (from !== source) await rm(from, { force: true });
      }
      from = to;
    }
    return { path: from, note };
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw givenUp();
    if (this.#running >= AT_ONCE) await this.#inLine(signal);
    else this.#running += 1;
  }

  /** Whoever ends gives his place to the first in line, so that it is never free in between. */
  #inLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(givenUp());
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
