/** Ink and toner as a printer tells of them: `marker-*` of PWG 5100.9 sections 3.1 to 3.7. */
import { displayText } from '../base/text.ts';
import type { Supply } from '../model/printer.ts';
import type { IppAttributes } from './ipp/types.ts';
import { numbers, strings } from './ipp/values.ts';

export const SUPPLY_ATTRIBUTES = [
  'marker-colors',
  'marker-high-levels',
  'marker-levels',
  'marker-low-levels',
  'marker-names',
  'marker-types',
] as const;

const MAX_SUPPLIES = 32;
/** Percent at which a supply is low, a waste box nearly full, where the printer names no level. */
const USUAL_LOW = 10;
const USUAL_HIGH = 90;

/** The attributes are lists of one length, a place in each for one supply. */
export function suppliesOf(attributes: IppAttributes): Supply[] {
  const names = strings(attributes, 'marker-names');
  const kinds = strings(attributes, 'marker-types');
  const colors = strings(attributes, 'marker-colors');
  const levels = numbers(attributes, 'marker-levels');
  const lows = numbers(attributes, 'marker-low-levels');
  const highs = numbers(attributes, 'marker-high-levels');
  const count = Math.min(MAX_SUPPLIES, Math.max(names.length, levels.length));
  return Array.from({ length: count }, (_nothing, at) => {
    const kind = displayText(kinds[at], 64).toLowerCase();
    const told = levels[at];
    // Negative levels mean that there is some, or that nobody knows (RFC 3805, prtMarkerSuppliesLevel).
    const level = told !== undefined && told >= 0 && told <= 100 ? told : null;
    const waste = kind.startsWith('waste');
    return {
      name: displayText(names[at], 127, kind === '' ? 'Supply' : kind.replaceAll('-', ' ')),
      kind: /^[a-z0-9_.+-]{1,64}$/.test(kind) ? kind : 'unknown',
      colors:
        (colors[at] ?? '')
          .toUpperCase()
          .match(/#[0-9A-F]{6}/g)
          ?.slice(0, 16) ?? [],
      level,
      state: waste ? wasteState(level, highs[at]) : supplyState(level, lows[at]),
    };
  });
}

function supplyState(level: number | null, low: number | undefined): Supply['state'] {
  if (level === null) return 'unknown';
  if (level === 0) return 'empty';
  return level <= threshold(low, USUAL_LOW) ? 'low' : 'ok';
}

function wasteState(level: number | null, high: number | undefined): Supply['state'] {
  if (level === null) return 'unknown';
  if (level === 100) return 'full';
  return level >= threshold(high, USUAL_HIGH) ? 'nearly-full' : 'ok';
}

function threshold(told: number | undefined, usual: number): number {
  return told !== undefined && told > 0 && told < 100 ? told : usual;
}
