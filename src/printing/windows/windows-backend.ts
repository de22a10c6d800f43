/**
 * The printers of Windows, through its spooler. Stock Windows prints no PDF: pages come as raster and
 * are drawn as pictures with whatever driver the printer has. Never run on real Windows so far; held
 * by samples of what its commands answer.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../base/clock.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import { cutUtf8 } from '../../base/utf8.ts';
import { ConversionFault } from '../conversion/conversion-fault.ts';
import { checkOptions } from '../job-options.ts';
import type {
  BackendJobState,
  BackendPrinter,
  FoundJob,
  PrinterBackend,
  PrinterMoment,
  Submission,
} from '../printer-backend.ts';
import type { JobRow, PrinterRow } from '../../model/windows-spooler.ts';
import { pagePictures } from './page-pictures.ts';
import { GLANCE_PRINTERS, LIST_JOBS, LIST_PRINTERS, PRINT_PAGES, REMOVE_JOB } from './scripts.ts';
import {
  jobRows,
  jobStateOf,
  momentOf,
  momentRows,
  papersOf,
  printedRows,
  printerOf,
  printerRows,
  type RunScript,
  sourcesOf,
} from './spooler.ts';

export interface WindowsBackendOptions {
  run: RunScript;
  /** Pages lie here while they are printed. */
  folder: string;
  clock: Clock;
  /** Tells the printers that print to this agent itself, by port and comment. */
  isOwn: (port: string, comment: string) => boolean;
}

/** A PowerShell takes a second or two of a core: what it said so long ago is good enough. */
const FRESH_MS = 3000;
const DUPLEX = { 'one-sided': 1, 'two-sided-long-edge': 2, 'two-sided-short-edge': 3 } as const;

export class WindowsBackend implements PrinterBackend {
  readonly kind = 'windows';
  readonly #options: WindowsBackendOptions;
  /** Jobs by printer, as they were last. */
  readonly #jobs = new Map<string, { at: number; rows: Promise<JobRow[]> }>();

  constructor(options: WindowsBackendOptions) {
    this.#options = options;
  }

  async list(signal?: AbortSignal): Promise<BackendPrinter[]> {
    return (await this.#rows([], signal)).map(printerOf);
  }

  async status(key: string, signal?: AbortSignal): Promise<BackendPrinter> {
    return printerOf(await this.#row(key, signal));
  }

  async #row(key: string, signal?: AbortSignal): Promise<PrinterRow> {
    const row = (await this.#rows([key], signal)).find(({ Name }) => Name === key);
    if (row) return row;
    throw new HallwayError('printer.not_found', `This PC has no printer “${key}” any more.`);
  }

  /** All of them where `only` is empty. */
  async #rows(only: readonly string[], signal?: AbortSignal): Promise<PrinterRow[]> {
    const { run, isOwn } = this.#options;
    const found = printerRows(await run(LIST_PRINTERS, { only }, signal));
    return found.filter(({ Port, Comment }) => !isOwn(Port ?? '', Comment ?? ''));
  }

  async glance(
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, PrinterMoment>> {
    const found = momentRows(await this.#options.run(GLANCE_PRINTERS, {}, signal));
    const asked = found.filter(({ Name }) => keys.includes(Name));
    return new Map(asked.map((row) => [row.Name, momentOf(row)]));
  }

  async submit(key: string, submission: Submission, signal: AbortSignal): Promise<string> {
    const row = await this.#row(key, signal);
    checkOptions(submission.options, printerOf(row).offers);
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.#options.folder, 'job-'));
    try {
      const pages = await this.#pages(folder, submission, signal);
      const order = orderFor(row, submission, pages);
      signal.throwIfAborted();
      await submission.onHandover(null);
      const answer = await this.#options.run(PRINT_PAGES, order, signal);
      const [{ Id } = { Id: 0 }] = printedRows(answer);
      this.#jobs.delete(key);
      // A fast printer may be done by now: nothing is left to be asked about.
      return String(Id);
    } catch (error) {
      if (signal.aborted)
        throw new HallwayError('request.cancelled', 'The job was given up.', { cause: error });
      throw error instanceof ConversionFault ? broken(error) : asHallwayError(error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #pages(folder: string, submission: Submission, signal: AbortSignal): Promise<string[]> {
    const raster = join(folder, 'document.pwg');
    await pipeline(submission.document(), createWriteStream(raster, { mode: 0o600 }), { signal });
    return pagePictures(raster, folder);
  }

  async find(
    key: string,
    tag: string,
    _backendJob: string | null,
    signal?: AbortSignal,
  ): Promise<FoundJob> {
    this.#jobs.delete(key);
    const job = (await this.#jobsOf(key, signal)).find((one) => hasTag(one, tag));
    // One that was still being drawn when the agent died may have begun to print.
    return job ? { kind: 'received', backendJob: String(job.Id) } : { kind: 'none' };
  }

  /** Windows forgets what it has printed: a job that was there and is gone is done. */
  async state(
    key: string,
    backendJob: string,
    tag: string,
    signal?: AbortSignal,
  ): Promise<BackendJobState> {
    const jobs = await this.#jobsOf(key, signal);
    const job = jobs.find((one) => String(one.Id) === backendJob && hasTag(one, tag));
    if (job) return jobStateOf(job);
    return { state: 'completed', reasons: [], message: 'Windows is done with it.', pages: null };
  }

  /** Asked once for all jobs that are looked at together. */
  #jobsOf(key: string, signal?: AbortSignal): Promise<JobRow[]> {
    const { run, clock } = this.#options;
    const now = clock.monotonic();
    const known = this.#jobs.get(key);
    if (known && now - known.at < FRESH_MS) return known.rows;
    const asked = run(LIST_JOBS, { printer: key }, signal).then(jobRows);
    this.#jobs.set(key, { at: now, rows: asked });
    // A failure is no answer to keep.
    asked.catch(() => this.#jobs.delete(key));
    return asked;
  }

  async cancel(key: string, backendJob: string, signal?: AbortSignal): Promise<void> {
    const jobs = await this.#jobsOf(key, signal);
    const job = jobs.find((one) => String(one.Id) === backendJob);
    const tag = /\[[^\]]{1,64}\]$/.exec(job?.Document ?? '')?.[0];
    if (!job || tag === undefined) return;
    await this.#options.run(REMOVE_JOB, { printer: key, id: job.Id, tag }, signal);
    this.#jobs.delete(key);
  }
}

function orderFor(row: PrinterRow, { name, tag, options }: Submission, pages: string[]) {
  const { copies = 1, sides, color, media, source } = options;
  return {
    printer: row.Name,
    name: `${cutUtf8(name, 200)} [${tag}]`,
    pages,
    copies,
    duplex: sides === undefined ? 0 : DUPLEX[sides],
    color: row.Color && color !== 'monochrome',
    paper: (media === undefined ? undefined : papersOf(row).get(media)) ?? 0,
    source: (source === undefined ? undefined : sourcesOf(row).get(source)) ?? 0,
  };
}

/** Only at the end of the name, where no sender's text reaches. */
function hasTag({ Document }: JobRow, tag: string): boolean {
  return Document?.endsWith(`[${tag}]`) ?? false;
}

function broken(fault: ConversionFault): HallwayError {
  return new HallwayError('printer.format', fault.message, { cause: fault });
}
