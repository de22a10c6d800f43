/** Geometry of pages. */
import type { Matrix } from '../sheet-layout.ts';

/** First `one`, then `other`. */
export function times(one: Matrix, other: Matrix): Matrix {
  const [a, b, c, d, e, f] = one;
  const [g, h, i, j, k, l] = other;
  return [
    a * g + b * i,
    a * h + b * j,
    c * g + d * i,
    c * h + d * j,
    e * g + f * i + k,
    e * h + f * j + l,
  ];
}

/** `Rotate` of a page counts quarter turns clockwise. */
export function uprightMatrix(
  quarters: number,
  box: { left: number; top: number; right: number; bottom: number },
): Matrix {
  const { left, top, right, bottom } = box;
  switch (quarters) {
    case 1:
      return [0, -1, 1, 0, -bottom, right];
    case 2:
      return [-1, 0, 0, -1, right, top];
    case 3:
      return [0, 1, -1, 0, top, -left];
    default:
      return [1, 0, 0, 1, -left, -bottom];
  }
}
