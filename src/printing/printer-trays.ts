/**
 * Paper trays as a printer tells of them: what lies ready (`media-col-ready`, PWG 5100.7 section
 * 6.9), and how full each tray is (`printer-input-tray`, PWG 5100.13 section 5.6.6). Margins too.
 */
import { displayText } from '../base/text.ts';
import type { PrinterMargins, Tray } from '../model/printer.ts';
import { describedFields, percent } from './ipp/described-fields.ts';
import { mediaSizeOf, sizeInCollection } from './ipp/media-name.ts';
import type { IppAttributes, IppCollection } from './ipp/types.ts';
import { firstNumber, firstString, numbers, strings } from './ipp/values.ts';

export const TRAY_ATTRIBUTES = [
  'media-col-default',
  'media-col-ready',
  'printer-input-tray',
] as const;

const MAX_TRAYS = 32;
const MAX_MARGIN = 100_000;
const EDGES = ['top', 'bottom', 'left', 'right'] as const;
const KEYWORD = /^[A-Za-z0-9_.+-]{1,127}$/;
/** What is no place of its own: the printer picks one that is. */
const NO_TRAY = new Set(['auto']);

interface InputTray {
  source: string;
  level: number | null;
}

/** What lies ready in no place is left out: CUPS makes up such paper for queues that tell none. */
export function traysOf(attributes: IppAttributes): Tray[] {
  const levels = inputTrays(attributes, strings(attributes, 'media-source-supported'));
  const sizes = strings(attributes, 'media-ready').flatMap((name) => mediaSizeOf(name) ?? []);
  const trays: Tray[] = [];
  for (const { value } of (attributes.get('media-col-ready') ?? []).slice(0, MAX_TRAYS)) {
    if (!(value instanceof Map)) continue;
    const source = keywordOf(firstString(value, 'media-source'));
    if (source === null || trays.some((tray) => tray.source === source)) continue;
    trays.push({
      source,
      media: sizeInCollection(value, sizes)?.name ?? nameIn(value),
      type: keywordOf(firstString(value, 'media-type')),
      level: levels.find((tray) => tray.source === source)?.level ?? null,
    });
  }
  // Trays in which nothing lies are not among the ready ones.
  for (const { source, level } of levels)
    if (!trays.some((tray) => tray.source === source))
      trays.push({ source, media: null, type: null, level });
  return trays.slice(0, MAX_TRAYS);
}

/** Of paper that is ready without being listed as such. */
function nameIn(paper: IppCollection): string | null {
  const name = displayText(firstString(paper, 'media-size-name'), 127);
  return mediaSizeOf(name) ? name : null;
}

/** Their count and order is that of `media-source-supported` where they have no names of their own. */
function inputTrays(attributes: IppAttributes, sources: readonly string[]): InputTray[] {
  const listed = describedFields(attributes, 'printer-input-tray', MAX_TRAYS);
  return listed.flatMap((fields, at) => {
    const called = keywordOf(fields.get('name'));
    const named = called !== null && sources.includes(called) ? called : undefined;
    const source = named ?? (listed.length === sources.length ? sources[at] : undefined);
    if (source === undefined || !KEYWORD.test(source) || NO_TRAY.has(source)) return [];
    return [{ source, level: percent(fields.get('level'), fields.get('maxcapacity')) }];
  });
}

function keywordOf(said: string | undefined): string | null {
  const shown = displayText(said, 127);
  return KEYWORD.test(shown) ? shown : null;
}

/**
 * Of its usual paper; where it tells none, the widest that it names for each edge. Undefined where
 * it names none for one of them.
 */
export function marginsOf(attributes: IppAttributes): PrinterMargins | undefined {
  const usual = attributes.get('media-col-default')?.[0]?.value;
  const [top, bottom, left, right] = EDGES.map((edge) => {
    const here = usual instanceof Map ? firstNumber(usual, `media-${edge}-margin`) : undefined;
    const named = numbers(attributes, `media-${edge}-margin-supported`);
    const fitting = (here === undefined ? named : [here]).filter(
      (one) => one >= 0 && one <= MAX_MARGIN,
    );
    return fitting.length === 0 ? undefined : Math.max(...fitting);
  });
  if (top === undefined || bottom === undefined || left === undefined || right === undefined)
    return undefined;
  return { top, bottom, left, right };
}
