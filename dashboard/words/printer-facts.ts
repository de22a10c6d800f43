/** What a printer can do, for people: one line for each thing that it tells. */
import { phrase } from '../locale/localization.ts';
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
    [phrase('Model'), displayText(printer.model, 80)],
    [phrase('Place'), displayText(printer.location, 80)],
    [phrase('Takes'), formatWords(formats)],
    [phrase('Colour'), color ? phrase('Colour') : phrase('Black and white')],
    [phrase('Sides'), duplex ? phrase('Both sides') : phrase('One side')],
    [phrase('Paper'), some(media.map(mediaWords))],
    [
      phrase('Kinds of paper'),
      some((choices?.mediaTypes ?? []).filter((one) => one !== 'auto').map(mediaTypeWords)),
    ],
    [phrase('Quality'), some((choices?.qualities ?? []).map((one) => qualityWords[one]))],
    [phrase('Finish'), some((choices?.finishings ?? []).map(finishingWords))],
  ];
  return facts.filter(([, words]) => words !== '');
}

function some(words: readonly string[]): string {
  const left = words.length - NAMED;
  const named = words.slice(0, NAMED).join(', ');
  return left > 0 ? phrase('{0} and {1} more', named, left) : named;
}
