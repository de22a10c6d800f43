/** Times as WebDAV tells them, of thousands of files at once: the day is written once for all of it. */

const DAY_MS = 86_400_000;
/** The year 9999 is the last that both forms can say. */
const LAST = 253_402_300_799_999;

class DayText {
  readonly #write: (time: Date) => string;
  #day = Number.NaN;
  #text = '';

  constructor(write: (time: Date) => string) {
    this.#write = write;
  }

  of(day: number): string {
    if (day !== this.#day) [this.#day, this.#text] = [day, this.#write(new Date(day * DAY_MS))];
    return this.#text;
  }
}

const httpDay = new DayText((time) => time.toUTCString().slice(0, 17));
const isoDay = new DayText((time) => time.toISOString().slice(0, 11));

/** `Fri, 27 Nov 2026 09:30:20 GMT` (RFC 9110 section 5.6.7), of milliseconds since 1970. */
export function httpDate(ms: number): string {
  const time = Math.min(ms, LAST);
  return `${httpDay.of(Math.floor(time / DAY_MS))}${clockText(time)} GMT`;
}

/** `2026-11-27T09:30:20.123Z` (RFC 3339), of milliseconds since 1970. */
export function isoDate(ms: number): string {
  const time = Math.min(ms, LAST);
  const thousandths = String(Math.floor(time) % 1000).padStart(3, '0');
  return `${isoDay.of(Math.floor(time / DAY_MS))}${clockText(time)}.${thousandths}Z`;
}

function clockText(ms: number): string {
  const seconds = Math.floor((ms % DAY_MS) / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
