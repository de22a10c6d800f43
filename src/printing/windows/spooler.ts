/** Windows' spooler as PowerShell tells of it: its answers, checked, in the words of IPP. */
import { displayName, displayText } from '../../base/text.ts';
import type { JobState } from '../../model/job.ts';
import { JobRow, MomentRow, PrintedRow, PrinterRow } from '../../model/windows-spooler.ts';
import { shapeError } from '../../net/shape.ts';
import { HallwayError } from '../../base/errors.ts';
import { mediaSizeOf } from '../ipp/media-name.ts';
import type { BackendJobState, BackendPrinter, PrinterMoment } from '../printer-backend.ts';

/**
 * Runs a script of `scripts.ts` with `input` as JSON on its standard input; resolves with its standard
 * output. Throws `printer.no_backend`, `printer.rejected` with what it said, `request.cancelled`.
 */
export type RunScript = (script: string, input: unknown, signal?: AbortSignal) => Promise<string>;

/** Those rows that have the shape. Throws `printer.no_backend` where the answer is no JSON at all. */
function rows<T>(schema: Parameters<typeof shapeError>[0], answer: string): T[] {
  let value: unknown;
  try {
    value = answer.trim() === '' ? [] : JSON.parse(answer.replace(/^\ufeff/u, ''));
  } catch (cause) {
    throw noSpooler(cause);
  }
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((row) => shapeError(schema, row) === undefined) as T[];
}

export const printerRows = (answer: string): PrinterRow[] => rows(PrinterRow, answer);
export const momentRows = (answer: string): MomentRow[] => rows(MomentRow, answer);
export const printedRows = (answer: string): PrintedRow[] => rows(PrintedRow, answer);
export const jobRows = (answer: string): JobRow[] => rows(JobRow, answer);

export function noSpooler(cause?: unknown): HallwayError {
  return new HallwayError('printer.no_backend', 'The print system of Windows does not answer.', {
    fix: 'Start the service “Print Spooler”.',
    cause,
  });
}

/** `PRINTER_STATUS_…` of winspool.h; whether it stops the printer. */
const STATUS: readonly (readonly [number, string, boolean])[] = [
  [0x1, 'paused', true],
  [0x2, 'other-error', true],
  [0x8, 'media-jam-error', true],
  [0x10, 'media-empty-error', true],
  [0x20, 'media-needed-error', true],
  [0x40, 'media-needed-error', true],
  [0x80, 'offline-report', true],
  [0x800, 'output-area-full-error', true],
  [0x1000, 'offline-report', true],
  [0x10000, 'fuser-under-temp-report', false],
  [0x20000, 'toner-low-warning', false],
  [0x40000, 'toner-empty-error', true],
  [0x100000, 'other-error', true],
  [0x200000, 'spool-area-full-error', true],
  [0x400000, 'door-open-error', true],
];
/** I/O active, busy, printing, processing. */
const WORKING = 0x100 | 0x200 | 0x400 | 0x4000;

export function momentOf({ Status, Jobs }: { Status: number; Jobs: number }): PrinterMoment {
  const found = STATUS.filter(([flag]) => (Status & flag) !== 0);
  const stopped = found.some(([, , stops]) => stops);
  return {
    state: stopped ? 'stopped' : (Status & WORKING) !== 0 ? 'processing' : 'idle',
    reasons: Array.from(new Set(found.map(([, reason]) => reason))),
    message: '',
    accepting: true,
    jobs: Jobs,
  };
}

/** Paper that offices use, by its PWG name; a driver tells sizes in hundredths of an inch. */
const PAPERS = [
  'iso_a2_420x594mm',
  'iso_a3_297x420mm',
  'iso_a4_210x297mm',
  'iso_a5_148x210mm',
  'iso_a6_105x148mm',
  'iso_b4_250x353mm',
  'iso_b5_176x250mm',
  'jis_b4_257x364mm',
  'jis_b5_182x257mm',
  'iso_c5_162x229mm',
  'iso_c6_114x162mm',
  'iso_dl_110x220mm',
  'na_letter_8.5x11in',
  'na_legal_8.5x14in',
  'na_ledger_11x17in',
  'na_executive_7.25x10.5in',
  'na_invoice_5.5x8.5in',
  'na_number-10_4.125x9.5in',
  'na_index-4x6_4x6in',
  'na_5x7_5x7in',
].flatMap((name) => mediaSizeOf(name) ?? []);
/** A hundredth of an inch is a quarter of a millimetre, and drivers round. */
const TOLERANCE = 60;

/** Windows' number of a paper by its PWG name, the default first. */
export function papersOf({ Papers, Paper }: PrinterRow): ReadonlyMap<string, number> {
  const standard = Papers.filter(({ Kind }) => Kind === Paper);
  const found = new Map<string, number>();
  for (const { Kind, Width, Height } of [...standard, ...Papers]) {
    const near = (one: number, other: number): boolean => Math.abs(one - other) <= TOLERANCE;
    const paper = PAPERS.find(({ x, y }) => near(x, Width * 25.4) && near(y, Height * 25.4));
    if (paper && !found.has(paper.name)) found.set(paper.name, Kind);
  }
  return found;
}

/** Windows' number of a paper source by a keyword made of its name. */
export function sourcesOf({ Sources }: PrinterRow): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { Kind, Name } of Sources.slice(0, 32)) {
    const word = displayText(Name, 60).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, ''); // biome-ignore format: one thought
    const keyword = word === '' ? `source-${Kind}` : word;
    if (!found.has(keyword)) found.set(keyword, Kind);
  }
  return found;
}

export function printerOf(row: PrinterRow): BackendPrinter {
  const media = [...papersOf(row).keys()];
  return {
    ...momentOf(row),
    key: row.Name,
    uri: `windows-printer:${encodeURIComponent(row.Name)}`,
    name: displayName(row.Name, 'Printer'),
    color: row.Color,
    duplex: row.Duplex,
    // Drivers draw pages; Hallway makes them of every format that it reads.
    formats: ['image/pwg-raster'],
    media,
    location: displayText(row.Location),
    model: displayText(row.Driver),
    offers: {
      maxCopies: Math.min(999, Math.max(1, row.Copies)),
      sides: row.Duplex ? ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'] : [],
      colorModes: row.Color ? ['auto', 'color', 'monochrome'] : ['auto', 'monochrome'],
      media,
      pageRanges: false,
      resolutions: [300],
      sources: [...sourcesOf(row).keys()],
    },
    raster: {
      pwg: { types: ['srgb_8', 'sgray_8'], resolutions: [300], sheetBack: 'normal' },
      urf: { types: [], resolutions: [], sheetBack: 'normal' },
    },
  };
}

/** `JOB_STATUS_…` of winspool.h, the most telling first. */
const JOB_STATUS: readonly (readonly [number, JobState, readonly string[]])[] = [
  [0x100, 'canceled', ['job-canceled-by-user']],
  [0x80 | 0x1000, 'completed', []],
  [0x4, 'processing', ['processing-to-stop-point']],
  [0x40, 'processing-stopped', ['printer-stopped', 'media-empty-error']],
  [0x20, 'processing-stopped', ['printer-stopped', 'offline-report']],
  [0x2 | 0x200 | 0x400, 'processing-stopped', ['printer-stopped', 'other-error']],
  [0x1, 'pending-held', ['job-held-by-system']],
  [0x8 | 0x10, 'processing', []],
];

export function jobStateOf({ Status, Pages }: JobRow): BackendJobState {
  const found = JOB_STATUS.find(([flags]) => (Status & flags) !== 0);
  const [, state, reasons] = found ?? [0, 'pending' as const, []];
  return { state, reasons: [...reasons], message: '', pages: Pages > 0 ? Pages : null };
}
