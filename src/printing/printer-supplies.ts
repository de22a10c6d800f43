/**
 * Ink and toner as a printer tells of them: `marker-*` of PWG 5100.9, which CUPS and most printers
 * have, or `printer-supply` of PWG 5100.13 section 5.6.9.
 */
import { displayText } from '../base/text.ts';
import type { Supply } from '../model/printer.ts';
import { describedFields, percent } from './ipp/described-fields.ts';
import type { IppAttributes } from './ipp/types.ts';
import { numbers, strings } from './ipp/values.ts';

export const SUPPLY_ATTRIBUTES = [
  'marker-colors',
  'marker-high-levels',
  'marker-levels',
  'marker-low-levels',
  'marker-names',
  'marker-types',
  'printer-supply',
  'printer-supply-description',
] as const;

const MAX_SUPPLIES = 32;
/** Percent at which a supply is low, a waste box nearly full, where the printer names no level. */
const USUAL_LOW = 10;
const USUAL_HIGH = 90;

/** Colorants of RFC 3805 in words, as printers mean them. */
const COLORANTS: Readonly<Record<string, string>> = {
  black: '#000000',
  cyan: '#00FFFF',
  magenta: '#FF00FF',
  yellow: '#FFFF00',
  red: '#FF0000',
  green: '#00FF00',
  blue: '#0000FF',
};

export function suppliesOf(attributes: IppAttributes): Supply[] {
  const markers = markersOf(attributes);
  return markers.length > 0 ? markers : describedSupplies(attributes);
}

/** The attributes are lists of one length, a place in each for one supply. */
function markersOf(attributes: IppAttributes): Supply[] {
  const names = strings(attributes, 'marker-names');
  const kinds = strings(attributes, 'marker-types');
  const colors = strings(attributes, 'marker-colors');
  const levels = numbers(attributes, 'marker-levels');
  const lows = numbers(attributes, 'marker-low-levels');
  const highs = numbers(attributes, 'marker-high-levels');
  const count = Math.min(MAX_SUPPLIES, Math.max(names.length, levels.length));
  return Array.from({ length: count }, (_nothing, at) => {
    const told = levels[at];
    // Negative levels mean that there is some, or that nobody knows (RFC 3805, prtMarkerSuppliesLevel).
    const level = told !== undefined && told >= 0 && told <= 100 ? told : null;
    const listed = (colors[at] ?? '').toUpperCase().match(/#[0-9A-F]{6}/g) ?? [];
    return supply(names[at], kinds[at], listed.slice(0, 16), level, lows[at], highs[at]);
  });
}

function describedSupplies(attributes: IppAttributes): Supply[] {
  const names = strings(attributes, 'printer-supply-description');
  return describedFields(attributes, 'printer-supply', MAX_SUPPLIES).map((fields, at) => {
    const color = COLORANTS[fields.get('colorantname')?.toLowerCase() ?? ''];
    // `wasteToner` of the field is `waste-toner` as a keyword.
    const kind = fields.get('type')?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const level = percent(fields.get('level'), fields.get('maxcapacity'));
    return supply(names[at], kind, color ? [color] : [], level, undefined, undefined);
  });
}

function supply(
  name: string | undefined,
  type: string | undefined,
  colors: string[],
  level: number | null,
  low: number | undefined,
  high: number | undefined,
): Supply {
  const kind = displayText(type, 64).toLowerCase();
  return {
    name: displayText(name, 127, kind === '' ? 'Supply' : kind.replaceAll('-', ' ')),
    kind: /^[a-z0-9_.+-]{1,64}$/.test(kind) ? kind : 'unknown',
    colors,
    level,
    state: kind.startsWith('waste') ? wasteState(level, high) : supplyState(level, low),
  };
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
