/** Sizes as people type them. */
import { UsageError } from './command.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Bytes, in decimal units as they are shown; `more` is said of what else the option takes. */
export function sizeOption(name: string, text: string, more = ''): number {
  const [, number, unit] = /^(\d{1,12}(?:\.\d{1,3})?) ?([kmgt]?)b?$/iu.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit?.toLowerCase() ?? ''] ?? Number.NaN));
  if (!(bytes >= 1 && Number.isSafeInteger(bytes)))
    throw new UsageError(`--${name} takes a size such as 500MB or 20GB${more}.`);
  return bytes;
}
