/** Printers in words, from the keywords of IPP (RFC 8011). */
import { phrase, translated } from '../locale/localization.ts';
import type { Printer } from '../../src/model/printer.ts';
import { reasonWords } from '../../src/model/printer-reasons.ts';
import { displayText } from '../../src/base/text.ts';
import { said } from './said.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export interface Words {
  readonly text: string;
  readonly tone: Tone;
}

export function printerWords(printer: Printer): Words {
  if (printer.state === 'unknown') return { text: phrase('Not reachable'), tone: 'bad' };
  if (printer.paused === true) return { text: phrase('Paused by its owner'), tone: 'warn' };
  const [reason] = reasonWords(printer.reasons);
  if (reason?.kind === 'blocks') return { text: said(reason.text), tone: 'bad' };
  if (reason && printer.state === 'idle') {
    const words = said(reason.text);
    const ready = reason.kind === 'waits' ? words : phrase('Ready, {0}', words.toLowerCase());
    return { text: ready, tone: 'warn' };
  }
  if (printer.state === 'stopped')
    return reason
      ? { text: said(reason.text), tone: 'warn' }
      : { text: said(displayText(printer.message, 80)) || phrase('Stopped'), tone: 'bad' };
  if (!printer.accepting) return { text: phrase('Takes no documents now'), tone: 'warn' };
  return { text: phrase(printer.state === 'processing' ? 'Printing' : 'Ready'), tone: 'good' };
}

/** Whether a document that is sent now waits. */
export function mustWait(printer: Printer): boolean {
  return (
    printer.state === 'stopped' || printer.paused === true || printerWords(printer).tone === 'bad'
  );
}

/** What to do so that it prints again; empty where nothing keeps it from printing. */
export function printerAdvice(printer: Printer): string {
  if (printer.paused === true)
    return phrase('Documents are taken and wait until the owner lets it go on.');
  const { tone } = printerWords(printer);
  if (tone !== 'bad') return '';
  const advice =
    printer.state === 'unknown'
      ? phrase('Switch the printer on, and look at its cable.')
      : said(reasonWords(printer.reasons)[0]?.advice ?? '') || phrase('Look at the printer.');
  return phrase('{0} What waits prints by itself then.', advice);
}

const FORMATS: Record<string, string> = translated({
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'text/plain': 'plain text',
  'application/postscript': 'PostScript',
});

/** The document formats that a person knows, e.g. `PDF, JPEG`; empty where none is known. */
export function formatWords(formats: readonly string[]): string {
  const known = formats.map((format) => FORMATS[format]).filter((word) => word !== undefined);
  return known.join(', ');
}
