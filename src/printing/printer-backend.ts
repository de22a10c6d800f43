/**
 * Where printers come from: the contract of a backend. A backend keeps no jobs; whoever submits
 * journals what it needs to find a job again (`tag` and the backend's own name of it).
 */
import type { Readable } from 'node:stream';
import type { JobOptions, JobState } from '../model/job.ts';
import type {
  PageOrientation,
  Printer,
  PrinterBackendKind,
  PrintQuality,
  PrintScaling,
} from '../model/printer.ts';
import type { RasterSupport } from './raster-support.ts';

/** What a printer offers for a job; anything else is refused. */
export interface JobCapabilities {
  maxCopies: number;
  /** `sides-supported`. */
  sides: readonly string[];
  /** `print-color-mode-supported`. */
  colorModes: readonly string[];
  /** PWG media names. */
  media: readonly string[];
  pageRanges: boolean;
  /** Of PWG raster, in dots per inch; absent: nobody knows. */
  resolutions?: readonly number[];
  /** What follows offers no choice where it is absent. `media-source` and `media-type` keywords. */
  sources?: readonly string[];
  mediaTypes?: readonly string[];
  qualities?: readonly PrintQuality[];
  /** Pages on one side of a sheet. */
  numberUp?: readonly number[];
  scalings?: readonly PrintScaling[];
  orientations?: readonly PageOrientation[];
  /** Of the print itself, in dots per inch. */
  printResolutions?: readonly number[];
  /** `output-bin` keywords. */
  bins?: readonly string[];
  /** Names of `finishings`. */
  finishings?: readonly string[];
  borderless?: boolean;
}

export interface BackendPrinter extends Omit<Printer, 'id' | 'device'> {
  /** What the backend calls it; stays the same over restarts. */
  key: string;
  uri: string;
  offers: JobCapabilities;
  /** Absent: it tells nothing of it. */
  raster?: RasterSupport;
  /** Another number means that what it offers is another too (`printer-config-change-time`). */
  configured?: number | undefined;
}

/** What changes by itself while a printer works. */
export type PrinterMoment = Pick<
  BackendPrinter,
  'state' | 'reasons' | 'message' | 'accepting' | 'jobs' | 'supplies' | 'trays' | 'configured'
>;

/** A document on its way to a printer. */
export interface Submission {
  /** May be called several times. */
  document: () => Readable;
  /** Length of the document. */
  bytes: number;
  name: string;
  /** MIME type. */
  format: string;
  options: JobOptions;
  /** Finds the job again; unguessable for whoever sends jobs. */
  tag: string;
  /**
   * Called, once, before the first byte of the document leaves: with the backend's name of the
   * job, or null if the printer names it only afterwards. Waited for; a rejection ends the
   * submission unsent.
   */
  onHandover: (backendJob: string | null) => Promise<void>;
}

/** `empty`: the printer has the job without its whole document, so nothing gets printed. */
export type FoundJob =
  | { kind: 'none' }
  | { kind: 'empty'; backendJob: string }
  | { kind: 'received'; backendJob: string };

export interface BackendJobState {
  state: JobState;
  reasons: string[];
  message: string;
  /** Pages done as far as the printer tells. */
  pages: number | null;
}

/** An aborted `signal` ends a request at once with `request.cancelled`. */
export interface PrinterBackend {
  readonly kind: PrinterBackendKind;
  /** Printers that the backend finds by itself. Throws `printer.no_backend` if it is not there. */
  list(signal?: AbortSignal): Promise<BackendPrinter[]>;
  /** One printer by its key. Throws `printer.not_found`, `printer.unreachable`. */
  status(key: string, signal?: AbortSignal): Promise<BackendPrinter>;
  /**
   * How these printers are now, for less than `status` costs; one that does not answer is missing.
   * Throws `printer.no_backend`.
   */
  glance?(
    keys: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, PrinterMoment>>;
  /** Resolves with the backend's name of the job when the printer has all of it. */
  submit(key: string, submission: Submission, signal: AbortSignal): Promise<string>;
  /** Looks for a job by its tag, after a restart. */
  find(
    key: string,
    tag: string,
    backendJob: string | null,
    signal?: AbortSignal,
  ): Promise<FoundJob>;
  /** The job's state now. Throws `job.not_found` if the printer does not know it (any more). */
  state(
    key: string,
    backendJob: string,
    tag: string,
    signal?: AbortSignal,
  ): Promise<BackendJobState>;
  /** Cancels a job; one that is final already stays as it is. */
  cancel(key: string, backendJob: string, signal?: AbortSignal): Promise<void>;
}
