/** Printers and jobs in words, from the keywords of IPP (RFC 8011). */
import type { Job } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import { displayText } from '../../src/base/text.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export interface Words {
  readonly text: string;
  readonly tone: Tone;
}

/** A keyword of `printer-state-reasons`, how it is said, and what a person does about it. */
type Reason = readonly [keyword: string, text: string, tone: Tone, advice?: string];

/** Without their severity, most urgent first (RFC 8011 section 5.4.12). */
const REASONS: readonly Reason[] = [
  ['media-jam', 'Paper jam', 'bad', 'Take out the paper that is stuck.'],
  ['media-empty', 'Out of paper', 'bad', 'Put paper in.'],
  ['media-needed', 'Needs paper', 'bad', 'Put in the paper that the printer asks for.'],
  ['input-tray-missing', 'Paper tray is missing', 'bad', 'Push the paper tray in.'],
  ['cover-open', 'Cover is open', 'bad', 'Close the cover.'],
  ['door-open', 'Door is open', 'bad', 'Close the door of the printer.'],
  ['toner-empty', 'Out of toner', 'bad', 'Put in a new toner cartridge.'],
  ['marker-supply-empty', 'Out of ink', 'bad', 'Put in new ink.'],
  ['output-area-full', 'Output tray is full', 'bad', 'Take the printed paper away.'],
  ['spool-area-full', 'Printer memory is full', 'bad', 'Switch it off and on again.'],
  ['shutdown', 'Switched off', 'bad', 'Switch the printer on.'],
  ['offline', 'Not reachable', 'bad', 'Switch the printer on, and look at its cable.'],
  ['timed-out', 'Does not answer', 'bad', 'Switch it off and on again.'],
  ['connecting-to-device', 'Looking for the printer', 'warn'],
  ['paused', 'Paused', 'warn'],
  ['toner-low', 'Ready, toner is low', 'warn'],
  ['marker-supply-low', 'Ready, ink is low', 'warn'],
  ['media-low', 'Ready, little paper left', 'warn'],
];

function reasonOf(printer: Printer): Reason | undefined {
  const found = new Set(
    printer.reasons.map((reason) => reason.replace(/-(error|warning|report)$/, '')),
  );
  return REASONS.find(([keyword]) => found.has(keyword));
}

export function printerWords(printer: Printer): Words {
  if (printer.state === 'unknown') return { text: 'Not reachable', tone: 'bad' };
  const reason = reasonOf(printer);
  if (reason && (reason[2] === 'bad' || printer.state !== 'processing'))
    return { text: reason[1], tone: reason[2] };
  if (printer.state === 'stopped')
    return { text: displayText(printer.message, 80, 'Stopped'), tone: 'bad' };
  if (!printer.accepting) return { text: 'Takes no documents now', tone: 'warn' };
  return { text: printer.state === 'processing' ? 'Printing' : 'Ready', tone: 'good' };
}

/** Whether a document that is sent now waits. */
export function mustWait(printer: Printer): boolean {
  return printer.state === 'stopped' || printerWords(printer).tone === 'bad';
}

/** What to do so that it prints again; empty where nothing keeps it from printing. */
export function printerAdvice(printer: Printer): string {
  const { tone } = printerWords(printer);
  if (tone !== 'bad') return '';
  const advice =
    printer.state === 'unknown'
      ? 'Switch the printer on, and look at its cable.'
      : (reasonOf(printer)?.[3] ?? 'Look at the printer.');
  return `${advice} What waits prints by itself then.`;
}

const JOB_STATES: Record<Job['state'], Words> = {
  pending: { text: 'Waiting', tone: 'plain' },
  'pending-held': { text: 'On hold', tone: 'warn' },
  processing: { text: 'Printing', tone: 'good' },
  'processing-stopped': { text: 'Stopped: look at the printer', tone: 'bad' },
  canceled: { text: 'Cancelled', tone: 'plain' },
  aborted: { text: 'Failed', tone: 'bad' },
  completed: { text: 'Printed', tone: 'good' },
  uncertain: { text: 'May have printed: look at the printer', tone: 'warn' },
};

export function jobWords(job: Job): Words {
  return JOB_STATES[job.state] ?? { text: 'Unknown', tone: 'plain' };
}

const FORMATS: Record<string, string> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'text/plain': 'plain text',
  'application/postscript': 'PostScript',
};

/** The document formats that a person knows, e.g. `PDF, JPEG`; empty where none is known. */
export function formatWords(formats: readonly string[]): string {
  const known = formats.map((format) => FORMATS[format]).filter((word) => word !== undefined);
  return known.join(', ');
}
