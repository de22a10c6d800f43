/** Which paper people use where this PC is, as its language settings say. */

/** Countries where paper is Letter (ANSI/ASME Y14.1), as the system's language settings say. */
const LETTER = new Set([
  'US',
  'CA',
  'MX',
  'PH',
  'CL',
  'CO',
  'CR',
  'GT',
  'NI',
  'PA',
  'PR',
  'SV',
  'VE',
]);

export function printsOnLetter(): boolean {
  const { region } = new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale);
  return region !== undefined && LETTER.has(region);
}
