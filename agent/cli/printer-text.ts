/** Trays, supplies and choices of a printer on the command line. */
import { displayText } from '../../src/base/text.ts';
import type { Printer, Supply, Tray } from '../../src/model/printer.ts';
import { reasonWords } from '../../src/model/printer-reasons.ts';

/** The choices by the names of the options of `print`; null where the printer tells nothing. */
export function choicesOf({ choices }: Printer) {
  if (!choices) return null;
  return {
    copies: choices.copies,
    monochrome: choices.monochrome,
    pages: choices.pageRanges,
    sides: choices.sides ?? [],
    colors: choices.colorModes ?? [],
    trays: choices.sources ?? [],
    types: choices.mediaTypes ?? [],
    qualities: choices.qualities ?? [],
    number_up: choices.numberUp ?? [],
    scalings: choices.scalings ?? [],
    orientations: choices.orientations ?? [],
    resolutions: choices.printResolutions ?? [],
    bins: choices.bins ?? [],
    finishings: choices.finishings ?? [],
    borderless: choices.borderless ?? false,
  };
}

/** State and reasons in words; a reason without words as its keyword. */
export function stateText({ state, accepting, reasons }: Printer): string {
  const said = reasons.map((reason) => {
    const [words] = reasonWords([reason]);
    return words ? words.text.toLowerCase() : displayText(reason, 64);
  });
  return Array.from(new Set([accepting ? state : 'not accepting', ...said])).join(', ');
}

/** Lines below the table for a printer that tells of its trays or supplies; else nothing. */
export function partsText({ name, supplies = [], trays = [] }: Printer): string {
  if (supplies.length + trays.length === 0) return '';
  const parts = [...trays.map(trayText), ...supplies.map(supplyText)];
  return `\n\n${displayText(name)}\n${parts.map((part) => `  ${part}`).join('\n')}`;
}

function trayText({ source, media, type, level }: Tray): string {
  const paper = [media, type].filter((word) => word !== null).map((word) => displayText(word));
  const filled = level === 0 ? 'empty' : level === null ? '' : `${level} % full`;
  const said = [...paper, filled].filter((word) => word !== '').join(', ');
  return `${displayText(source ?? 'paper')}: ${said === '' ? 'not told' : said}`;
}

function supplyText({ name, level, state }: Supply): string {
  const said = level === null ? 'not told' : `${level} %`;
  const notable = state !== 'ok' && state !== 'unknown' ? `, ${state.replace('-', ' ')}` : '';
  return `${displayText(name)}: ${said}${notable}`;
}
