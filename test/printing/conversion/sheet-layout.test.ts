/** Where pages come to lie, as data. */
import assert from 'node:assert/strict';
import type { SheetSetup } from '../../../src/printing/conversion/conversion-step.ts';
import {
  chosenPages,
  countSides,
  layOut,
  type PageSize,
} from '../../../src/printing/conversion/sheet-layout.ts';

const A4 = { width: 595, height: 842 };
const A5 = { width: 420, height: 595 };
const A3 = { width: 842, height: 1191 };
const SETUP: SheetSetup = {
  paper: A4,
  margins: { top: 20, right: 20, bottom: 20, left: 20 },
  scaling: 'auto',
  twoSided: false,
};

/** Corners of the placed page on the sheet: left, bottom, right, top. */
function boxes(page: PageSize, setup: Partial<SheetSetup>, count = 1): number[][] {
  const pages = Array.from({ length: count }, (_one, index) => index);
  return Array.from(layOut(pages, { ...SETUP, ...setup }, () => page)).flatMap(({ placements }) =>
    placements.map(({ matrix: [a, b, c, d, e, f] }) => {
      const x = [0, a * page.width]
        .flatMap((one) => [one, one + c * page.height])
        .map((v) => v + e);
      const y = [0, b * page.width]
        .flatMap((one) => [one, one + d * page.height])
        .map((v) => v + f);
      return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)].map(
        (v) => Math.round(v) + 0,
      );
    }),
  );
}

describe('sheet layout', () => {
  it('leaves what was made for this paper as it is', () => {
    assert.deepEqual(boxes(A4, {}), [[0, 0, 595, 842]]);
    assert.deepEqual(boxes({ width: 842, height: 595 }, {}), [[0, 0, 595, 842]]);
  });

  it('scales as print-scaling says (PWG 5100.13)', () => {
    const small = [[88, 124, 508, 719]];
    const fitted = [[20, 28, 575, 814]];
    assert.deepEqual(boxes(A5, { scaling: 'auto' }), small);
    assert.deepEqual(boxes(A5, { scaling: 'auto-fit' }), small);
    assert.deepEqual(boxes(A5, { scaling: 'none' }), small);
    assert.deepEqual(boxes(A5, { scaling: 'fit' }), fitted);
    assert.deepEqual(boxes(A3, { scaling: 'auto' }), fitted);
    assert.deepEqual(boxes(A3, { scaling: 'none' }), [[-123, -174, 719, 1017]]);
    for (const size of [A5, A3, { width: 500, height: 500 }]) {
      const [left = 1, bottom = 1, right = 0, top = 0] = boxes(size, { scaling: 'fill' })[0] ?? [];
      assert.ok(left <= 0 && bottom <= 0 && right >= 595 && top >= 842, 'fill covers the paper');
    }
    const borderless = { margins: { top: 0, right: 0, bottom: 0, left: 0 } };
    const [left = 1, bottom = 1, right = 0, top = 0] =
      boxes(A3, { scaling: 'auto', ...borderless })[0] ?? [];
    assert.ok(left <= 0 && bottom <= 0 && right >= 595 && top >= 842, 'without margins it fills');
  });

  it('puts pages side by side in the order of reading', () => {
    const [first, second] = boxes(A4, { numberUp: 2 }, 2);
    assert.ok(first && second);
    // The side is turned: the first page is below the second on the standing sheet.
    assert.ok((first[3] ?? 0) < (second[1] ?? 0), `${first.join()} ${second.join()}`);
    const four = boxes(A4, { numberUp: 4 }, 4);
    const [one = [], two = [], three = []] = four;
    assert.ok((one[2] ?? 0) < (two[0] ?? 0), 'the second is to the right of the first');
    assert.ok((one[1] ?? 0) > (three[3] ?? 0), 'the third is below the first');
    for (const [left = -1, bottom = -1, right = 999, top = 999] of boxes(A4, { numberUp: 16 }, 16))
      assert.ok(left >= 20 && bottom >= 20 && right <= 575 && top <= 822);
    // Slides lie: two of them stand one above the other on an upright side.
    const [upper = [], lower = []] = boxes({ width: 800, height: 450 }, { numberUp: 2 }, 2);
    assert.ok((upper[1] ?? 0) > (lower[3] ?? 0));
  });

  it('begins each copy on a sheet of its own', () => {
    const count = (setup: Partial<SheetSetup>): [number, number] => {
      const sides = Array.from(layOut([0, 1, 2], { ...SETUP, ...setup }, () => A4));
      assert.equal(sides.length, countSides(3, { ...SETUP, ...setup }));
      return [sides.length, sides.filter(({ placements }) => placements.length === 0).length];
    };
    assert.deepEqual(count({ copies: 2 }), [6, 0]);
    assert.deepEqual(count({ copies: 3, twoSided: true }), [11, 2]);
    assert.deepEqual(count({ copies: 2, twoSided: true, numberUp: 2 }), [4, 0]);
    assert.deepEqual(count({ copies: 2, twoSided: true, numberUp: 4 }), [3, 1]);
  });

  it('picks the pages that there are', () => {
    assert.deepEqual(chosenPages(3, undefined), [0, 1, 2]);
    assert.deepEqual(chosenPages(5, [[2, 3], [5, 9]]), [1, 2, 4]); // biome-ignore format: short
    assert.deepEqual(chosenPages(2, [[7, 2_000_000_000]]), []);
  });
});
