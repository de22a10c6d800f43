/** What keeps a printer from printing, in words, from the keywords of IPP (RFC 8011 section 5.4.12). */

/** Most urgent first; without the severity that may follow. */
export const TROUBLES: readonly (readonly [string, string])[] = [
  ['media-jam', 'Paper jam'],
  ['media-empty', 'Out of paper'],
  ['media-needed', 'Out of paper'],
  ['input-tray-missing', 'A paper tray is missing'],
  ['cover-open', 'A cover is open'],
  ['door-open', 'A door is open'],
  ['toner-empty', 'Out of toner'],
  ['marker-supply-empty', 'Out of ink'],
  ['developer-empty', 'Out of developer'],
  ['marker-waste-full', 'The waste box is full'],
  ['output-area-full', 'The output tray is full'],
  ['spool-area-full', 'Its memory is full'],
  ['shutdown', 'Switched off'],
  ['offline', 'Not reachable'],
];

export interface PrinterTrouble {
  /** Keyword without severity. */
  reason: string;
  /** `Out of paper`. */
  text: string;
}

/** The most urgent of what is wrong; undefined where nothing needs a person. */
export function troubleOf(reasons: readonly string[]): PrinterTrouble | undefined {
  // A warning tells of what comes, or of another tray: the printer goes on.
  const found = new Set(
    reasons
      .filter((reason) => !/-(warning|report)$/.test(reason))
      .map((reason) => reason.replace(/-error$/, '')),
  );
  const trouble = TROUBLES.find(([reason]) => found.has(reason));
  return trouble && { reason: trouble[0], text: trouble[1] };
}
