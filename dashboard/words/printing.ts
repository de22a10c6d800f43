/** Printers, jobs and paper in words, from the keywords of IPP (RFC 8011) and PWG 5101.1. */
import type { Job } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import { displayText } from '../../src/base/text.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export interface Words {
  readonly text: string;
  readonly tone: Tone;
}

/** `printer-state-reasons` without their severity, most urgent first (RFC 8011 section 5.4.12). */
const REASONS: readonly (readonly [string, string, Tone])[] = [
  ['media-jam', 'Paper jam', 'bad'],
  ['media-empty', 'Out of paper', 'bad'],
  ['media-needed', 'Needs paper', 'bad'],
  ['input-tray-missing', 'Paper tray is missing', 'bad'],
  ['cover-open', 'Cover is open', 'bad'],
  ['door-open', 'Door is open', 'bad'],
  ['toner-empty', 'Out of toner', 'bad'],
  ['marker-supply-empty', 'Out of ink', 'bad'],
  ['output-area-full', 'Output tray is full', 'bad'],
  ['spool-area-full', 'Printer memory is full', 'bad'],
  ['shutdown', 'Switched off', 'bad'],
  ['offline', 'Not reachable', 'bad'],
  ['timed-out', 'Does not answer', 'bad'],
  ['connecting-to-device', 'Looking for the printer', 'warn'],
  ['paused', 'Paused', 'warn'],
  ['toner-low', 'Ready, toner is low', 'warn'],
  ['marker-supply-low', 'Ready, ink is low', 'warn'],
  ['media-low', 'Ready, little paper left', 'warn'],
];

export function printerWords(printer: Printer): Words {
  const found = new Set(
    printer.reasons.map((reason) => reason.replace(/-(error|warning|report)$/, '')),
  );
  if (printer.state === 'unknown') return { text: 'Not reachable', tone: 'bad' };
  const reason = REASONS.find(([keyword]) => found.has(keyword));
  if (reason && (reason[2] === 'bad' || printer.state !== 'processing'))
    return { text: reason[1], tone: reason[2] };
  if (printer.state === 'stopped')
    return { text: displayText(printer.message, 80, 'Stopped'), tone: 'bad' };
  if (!printer.accepting) return { text: 'Takes no documents now', tone: 'warn' };
  return { text: printer.state === 'processing' ? 'Printing' : 'Ready', tone: 'good' };
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

/** `iso_a4_210x297mm` becomes `A4 (210 × 297 mm)`: self-describing names, PWG 5101.1 section 5. */
export function mediaWords(name: string): string {
  const match = /^[a-z]+_([a-z0-9.-]+)_([0-9.]+)x([0-9.]+)(mm|in)$/.exec(name);
  if (!match) return name;
  const [, label = '', width = '', height = '', unit = ''] = match;
  const shown = label
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  return `${shown} (${width} × ${height} ${unit})`;
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
