/** Paper by its PWG self-describing name (PWG 5101.1) and by its measures. */
import type { IppCollection } from './types.ts';
import { firstNumber, firstString } from './values.ts';

export interface MediaSize {
  name: string;
  /** Hundredths of millimetres. */
  x: number;
  y: number;
}

/** Programs and printers round: half a millimetre is the same paper. */
const TOLERANCE = 50;

const NAME =
  /^(?:na|asme|roc|oe|iso|jis|jpn|prc|om|custom)_[a-z0-9][-a-z0-9.]*_([1-9]\d{0,4}(?:\.\d{0,4}[1-9])?|0\.\d{0,4}[1-9])x([1-9]\d{0,4}(?:\.\d{0,4}[1-9])?|0\.\d{0,4}[1-9])(in|mm)$/;

/** The measures in a name; undefined where it tells none. */
export function mediaSizeOf(name: string): MediaSize | undefined {
  const [, x, y, unit] = NAME.exec(name) ?? [];
  if (x === undefined || y === undefined) return undefined;
  const scale = unit === 'in' ? 2540 : 100;
  return { name, x: Math.round(Number(x) * scale), y: Math.round(Number(y) * scale) };
}

function sameSize(a: Pick<MediaSize, 'x' | 'y'>, b: Pick<MediaSize, 'x' | 'y'>): boolean {
  return Math.abs(a.x - b.x) <= TOLERANCE && Math.abs(a.y - b.y) <= TOLERANCE;
}

/**
 * The paper that a `media-col` (PWG 5100.7 section 6.3) means; undefined where `sizes` has none like
 * it, or where it names none.
 */
export function sizeInCollection<S extends MediaSize>(
  wanted: IppCollection,
  sizes: readonly S[],
): S | undefined {
  const name = firstString(wanted, 'media-size-name');
  if (name !== undefined) return sizes.find((size) => size.name === name);
  const size = wanted.get('media-size')?.[0]?.value;
  if (!(size instanceof Map)) return undefined;
  const x = firstNumber(size, 'x-dimension') ?? 0;
  const y = firstNumber(size, 'y-dimension') ?? 0;
  return sizes.find((one) => sameSize(one, { x, y }));
}
