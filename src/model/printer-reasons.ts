/** `printer-state-reasons` in words (RFC 8011 section 5.4.12, PWG 5100.9). */

export interface ReasonWords {
  text: string;
  /**
   * `blocks`: nothing is printed until a person does something. `waits`: it will go on by itself, or
   * as its owner wants. `goes on`: it prints.
   */
  kind: 'blocks' | 'waits' | 'goes on';
  /** What that person does, where it is not plain. */
  advice?: string | undefined;
}

type Row = readonly [keyword: string, text: string, kind: ReasonWords['kind'], advice?: string];

/** By keyword without its severity, most urgent first. */
const WORDS: readonly Row[] = [
  ['media-jam', 'Paper jam', 'blocks', 'Take out the paper that is stuck.'],
  ['media-empty', 'Out of paper', 'blocks', 'Put paper in.'],
  ['media-needed', 'Needs paper', 'blocks', 'Put in the paper that the printer asks for.'],
  ['input-tray-missing', 'Paper tray is missing', 'blocks', 'Push the paper tray in.'],
  ['output-tray-missing', 'Output tray is missing', 'blocks', 'Push the output tray in.'],
  ['cover-open', 'Cover is open', 'blocks', 'Close the cover.'],
  ['interlock-open', 'Cover is open', 'blocks', 'Close the cover.'],
  ['door-open', 'Door is open', 'blocks', 'Close the door of the printer.'],
  ['toner-empty', 'Out of toner', 'blocks', 'Put in a new toner cartridge.'],
  ['marker-supply-empty', 'Out of ink', 'blocks', 'Put in new ink.'],
  ['marker-supply-missing', 'Ink or toner is missing', 'blocks', 'Put the cartridge in.'],
  ['developer-empty', 'Out of developer', 'blocks'],
  ['opc-life-over', 'The drum must be replaced', 'blocks'],
  ['marker-waste-full', 'Waste box is full', 'blocks', 'Put in an empty waste box.'],
  ['output-area-full', 'Output tray is full', 'blocks', 'Take the printed paper away.'],
  ['spool-area-full', 'Printer memory is full', 'blocks', 'Switch it off and on again.'],
  ['fuser-over-temp', 'Too hot', 'blocks', 'Let it cool down.'],
  ['shutdown', 'Switched off', 'blocks', 'Switch the printer on.'],
  ['offline', 'Not reachable', 'blocks', 'Switch the printer on, and look at its cable.'],
  ['timed-out', 'Does not answer', 'blocks', 'Switch it off and on again.'],
  ['paused', 'Paused', 'waits'],
  ['connecting-to-device', 'Looking for the printer', 'waits'],
  ['toner-low', 'Toner is low', 'goes on'],
  ['marker-supply-low', 'Ink is low', 'goes on'],
  ['developer-low', 'Developer is low', 'goes on'],
  ['opc-near-eol', 'The drum is nearly worn', 'goes on'],
  ['marker-waste-almost-full', 'Waste box is nearly full', 'goes on'],
  ['media-low', 'Little paper left', 'goes on'],
  ['output-area-almost-full', 'Output tray is nearly full', 'goes on'],
  ['fuser-under-temp', 'Warming up', 'waits'],
];

const ORDER = new Map(WORDS.map(([keyword], index) => [keyword, index]));

/** What is to be said of these reasons, each once, most urgent first; unknown ones are left out. */
export function reasonWords(reasons: readonly string[]): ReasonWords[] {
  const found = reasons.flatMap((reason) => {
    const index = ORDER.get(reason.replace(/-(?:error|warning|report)$/, ''));
    return index === undefined ? [] : [index];
  });
  const words = new Map<string, ReasonWords>();
  for (const index of found.sort((a, b) => a - b)) {
    const [, text, kind, advice] = WORDS[index] ?? ['', '', 'goes on'];
    if (!words.has(text)) words.set(text, { text, kind, advice });
  }
  return [...words.values()];
}
