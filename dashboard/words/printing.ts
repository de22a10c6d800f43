/** Printers and jobs in words, from the keywords of IPP (RFC 8011). */
import type { Job } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import { reasonWords } from '../../src/model/printer-reasons.ts';
import { displayText } from '../../src/base/text.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export interface Words {
  readonly text: string;
  readonly tone: Tone;
}

export function printerWords(printer: Printer): Words {
  if (printer.state === 'unknown') return { text: 'Not reachable', tone: 'bad' };
  const [reason] = reasonWords(printer.reasons);
  if (reason?.kind === 'blocks') return { text: reason.text, tone: 'bad' };
  if (reason && printer.state === 'idle') {
    const ready = reason.kind === 'waits' ? reason.text : `Ready, ${reason.text.toLowerCase()}`;
    return { text: ready, tone: 'warn' };
  }
  if (printer.state === 'stopped')
    return reason
      ? { text: reason.text, tone: 'warn' }
      : { text: displayText(printer.message, 80, 'Stopped'), tone: 'bad' };
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
      : (reasonWords(printer.reasons)[0]?.advice ?? 'Look at the printer.');
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
