/**
 * Where the pages of a document come to lie on the sides of the sheets: pages, pages per side,
 * scaling and copies as data, before anybody draws. Lengths are points; the origin is at the lower
 * left, as in PDF.
 */
import type { PageRange, SheetSetup } from './conversion-step.ts';

/** `[a b c d e f]` as in PDF: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

export interface Placement {
  /** From 0. */
  page: number;
  /** From the upright page, its lower left corner at the origin, to the side of the sheet. */
  matrix: Matrix;
}

/** One side of a sheet (an impression); without placements it stays empty. */
export interface SheetSide {
  placements: readonly Placement[];
}

export interface PageSize {
  width: number;
  height: number;
}

/** Indices of the chosen pages that the document has. */
export function chosenPages(count: number, ranges: readonly PageRange[] | undefined): number[] {
  const wanted = ranges ?? [[1, count] as const];
  return wanted.flatMap(([first, last]) => {
    const end = Math.min(last, count);
    return Array.from({ length: Math.max(0, end - first + 1) }, (_one, index) => first - 1 + index);
  });
}

/** All sides in the order of printing, copies one after another. */
export function* layOut(
  pages: readonly number[],
  setup: SheetSetup,
  sizeOf: (page: number) => PageSize,
): Generator<SheetSide> {
  const perSide = setup.numberUp ?? 1;
  const sides = Math.ceil(pages.length / perSide);
  const copies = setup.copies ?? 1;
  const grid = perSide > 1 ? bestGrid(perSide, setup, sizeOf(pages[0] ?? 0)) : undefined;
  for (let copy = 1; copy <= copies; copy += 1) {
    for (let side = 0; side < sides; side += 1) {
      const here = pages.slice(side * perSide, (side + 1) * perSide);
      yield {
        placements: here.map((page, index) => ({
          page,
          matrix: grid ? inCell(grid, index, sizeOf(page), setup) : alone(sizeOf(page), setup),
        })),
      };
    }
    // The next copy begins on a sheet of its own.
    if (setup.twoSided && sides % 2 === 1 && copy < copies) yield { placements: [] };
  }
}

/** How many sides `layOut` gives. */
export function countSides(pages: number, setup: SheetSetup): number {
  const sides = Math.ceil(pages / (setup.numberUp ?? 1));
  const copies = setup.copies ?? 1;
  return sides * copies + (setup.twoSided && sides % 2 === 1 ? copies - 1 : 0);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function printable({ paper, margins }: SheetSetup): Box {
  return {
    x: margins.left,
    y: margins.bottom,
    width: Math.max(1, paper.width - margins.left - margins.right),
    height: Math.max(1, paper.height - margins.top - margins.bottom),
  };
}

/** One page on a side: turned if it lies and the paper stands, scaled as `print-scaling` says. */
function alone(page: PageSize, setup: SheetSetup): Matrix {
  const { paper } = setup;
  const turned = page.width > page.height !== paper.width > paper.height && !square(page);
  const size = turned ? { width: page.height, height: page.width } : page;
  const scale = scaleFor(size, setup);
  const box = scale.within === 'paper' ? { x: 0, y: 0, ...paper } : printable(setup);
  return centred(page, box, scale.factor, turned);
}

function square({ width, height }: PageSize): boolean {
  return Math.abs(width - height) < 1;
}

/** PWG 5100.13 section 6.3.3 (`print-scaling`). */
function scaleFor(
  page: PageSize,
  setup: SheetSetup,
): { factor: number; within: 'paper' | 'printable' } {
  const { paper, scaling } = setup;
  const fit = (box: PageSize): number => Math.min(box.width / page.width, box.height / page.height);
  const whole = { factor: 1, within: 'paper' as const };
  const fitted = { factor: fit(printable(setup)), within: 'printable' as const };
  const filled = {
    factor: Math.max(paper.width / page.width, paper.height / page.height),
    within: 'paper' as const,
  };
  // What was made for this paper stays as it is; half a per cent is rounding.
  const larger = page.width > paper.width * 1.005 || page.height > paper.height * 1.005;
  const { margins } = setup;
  const edges = margins.left + margins.right + margins.top + margins.bottom;
  switch (scaling) {
    case 'none':
      return whole;
    case 'fill':
      return filled;
    case 'fit':
      return fitted;
    case 'auto-fit':
      return larger ? fitted : whole;
    default:
      if (!larger) return whole;
      return edges > 0 ? fitted : filled;
  }
}

/** The page in the middle of the box; turned: anticlockwise, as `landscape` of RFC 8011 is. */
function centred(page: PageSize, box: Box, factor: number, turned: boolean): Matrix {
  const width = (turned ? page.height : page.width) * factor;
  const height = (turned ? page.width : page.height) * factor;
  const x = box.x + (box.width - width) / 2;
  const y = box.y + (box.height - height) / 2;
  return turned ? [0, factor, -factor, 0, x + width, y] : [factor, 0, 0, factor, x, y];
}

interface Grid {
  columns: number;
  rows: number;
  /** The whole side is turned: its columns run along the height of the paper. */
  turned: boolean;
}

/** Between neighbours on a side. */
const GAP = 9;

/** The grid that shows pages of this size largest. */
function bestGrid(perSide: number, setup: SheetSetup, page: PageSize): Grid {
  let best: Grid = { columns: 1, rows: perSide, turned: false };
  let largest = 0;
  for (let columns = 1; columns <= perSide; columns += 1) {
    const rows = Math.ceil(perSide / columns);
    for (const turned of [false, true]) {
      const grid = { columns, rows, turned };
      const { width, height } = cellOf(grid, setup);
      const factor = Math.min(width / page.width, height / page.height);
      // Not a hair larger: then the upright side is the better one.
      if (factor > largest * 1.001) [best, largest] = [grid, factor];
    }
  }
  return best;
}

function cellOf({ columns, rows, turned }: Grid, setup: SheetSetup): PageSize {
  const box = printable(setup);
  const [width, height] = turned ? [box.height, box.width] : [box.width, box.height];
  return {
    width: Math.max(1, (width - GAP * (columns - 1)) / columns),
    height: Math.max(1, (height - GAP * (rows - 1)) / rows),
  };
}

/** Cells in the order of reading: to the right, then down. */
function inCell(grid: Grid, index: number, page: PageSize, setup: SheetSetup): Matrix {
  const cell = cellOf(grid, setup);
  const column = index % grid.columns;
  const row = Math.floor(index / grid.columns);
  const box = printable(setup);
  const high = grid.turned ? box.width : box.height;
  const x = column * (cell.width + GAP);
  const y = high - (row + 1) * cell.height - row * GAP;
  const factor = Math.min(cell.width / page.width, cell.height / page.height);
  const upright = centred(page, { x, y, ...cell }, factor, false);
  const [a, , , d, e, f] = upright;
  return grid.turned
    ? [0, a, -d, 0, box.x + box.width - f, box.y + e]
    : [a, 0, 0, d, box.x + e, box.y + f];
}
