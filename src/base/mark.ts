/**
 * Hallway's mark as pixels: a hallway with two open doors and a light at its end, the same shapes as
 * `dashboard/public/icon.svg`. Drawn, so that every size and state comes from one place.
 */

type Point = readonly [number, number];
type Colour = readonly [number, number, number];

export const MarkDot = { working: [242, 178, 51], attention: [217, 54, 47] } as const;
export type MarkDot = keyof typeof MarkDot;

export interface MarkOptions {
  /** A dot in a corner, in the colour of the state. */
  dot?: MarkDot | undefined;
  /** Square to its edges, and smaller inside: systems cut such an icon to a shape of their own. */
  maskable?: boolean;
}

/** The drawing's own units. */
const SIDE = 64;
const RADIUS = 14;
const GROUND: Colour = [15, 107, 95];
const DOOR: Colour = [127, 214, 198];
const LIGHT: Colour = [255, 255, 255];
const SHAPES: readonly (readonly [Colour, readonly Point[]])[] = [
  [DOOR, [[11, 13], [24, 22], [24, 42], [11, 51]]],
  [DOOR, [[53, 13], [40, 22], [40, 42], [53, 51]]],
  [LIGHT, [[27, 24], [37, 24], [37, 41], [27, 41]]],
]; // biome-ignore format: coordinates
const DOT = { x: 48, y: 48, radius: 15, ring: 18 } as const;
/** What a shape of any system leaves to be seen. */
const SAFE = 0.8;
/** From this size on no shape is smaller than a pixel. */
const LARGE = 96;
/** Points looked at in each direction of a pixel. */
const FINE = 4;

/** RGBA, four bytes a pixel, row by row. */
export function drawMark(size: number, options: MarkOptions = {}): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  const step = SIDE / (size * FINE);
  const cornersAt = (y: number): (Colour | undefined)[] =>
    Array.from({ length: size + 1 }, (_none, x) =>
      colourAt((x * SIDE) / size, (y * SIDE) / size, options),
    );
  let above = cornersAt(0);
  let below = above;
  for (let y = 0; y < size; y++) {
    above = below;
    if (size >= LARGE) below = cornersAt(y + 1);
    for (let x = 0; x < size; x++) {
      const plain = above[x];
      // Where the corners of a pixel differ an edge runs through it.
      const same = plain === above[x + 1] && plain === below[x] && plain === below[x + 1];
      if (size >= LARGE && same) {
        if (plain) pixels.set([...plain, 255], (y * size + x) * 4);
        continue;
      }
      const sum = [0, 0, 0, 0];
      for (let part = 0; part < FINE * FINE; part++) {
        const colour = colourAt(
          (x * FINE + (part % FINE) + 0.5) * step,
          (y * FINE + Math.floor(part / FINE) + 0.5) * step,
          options,
        );
        if (!colour) continue;
        colour.forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
        sum[3] = (sum[3] ?? 0) + 1;
      }
      const [red = 0, green = 0, blue = 0, seen = 0] = sum;
      if (seen === 0) continue;
      pixels.set(
        [red / seen, green / seen, blue / seen, (255 * seen) / FINE ** 2].map(Math.round),
        (y * size + x) * 4,
      );
    }
  }
  return pixels;
}

function colourAt(x: number, y: number, { dot, maskable }: MarkOptions): Colour | undefined {
  if (dot) {
    const away = Math.hypot(x - DOT.x, y - DOT.y);
    if (away <= DOT.radius) return MarkDot[dot];
    if (away <= DOT.ring) return LIGHT;
  }
  if (!maskable && !insideGround(x, y)) return undefined;
  const scale = maskable ? SAFE : 1;
  const at: Point = [(x - SIDE / 2) / scale + SIDE / 2, (y - SIDE / 2) / scale + SIDE / 2];
  return SHAPES.find(([, corners]) => inside(at, corners))?.[0] ?? GROUND;
}

function insideGround(x: number, y: number): boolean {
  const over = (value: number): number => Math.max(RADIUS - value, value - (SIDE - RADIUS), 0);
  return Math.hypot(over(x), over(y)) <= RADIUS;
}

/** By the crossings of a ray with the outline. */
function inside([x, y]: Point, corners: readonly Point[]): boolean {
  let within = false;
  corners.forEach(([x1, y1], index) => {
    const [x2, y2] = corners[(index + 1) % corners.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) within = !within;
  });
  return within;
}
