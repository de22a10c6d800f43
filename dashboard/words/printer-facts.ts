/** What a printer can do, for people: one line for each thing that it tells. */
import { displayText } from '../../src/base/text.ts';
import type { Printer } from '../../src/model/printer.ts';
import { mediaTypeWords, mediaWords } from './paper.ts';
import { finishingWords, qualityWords } from './print-choices.ts';
import { formatWords } from './printing.ts';

/** Papers and kinds of paper that are named; a printer may list hundreds. */
const NAMED = 8;

export function printerFacts(printer: Printer): [what: string, words: string][] {
  const { choices, color, duplex, formats, media } = printer;
  const facts: [string, string][] = [
    ['Model', displayText(printer.model, 80)],
    ['Place', displayText(printer.location, 80)],
    ['Takes', formatWords(formats)],
    ['Colour', color ? 'Colour' : 'Black and white'],
    ['Sides', duplex ? 'Both sides' : 'One side'],
    ['Paper', some(media.map(mediaWords))],
    [
      'Kinds of paper',
      some((choices?.mediaTypes ?? []).filter((one) => one !== 'auto').map(mediaTypeWords)),
    ],
    ['Quality', some((choices?.qualities ?? []).map((one) => qualityWords[one]))],
    ['Finish', some((choices?.finishings ?? []).map(finishingWords))],
  ];
  return facts.filter(([, words]) => words !== '');
}

function some(words: readonly string[]): string {
  const left = words.length - NAMED;
  const named = words.slice(0, NAMED).join(', ');
  return left > 0 ? `${named} and ${left} more` : named;
}
