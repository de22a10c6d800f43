/** How answers look: safe text, aligned tables, sizes and times. Names of peers are hostile. */
import { displayText } from '../../src/base/text.ts';

/**
 * JSON in one line. Characters that drive a terminal or hide text are written as `\u` escapes, so
 * the value is the same and the screen is safe.
 */
export function jsonText(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Columns a text takes on a terminal: wide East Asian characters and pictures take two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\u200d|\ufe0f/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** Aligned columns under their titles, or `empty` where there is no row. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  empty: string,
): string {
  if (rows.length === 0) return empty;
  const lines = [titles, ...rows].map((row) => row.map((cell) => displayText(String(cell), 120)));
  const widths = titles.map((_title, column) =>
    Math.max(...lines.map((line) => textWidth(line[column] ?? ''))),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - textWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in decimal units, as file managers show them; `-` for unknown. */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return '-';
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Last millisecond that a `Date` can hold (ECMA-262 section 21.4.1.1). */
const LAST_TIME = 8.64e15;

/** ISO 8601 in UTC, or null for none or one beyond what a date can be. */
export function isoTime(at: number | null): string | null {
  return at === null || Math.abs(at) > LAST_TIME ? null : new Date(at).toISOString();
}

/** Milliseconds as scripts get them: hundredths are what a measurement is worth. */
export function latencyNumber(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 100) / 100;
}

/** Date and time in this PC's time zone; `-` for unknown. */
export function timeText(at: number | null): string {
  if (at === null || Math.abs(at) > LAST_TIME) return '-';
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Enough of an id to tell it from the others. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
