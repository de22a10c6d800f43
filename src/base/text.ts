/**
 * Text that a peer supplied and a person will see. It is hostile: it may hide, reverse or break
 * lines, imitate another name or be endless.
 */

/**
 * Every C0/C1 control, line and paragraph separator, bidi override and isolate, BOM, soft hyphen.
 * For `replace` alone: as a global expression it remembers where another call ended.
 */
export const INVISIBLE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** One line of visible text of at most `max` characters; `fallback` where nothing is left. */
export function displayText(value: unknown, max = 200, fallback = ''): string {
  if (typeof value !== 'string') return fallback;
  const clean = value
    .slice(0, max * 4)
    .replace(INVISIBLE, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const cut = clean.slice(0, max).toWellFormed().trim();
  return cut === '' ? fallback : cut;
}

/** A name of a device, share or printer: shown text without `/`, which separates names in paths. */
export function displayName(value: unknown, fallback: string, max = 63): string {
  return (
    displayText(value, max * 2, fallback)
      .replaceAll('/', '-')
      .slice(0, max)
      .toWellFormed()
      .trim() || fallback
  );
}
