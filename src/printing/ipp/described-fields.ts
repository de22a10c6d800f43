/** Values such as `type=toner;level=75;` (`printer-supply`, `printer-input-tray` of PWG 5100.13). */
import type { IppAttributes } from './types.ts';

const MAX_LENGTH = 1023;

/** The fields of each value by their names in lower case; values that are no text are left empty. */
export function describedFields(
  attributes: IppAttributes,
  attribute: string,
  max: number,
): ReadonlyMap<string, string>[] {
  return (attributes.get(attribute) ?? []).slice(0, max).map(({ value }) => {
    const said = Buffer.isBuffer(value) ? value.toString('latin1') : value;
    if (typeof said !== 'string') return new Map();
    const fields = said.slice(0, MAX_LENGTH).split(';');
    return new Map(
      fields.map((field) => {
        const [name = '', ...rest] = field.split('=');
        return [name.trim().toLowerCase(), rest.join('=').trim()];
      }),
    );
  });
}

/** Negative numbers mean unknown, or some (RFC 3805): null. */
export function percent(level: string | undefined, capacity: string | undefined): number | null {
  const [there, most] = [Number(level ?? -2), Number(capacity ?? -2)];
  if (!(there >= 0 && most > 0)) return null;
  return Math.min(100, Math.round((there / most) * 100));
}
