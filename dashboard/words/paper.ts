/** Paper, trays and supplies in words, from the keywords of PWG 5101.1, 5100.7 and 5100.9. */
import { phrase, translated } from '../locale/localization.ts';
import { displayText } from '../../src/base/text.ts';
import type { Supply, Tray } from '../../src/model/printer.ts';
import type { Words } from './printing.ts';

/** `iso_a4_210x297mm` becomes `A4 (210 × 297 mm)`: self-describing names, PWG 5101.1 section 5. */
export function mediaWords(name: string): string {
  const match = /^[a-z]+_([a-z0-9.-]+)_([0-9.]+)x([0-9.]+)(mm|in)$/.exec(name);
  if (!match) return keywordWords(name);
  const [, label = '', width = '', height = '', unit = ''] = match;
  const shown = label
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  return `${shown} (${width} × ${height} ${unit})`;
}

/** A keyword for which there are no better words: `by-pass_tray` becomes `By pass tray`. */
export function keywordWords(keyword: string): string {
  const words = displayText(keyword.replace(/[-_]+/g, ' '), 60, '?');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const SOURCES: Record<string, string> = translated({
  auto: 'Automatic',
  main: 'Main tray',
  alternate: 'Second tray',
  manual: 'By hand',
  'by-pass-tray': 'Multi-purpose tray',
  'large-capacity': 'Large tray',
  envelope: 'Envelope tray',
  photo: 'Photo tray',
  disc: 'Disc tray',
  rear: 'Rear tray',
  top: 'Upper tray',
  middle: 'Middle tray',
  bottom: 'Lower tray',
  'main-roll': 'Roll',
});

/** `tray-2` becomes `Tray 2`. */
export function sourceWords(source: string | null): string {
  return source === null ? 'A tray' : (SOURCES[source] ?? keywordWords(source));
}

const MEDIA_TYPES: Record<string, string> = translated({
  auto: 'Any',
  stationery: 'Plain paper',
  'stationery-lightweight': 'Light paper',
  'stationery-heavyweight': 'Heavy paper',
  'stationery-recycled': 'Recycled paper',
  'stationery-letterhead': 'Letterhead',
  'stationery-preprinted': 'Preprinted paper',
  'stationery-coated': 'Coated paper',
  'stationery-inkjet': 'Inkjet paper',
  cardstock: 'Card',
  labels: 'Labels',
  envelope: 'Envelopes',
  transparency: 'Transparencies',
  photographic: 'Photo paper',
  'photographic-glossy': 'Glossy photo paper',
  'photographic-matte': 'Matte photo paper',
  'photographic-high-gloss': 'High-gloss photo paper',
  'photographic-semi-gloss': 'Semi-gloss photo paper',
  disc: 'Discs',
});

export function mediaTypeWords(type: string): string {
  return MEDIA_TYPES[type] ?? keywordWords(type);
}

/** What lies in a tray, and how much, e.g. `A4 (210 × 297 mm), plain paper, 80 % full`. */
export function trayWords({ media, type, level }: Tray): Words {
  if (level === 0) return { text: phrase('Empty'), tone: 'bad' };
  const parts = [
    media === null ? '' : mediaWords(media),
    type === null || type === 'auto' ? '' : mediaTypeWords(type),
    level === null ? '' : phrase('{0} % full', level),
  ].filter((part) => part !== '');
  if (parts.length === 0) return { text: phrase('Paper unknown'), tone: 'plain' };
  return { text: parts.join(', '), tone: level !== null && level <= 10 ? 'warn' : 'plain' };
}

/** How much is left; of a box for waste, how full it is. */
export function supplyWords({ kind, level, state }: Supply): Words {
  const percent = level === null ? '' : `, ${level} %`;
  switch (state) {
    case 'empty':
      return { text: phrase('Empty'), tone: 'bad' };
    case 'full':
      return { text: phrase('Full'), tone: 'bad' };
    case 'low':
      return { text: `${phrase('Low')}${percent}`, tone: 'warn' };
    case 'nearly-full':
      return { text: `${phrase('Nearly full')}${percent}`, tone: 'warn' };
    case 'ok':
      if (level === null) return { text: phrase('Enough'), tone: 'plain' };
      return {
        text: kind.startsWith('waste') ? phrase('{0} % full', level) : `${level} %`,
        tone: 'plain',
      };
    default:
      return { text: phrase('Level unknown'), tone: 'plain' };
  }
}

const NAMED_COLORS: Record<string, string> = translated({
  '#000000': 'Black',
  '#FFFFFF': 'Clear',
  '#00FFFF': 'Cyan',
  '#FF00FF': 'Magenta',
  '#FFFF00': 'Yellow',
});

/** Only what is a colour: it becomes part of a style. */
export function supplyColors({ colors }: Supply): string[] {
  return colors.filter((color) => /^#[0-9A-F]{6}$/i.test(color)).slice(0, 8);
}

/** Its name, and the colour where the name does not say it. */
export function supplyName(supply: Supply): string {
  const name = displayText(supply.name, 60, keywordWords(supply.kind));
  const [color, ...others] = supplyColors(supply);
  const word = others.length === 0 ? NAMED_COLORS[(color ?? '').toUpperCase()] : undefined;
  return word === undefined || name.toLowerCase().includes(word.toLowerCase())
    ? name
    : `${name}, ${word.toLowerCase()}`;
}
