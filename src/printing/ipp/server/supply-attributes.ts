/**
 * Ink, toner and trays of a loopback printer: `marker-*` (PWG 5100.9), `printer-supply` and
 * `printer-input-tray` (PWG 5100.13). What the real printer does not tell is given as “unknown”.
 */
import { displayText } from '../../../base/text.ts';
import type { Printer, Supply } from '../../../model/printer.ts';
import type { IppAttributes, IppValue } from '../types.ts';
import { integer, keyword, name, octets, text } from '../values.ts';
import type { Paper } from './media.ts';

/** Negative: the printer does not tell (RFC 3805, prtMarkerSuppliesLevel). */
const UNKNOWN = -2;
/** PWG 5100.9 limits names to 127 octets, as others of a printer's description. */
const SHORT = 127;

const NOT_TOLD: Supply = { name: 'Ink or toner', kind: 'unknown', colors: [], level: null, state: 'unknown' }; // biome-ignore format: one line

export function supplyAttributes({ supplies = [] }: Printer): IppAttributes {
  const all = supplies.length > 0 ? supplies : [NOT_TOLD];
  const names = all.map((supply) => displayText(supply.name, SHORT, 'Supply'));
  return new Map([
    ['marker-names', names.flatMap((one) => name(one, SHORT))],
    ['marker-colors', all.flatMap(({ colors }) => name(colors.join('') || 'none'))],
    ['marker-types', keyword(...all.map(({ kind }) => kind))],
    ['marker-levels', integer(...all.map(({ level }) => level ?? UNKNOWN))],
    ['marker-low-levels', integer(...all.map((one) => (isWaste(one) ? 0 : 10)))],
    ['marker-high-levels', integer(...all.map((one) => (isWaste(one) ? 90 : 100)))],
    ['printer-supply', all.flatMap((one, index) => supplyText(one, index + 1))],
    ['printer-supply-description', names.flatMap((one) => text(one, SHORT))],
  ]);
}

function isWaste({ kind }: Supply): boolean {
  return kind.startsWith('waste');
}

const COLORANTS: Readonly<Record<string, string>> = {
  '#000000': 'black',
  '#00FFFF': 'cyan',
  '#FF00FF': 'magenta',
  '#FFFF00': 'yellow',
};

function supplyText(supply: Supply, index: number): IppValue[] {
  const { kind, level, colors } = supply;
  // `waste-toner` of a keyword is `wasteToner` here; numbers and dots do not occur.
  const type = kind.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
  return fields({
    index,
    class: isWaste(supply) ? 'receptacleThatIsFilled' : 'supplyThatIsConsumed',
    type: /^[A-Za-z]{1,40}$/.test(type) ? type : 'other',
    unit: 'percent',
    maxcapacity: level === null ? UNKNOWN : 100,
    level: level ?? UNKNOWN,
    colorantname: COLORANTS[colors[0] ?? ''] ?? 'unknown',
  });
}

/** One for each of `media-source-supported`, in its order (PWG 5100.13 section 5.6.6). */
export function inputTrays({ trays = [] }: Printer, { sources }: Paper): IppValue[] {
  return sources.flatMap((source) => {
    const level = trays.find((tray) => tray.source === source)?.level ?? null;
    return fields({
      type: /manual|by-pass/.test(source) ? 'sheetFeedManual' : 'sheetFeedAutoRemovableTray',
      mediafeed: 0,
      mediaxfeed: 0,
      maxcapacity: level === null ? UNKNOWN : 100,
      level: level ?? UNKNOWN,
      unit: 'percent',
      status: 0,
      name: source,
    });
  });
}

/**
 * One for each of `output-bin-supported`, in its order (PWG 5100.13 section 5.6.7). Whatever way the
 * sheets come out, who sends the pages turns nothing: the printer's own PC knows its printer.
 */
export function outputTrays(bins: readonly string[]): IppValue[] {
  return bins.flatMap((bin) =>
    fields({
      type: 'unRemovableBin',
      maxcapacity: UNKNOWN,
      remaining: UNKNOWN,
      status: 0,
      name: bin,
      stackingorder: 'firstToLast',
      pagedelivery: 'faceDown',
    }),
  );
}

function fields(values: Readonly<Record<string, string | number>>): IppValue[] {
  const said = Object.entries(values).map(([field, value]) => `${field}=${value};`);
  return octets(Buffer.from(said.join('')));
}
