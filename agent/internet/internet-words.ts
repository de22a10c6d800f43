/** What was lent of the internet, in words for the ledger. */
import { displayName } from '../../src/base/text.ts';
import type { LentTerms } from '../../src/model/internet.ts';

export function lentWords(name: string, { quota }: LentTerms): string {
  return `internet for ${displayName(name, '?')}: ${sizeWords(quota)} a day`;
}

export function usedWords(name: string, bytes: number): string {
  return `internet for ${displayName(name, '?')}: ${sizeWords(bytes)} used`;
}

export function endedWords(name: string): string {
  return `internet for ${displayName(name, '?')}`;
}

const UNITS = ['KB', 'MB', 'GB', 'TB'];

/** In decimal units, as sizes are shown everywhere. */
function sizeWords(bytes: number): string {
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[unit]}`;
}
